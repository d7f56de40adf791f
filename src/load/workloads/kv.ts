/** The key-value workload: our own requests, or for strangers those of Maelstrom's `lin-kv`. */

import { exactText } from '../../protocol/exact-json.ts';
import { uniqueValue } from '../unique-value.ts';
import type { Drawn, LoadOptions, Request, Workload } from '../workload.ts';

/** Of the compare-and-sets, how many create a key that is missing. */
const CREATE_RATIO = 0.5;

export const kv = {
  name: 'kv',
  state: 'keys',
  replies: {
    read: { value: 'anything' },
    write: {},
    cas: {},
    delete: {},
    bench_write: { write_id: 'a whole number' },
  },
  hasCas: true,
  hasDelete: true,
  hasSizedValues: true,
  // A compare-and-set that compares in vain, and a delete of what is not there.
  refusals: ['precondition_failed', 'key_does_not_exist'],
  registers: {
    read: (key) => ({ type: 'read', key }),
    valueIn: ({ value }) => valueText(value),
    missing: 'key_does_not_exist',
    convergent: 'all',
  },
  request(drawn, options) {
    const { id, isRead, key, rng } = drawn;
    if (isRead) return { body: { type: 'read', key }, key, reads: [key] };
    // The clients of Maelstrom's lin-kv workload do not delete.
    const mayDelete = options.deleteRatio > 0 && options.dialect === 'ours';
    if (mayDelete && rng.float() < options.deleteRatio) return removal(key);
    const value = uniqueValue(id, options.valueBytes);
    if (options.casRatio > 0 && rng.float() < options.casRatio) return compareAndSet(drawn, value, options);
    const type = options.dialect === 'ours' ? 'bench_write' : 'write';
    return { body: { type, key, value }, key, value, writes: { type: 'keys', keys: [key] }, reads: [] };
  },
} as const satisfies Workload;

function removal(key: number): Request {
  const writes = { type: 'keys', keys: [key] } as const;
  return { body: { type: 'delete', key }, key, writes, reads: [], isConditional: true };
}

/** From what the latest write of the key wrote, wherever that may have come to by now. */
function compareAndSet(
  { key, lastWriteId, rng }: Drawn,
  to: string | number,
  { valueBytes, dialect }: LoadOptions,
): Request {
  const cas = { type: 'cas', key, from: uniqueValue(lastWriteId, valueBytes), to };
  const creates = rng.float() < CREATE_RATIO;
  return {
    // The clients of Maelstrom's lin-kv workload do not send it.
    body: dialect === 'ours' ? { ...cas, create_if_not_exists: creates } : cas,
    key,
    value: to,
    writes: { type: 'keys', keys: [key] },
    reads: [],
    isConditional: true,
  };
}

/** Undefined where a node answers null for a key that is not there. */
export function valueText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : exactText(value);
}
