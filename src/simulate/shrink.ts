/** A run of the swarm that fails, made simpler: with the fewest faults with which it still does, so that its description says what matters. */

import { DEFAULT_GOSSIP } from '../core/config.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { PLAIN_LOAD } from './clients.ts';
import type { Drawn } from './draw-members.ts';
import { DEFAULT_SIMULATION } from './settings.ts';

/**
 * So many messages are simulated for it, two minutes' worth on a slow core. A run that never settles has millions of them, and is shown as it
 * was drawn: who waits wants to know at once that one failed.
 */
export const SHRINK_MESSAGES = 2_000_000;

const SIMPLER: readonly Partial<SimulationSettings>[] = [
  ...[
    { restarts: 0 },
    { clockJumps: 0 },
    { dataRestarts: 0 },
    { crashes: 0 },
    { pauses: 0 },
    { driftRatio: 0 },
    { skewMs: 0 },
    { duplicateRatio: 0 },
  ],
  ...[{ lossRatio: 0 }, { jitterMs: 0 }, { keys: 1 }, { latencyDistribution: 'constant' as const }],
];

/** @param messages of the run that failed */
export function shrink(
  drawn: Drawn,
  messages: number,
  run: (drawn: Drawn) => { readonly fails: boolean; readonly messages: number },
): Drawn {
  let found = drawn;
  let left = SHRINK_MESSAGES - messages;
  const keepIfItFails = (next: Drawn): void => {
    if (left <= 0) return;
    const result = run(next);
    left -= result.messages;
    if (result.fails) found = next;
  };
  keepIfItFails({ ...found, shape: PLAIN_LOAD });
  for (const change of SIMPLER) keepIfItFails({ ...found, settings: { ...found.settings, ...change } });
  return found;
}

/** What is left of its settings that is not as usual. */
export function describe({
  settings: { gossip, bounds, ...settings },
  scenario: { name },
  shape,
}: Drawn): string {
  const own = differing(settings, DEFAULT_SIMULATION);
  const nodes = [...differing(gossip, DEFAULT_GOSSIP), ...differing(bounds, {})];
  const load = differing(shape, PLAIN_LOAD);
  return `${name}: ${[...own, ...load, ...nodes].join(', ')}`;
}

function differing(settings: object, standard: object): string[] {
  const usual = new Map<string, unknown>(Object.entries(standard));
  return Object.entries(settings)
    .filter(([name, value]) => typeof value !== 'object' && usual.get(name) !== value)
    .map(([name, value]) => `${name} ${String(value)}`);
}
