/** Histories of transactions over lists, for tests: sketched by hand, and as a serializable store would answer. */

import { prng } from '../../../src/base/prng.ts';
import type { ListOp, ListTxn } from '../../../src/check/list-append/txns.ts';

type Sketch = Partial<Omit<ListTxn, 'ops'>>;

/** `a 1 2` appends 2 to key 1, `r 1 2,3` reads [2, 3] under it, `r 1` nothing, `r 1 ?` was not answered. */
export function ops(text: string): ListOp[] {
  return text.split('; ').map((part): ListOp => {
    const [f, key = '', what] = part.split(' ');
    if (f === 'a') return { f: 'append', key: Number(key), element: Number(what) };
    const list = what === undefined ? [] : what === '?' ? undefined : what.split(',').map(Number);
    return { f: 'r', key: Number(key), list };
  });
}

/** All at once, unless they say otherwise. Their ids are 0, 1, 2, … */
export function history(...txns: readonly (string | [text: string, sketch: Sketch])[]): ListTxn[] {
  return txns.map((one, id): ListTxn => {
    const [text, sketch] = typeof one === 'string' ? [one, {}] : one;
    const usual = { id, node: 'n0', outcome: 'done', invokedAtMs: 0, completedAtMs: 100 } as const;
    return { ...usual, ops: ops(text), ...sketch };
  });
}

export interface StoreLoad {
  readonly seed: number;
  readonly transactions: number;
  readonly processes: number;
  readonly keys: number;
  readonly appendsPerKey: number;
}

/** What a strictly serializable store answers to clients that ask at the same time. */
export function cleanHistory({ seed, transactions, processes, keys, appendsPerKey }: StoreLoad): ListTxn[] {
  const rng = prng(seed);
  const free = Array.from({ length: processes }, () => 0);
  const drafts = Array.from({ length: transactions }, (_, id) => {
    const process = id % processes;
    const invokedAtMs = (free[process] ?? 0) + rng.float();
    const takesEffectAtMs = invokedAtMs + rng.float();
    const completedAtMs = (free[process] = takesEffectAtMs + rng.float());
    return { id, process, invokedAtMs, takesEffectAtMs, completedAtMs };
  });
  const lists = new Map<number, number[]>();
  let oldest = 0;
  return drafts
    .sort((a, b) => a.takesEffectAtMs - b.takesEffectAtMs)
    .map(({ id, process, invokedAtMs, completedAtMs }): ListTxn => {
      const done = Array.from({ length: 1 + rng.below(4) }, (): ListOp => {
        const key = oldest + rng.below(keys);
        const list = lists.get(key) ?? [];
        if (rng.float() < 0.5) return { f: 'r', key, list: [...list] };
        if (list.length + 1 >= appendsPerKey) oldest = Math.max(oldest, key - keys + 2);
        lists.set(key, [...list, list.length]);
        return { f: 'append', key, element: list.length };
      });
      return { id, node: 'n0', process, outcome: 'done', invokedAtMs, completedAtMs, ops: done };
    });
}
