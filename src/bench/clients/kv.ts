/** The key-value workload: our own requests, or for strangers those of Maelstrom's `lin-kv`. */

import type { Prng } from '../../base/prng.ts';
import { keyChooser, type KeyChoice } from '../../load/key-choice.ts';
import { uniqueValue } from '../../load/unique-value.ts';
import { errorNameOf } from '../../protocol/errors.ts';
import type { WorkloadClient } from './workload-client.ts';

export interface KvOptions {
  readonly keys: number;
  readonly keyChoice: KeyChoice;
  readonly readRatio: number;
  /** 0: values are bare numbers, as those of Maelstrom's own clients. */
  readonly valueBytes: number;
  /** `bench_write`, or a stranger's `write`. */
  readonly writeType: 'bench_write' | 'write';
}

export function kvClient(options: KvOptions, rng: Prng): WorkloadClient {
  const chooseKey = keyChooser(options.keyChoice, options.keys, rng.fork('keys'));
  const kinds = rng.fork('kinds');
  return {
    draft(id) {
      const key = chooseKey();
      if (kinds.float() < options.readRatio) {
        return { kind: 'read', key, value: undefined, body: { type: 'read', key } };
      }
      const value = uniqueValue(id, options.valueBytes);
      const body = { type: options.writeType, key, value };
      return { kind: 'write', key, value: JSON.stringify(value), body };
    },
    finalRead: (key) => ({ type: 'read', key }),
    answered(op, body) {
      if (body.type !== 'error') {
        if (op.kind === 'read') op.value = valueText(body['value']);
        return;
      }
      const error = errorNameOf(body['code']);
      // "No such key" is what there was to see.
      if (op.kind === 'read' && error === 'key_does_not_exist') op.value = undefined;
      else op.error = error;
    },
  };
}

/** Undefined where a node answers null for a key that is not there. */
export function valueText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}
