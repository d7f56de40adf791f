/** What clients ask of each workload, and which keys of the store stand behind it: that is how the truth sees a request. */

import type { Prng } from '../base/prng.ts';
import { keyChooser, type KeyChoice } from '../check/key-choice.ts';
import type { JsonText, Key } from '../protocol/envelope.ts';
import type { Origin } from '../protocol/gossip.ts';
import { totalKey } from '../workload/counter.ts';
import type { SIMULATED_WORKLOADS } from '../report/simulation-settings.ts';
import { elementKey } from '../workload/element-set.ts';

export type SimulatedWorkload = (typeof SIMULATED_WORKLOADS)[number];

export interface Request {
  readonly body: Readonly<Record<string, unknown>> & { readonly type: string };
  /** The keys that it writes in one entry. @param origin the life of the node that is asked */
  readonly writes: ((origin: Origin) => readonly Key[]) | undefined;
  /** The keys that it reads, each a read of its own; `all`: one read of every key there is. */
  readonly reads: readonly Key[] | 'all';
}

export interface RequestOptions {
  readonly workload: SimulatedWorkload;
  readonly readRatio: number;
  readonly keys: number;
  readonly keyChoice: KeyChoice;
  readonly valueBytes: number;
}

/** Draws requests. @returns the n-th request of a run, n from 1 on */
export function requestMaker(options: RequestOptions, rng: Prng): (id: number) => Request {
  const chooseKey = keyChooser(options.keyChoice, options.keys, rng.fork('keys'));
  const kinds = rng.fork('kinds');
  const amounts = rng.fork('amounts');
  const make = MAKERS[options.workload];
  return (id) => {
    const isRead = kinds.float() < options.readRatio;
    return make({ id, isRead, key: chooseKey(), value: uniqueValue(id, options.valueBytes), rng: amounts });
  };
}

interface Draft {
  readonly id: number;
  readonly isRead: boolean;
  readonly key: number;
  readonly value: string | number;
  readonly rng: Prng;
}

const NONE: readonly Key[] = [];
const READ_ALL: Request = { body: { type: 'read' }, writes: undefined, reads: 'all' };

const MAKERS: Readonly<Record<SimulatedWorkload, (draft: Draft) => Request>> = {
  kv({ isRead, key, value }) {
    if (isRead) return { body: { type: 'read', key }, writes: undefined, reads: [key] };
    return { body: { type: 'bench_write', key, value }, writes: () => [key], reads: NONE };
  },
  broadcast: ({ isRead, id }) => (isRead ? READ_ALL : addition('broadcast', 'message', id)),
  // Few elements, so that one may be added at two nodes.
  'g-set': ({ isRead, key }) => (isRead ? READ_ALL : addition('add', 'element', key)),
  'g-counter': ({ isRead, rng }) => (isRead ? READ_ALL : counting(rng.below(5))),
  'pn-counter': ({ isRead, rng }) => (isRead ? READ_ALL : counting(rng.below(11) - 5)),
  'txn-rw-register'({ isRead, key, id, rng }) {
    if (isRead) return { body: { type: 'txn', txn: [['r', key, null]] }, writes: undefined, reads: [key] };
    const keys = [...new Set([key, key + rng.below(3)])];
    const body = { type: 'txn', txn: keys.map((one) => ['w', one, id]) };
    return { body, writes: () => keys, reads: NONE };
  },
};

function addition(type: string, field: string, element: number): Request {
  const key = elementKey(`${element}` as JsonText);
  return { body: { type, [field]: element }, writes: () => [key], reads: NONE };
}

function counting(delta: number): Request {
  return { body: { type: 'add', delta }, writes: (origin) => [totalKey(origin)], reads: NONE };
}

/** Each value is written once in a run, so that a value tells which write it is of. */
function uniqueValue(id: number, bytes: number): string | number {
  return bytes === 0 ? id : `${id}.`.padEnd(bytes, 'x');
}
