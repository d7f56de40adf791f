/** Maelstrom's lin-kv workload: registers that have to be linearizable. Our own nodes promise less, and do not serve it. */

import { LinKvChecker } from '../../check/workloads/lin-kv.ts';
import type { Workload } from '../workload.ts';

/** Values are 0 to 4, as there: so compare-and-sets often hold. */
const VALUES = 5;
/** Of those, one of `VALUES` holds where there is a key: that so many do not, comes once in 10⁶ runs. */
const REFUSALS_BY_CHANCE = 60;
/** Maelstrom's clients of this workload wait less than others. */
const LEAST_TIMEOUT_MS = 1_000;
/** Two of three requests that write compare first, as there. */
const CAS_RATIO = 2 / 3;

export const linKv = {
  name: 'lin-kv',
  state: 'keys',
  replies: { read: { value: 'anything' }, write: {}, cas: {} },
  // Clients that share a key find what is not linearizable.
  hotKeys: 2,
  refusals: ['precondition_failed', 'key_does_not_exist'],
  refusalsByChance: REFUSALS_BY_CHANCE,
  timeoutMs: (meanLatencyMs) => Math.max(LEAST_TIMEOUT_MS, 10 * meanLatencyMs),
  checker: () => new LinKvChecker(),
  request({ isRead, key: drawnKey, rng, chooseKey, mayWrite }) {
    let key = drawnKey;
    if (isRead) return { body: { type: 'read', key }, key, reads: [key] };
    while (!mayWrite(key)) key = chooseKey();
    const [isCas, value, from] = [rng.float() < CAS_RATIO, rng.below(VALUES), rng.below(VALUES)];
    const writes = { type: 'keys', keys: [key] } as const;
    if (!isCas) return { body: { type: 'write', key, value }, key, value, writes, reads: [] };
    const body = { type: 'cas', key, from, to: value };
    return { body, key, value: [from, value], writes, reads: [], isConditional: true };
  },
} as const satisfies Workload;
