/** What clients ask of each workload, and which keys of the store stand behind it: that is how the truth sees a request. */

import type { Prng } from '../base/prng.ts';
import { keyChooser, type KeyChoice } from '../load/key-choice.ts';
import { drawTxn } from '../check/workloads/txn-checker.ts';
import { uniqueValue } from '../load/unique-value.ts';
import type { JsonText, Key, Origin } from '../protocol/names.ts';
import { totalKey } from '../workload/counter.ts';
import type { WORKLOADS } from '../report/schema/settings-schema.ts';
import { elementKey } from '../workload/element-set.ts';

type Workload = (typeof WORKLOADS)[number];

export interface Request {
  readonly body: Readonly<Record<string, unknown>> & { readonly type: string };
  /** What it carries, if it carries anything. */
  readonly value: unknown;
  /** The keys that it writes in one entry. @param origin the life of the node that is asked */
  readonly writes: ((origin: Origin) => readonly Key[]) | undefined;
  /** The keys that it reads before it writes, each a read of its own; `all`: one read of every key there is. */
  readonly reads: readonly Key[] | 'all';
  /** It compares first, and writes only where that holds. */
  readonly isConditional?: boolean;
}

export interface RequestOptions {
  readonly workload: Workload;
  readonly readRatio: number;
  readonly casRatio: number;
  readonly keys: number;
  readonly keyChoice: KeyChoice;
  readonly valueBytes: number;
}

/** Draws requests. @returns the n-th request of a run, n from 1 on */
export function requestMaker(options: RequestOptions, rng: Prng): (id: number) => Request {
  const { keyChoice, keys, readRatio, casRatio, valueBytes } = options;
  const chooseKey = keyChooser(keyChoice, keys, rng.fork('keys'));
  const kinds = rng.fork('kinds');
  const amounts = rng.fork('amounts');
  const latest = new Map<number, string | number>();
  const make = MAKERS[options.workload];
  return (id) => {
    const isRead = kinds.float() < readRatio;
    const key = chooseKey();
    const value = uniqueValue(id, valueBytes);
    const isCas = casRatio > 0 && !isRead && amounts.float() < casRatio;
    const before = latest.get(key) ?? value;
    if (!isRead) latest.set(key, value);
    return make({ id, isRead, isCas, key, value, before, rng: amounts, chooseKey, readRatio });
  };
}

interface Draft {
  readonly id: number;
  readonly isRead: boolean;
  readonly isCas: boolean;
  readonly key: number;
  readonly value: string | number;
  /** What the latest write of the key wrote, wherever that may have come to by now. */
  readonly before: string | number;
  readonly rng: Prng;
  readonly chooseKey: () => number;
  readonly readRatio: number;
}

const NONE: readonly Key[] = [];
const READ_ALL: Request = { body: { type: 'read' }, value: undefined, writes: undefined, reads: 'all' };

const MAKERS: Readonly<Record<Workload, (draft: Draft) => Request>> = {
  kv({ isRead, isCas, key, value, before, rng }) {
    if (isRead) return { body: { type: 'read', key }, value: undefined, writes: undefined, reads: [key] };
    if (!isCas) return writing({ type: 'bench_write', key, value }, value, key);
    const body = { type: 'cas', key, from: before, to: value, create_if_not_exists: rng.float() < 0.5 };
    return { ...writing(body, value, key), isConditional: true };
  },
  broadcast: ({ isRead, id }) => (isRead ? READ_ALL : addition('broadcast', 'message', id)),
  // Few elements, so that one may be added at two nodes.
  'g-set': ({ isRead, key }) => (isRead ? READ_ALL : addition('add', 'element', key)),
  'g-counter': ({ isRead, rng }) => (isRead ? READ_ALL : counting(rng.below(5))),
  'pn-counter': ({ isRead, rng }) => (isRead ? READ_ALL : counting(rng.below(11) - 5)),
  'txn-rw-register'({ id, rng, chooseKey, readRatio }) {
    const { txn, reads, writes } = drawTxn(id, readRatio, chooseKey, rng);
    const body = { type: 'txn', txn };
    return { body, value: txn, writes: writes.length > 0 ? () => writes : undefined, reads };
  },
  echo({ value }) {
    return { body: { type: 'echo', echo: value }, value, writes: undefined, reads: NONE };
  },
  'unique-ids': () => ({ body: { type: 'generate' }, value: undefined, writes: undefined, reads: NONE }),
};

function writing(body: Request['body'], value: unknown, key: Key): Request {
  return { body, value, writes: () => [key], reads: NONE };
}

function addition(type: string, field: string, element: number): Request {
  return writing({ type, [field]: element }, element, elementKey(`${element}` as JsonText));
}

function counting(delta: number): Request {
  const body = { type: 'add', delta };
  return { body, value: delta, writes: (origin) => [totalKey(origin)], reads: NONE };
}

/** The read of everything, where a workload has one. */
export function readOfAll(workload: Workload): Request['body'] | undefined {
  return WITH_READ_OF_ALL.has(workload) ? READ_ALL.body : undefined;
}

const WITH_READ_OF_ALL: ReadonlySet<Workload> = new Set([
  ...(['broadcast', 'g-set', 'g-counter', 'pn-counter'] as const),
]);
