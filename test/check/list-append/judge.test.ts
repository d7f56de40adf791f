/** Verdicts on transactions over lists: against the definition on small histories, and on clean ones. */

import assert from 'node:assert/strict';
import process from 'node:process';
import fc from 'fast-check';
import type { Anomaly } from '../../../src/check/consistency/anomalies.ts';
import {
  CONSISTENCY_MODELS,
  excludes,
  type ConsistencyModel,
} from '../../../src/check/consistency/models.ts';
import { judgeLists } from '../../../src/check/list-append/judge.ts';
import type { Element, Key, ListOp, ListTxn } from '../../../src/check/list-append/txns.ts';
import type { Outcome } from '../../../src/check/outcome.ts';
import { cases } from '../../support/random-cases.ts';
import { cleanHistory, history } from './history.ts';

function found(txns: readonly ListTxn[]): Anomaly[] {
  return [...judgeLists(txns).anomalies.keys()];
}

function holds(model: ConsistencyModel, anomalies: readonly Anomaly[]): boolean {
  return !anomalies.some((anomaly) => excludes(model, anomaly));
}

/** The definition: in some order of all that was done, and of any of what may have been, each read saw what had been appended. */
function isSerializable(txns: readonly ListTxn[], precedes: (a: ListTxn, b: ListTxn) => boolean): boolean {
  const from = (left: readonly ListTxn[], state: ReadonlyMap<Key, readonly Element[]>): boolean => {
    if (left.every(({ outcome }) => outcome === 'unknown')) return true;
    return left.some((txn) => {
      const rest = left.filter((other) => other !== txn);
      // What may never have taken effect holds up nobody.
      if (rest.some((other) => precedes(other, txn))) return false;
      const after = applied(txn.ops, state);
      return after !== undefined && from(rest, after);
    });
  };
  return from(
    txns.filter(({ outcome }) => outcome !== 'failed'),
    new Map(),
  );
}

function applied(
  ops: readonly ListOp[],
  state: ReadonlyMap<Key, readonly Element[]>,
): ReadonlyMap<Key, readonly Element[]> | undefined {
  const after = new Map(state);
  for (const op of ops) {
    const list = after.get(op.key) ?? [];
    if (op.f === 'append') after.set(op.key, [...list, op.element]);
    else if (op.list !== undefined && op.list.join() !== list.join()) return undefined;
  }
  return after;
}

const isBefore = (a: ListTxn, b: ListTxn): boolean =>
  a.outcome === 'done' && (a.completedAtMs ?? 0) < b.invokedAtMs;

const DEFINITIONS = [
  ['serializable', () => false],
  ['strong-session-serializable', (a, b) => a.process === b.process && isBefore(a, b)],
  ['strict-serializable', isBefore],
] as const satisfies readonly [ConsistencyModel, (a: ListTxn, b: ListTxn) => boolean][];

const sketches = fc.array(
  fc.record({
    outcome: fc.constantFrom<Outcome>('done', 'done', 'done', 'done', 'unknown', 'failed'),
    process: fc.nat(1),
    gapMs: fc.nat(3),
    tookMs: fc.nat(4),
    ops: fc.array(fc.record({ isRead: fc.boolean(), key: fc.nat(1), pick: fc.nat(1000) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Each read is of what was there in some order of the transactions, mostly the one in which they are listed, or of anything. */
const histories = fc.tuple(sketches, fc.boolean()).map(([all, isWild]): ListTxn[] => {
  const appended: Element[][] = [[], []];
  const everything = all.map(({ ops }, txn) => ops.map(({ key }, op) => ({ key, element: 10 * txn + op })));
  const free = [0, 0];
  // After what was not answered, a process is another one.
  const ended = [0, 0];
  return all.map(({ outcome, process, gapMs, tookMs, ops }, id): ListTxn => {
    const done = ops.map(({ isRead, key, pick }, op): ListOp => {
      const list = appended[key] ?? [];
      if (!isRead) {
        const element = 10 * id + op;
        if (outcome !== 'failed' || pick % 4 === 0) list.push(element);
        return { f: 'append', key, element };
      }
      if (outcome !== 'done') return { f: 'r', key, list: undefined };
      if (pick % 3 !== 0) return { f: 'r', key, list: [...list] };
      if (!isWild) return { f: 'r', key, list: list.slice(0, pick % (list.length + 1)) };
      const any = everything
        .flat()
        .filter((one) => one.key === key)
        .map(({ element }) => element);
      const wild = any.filter((_, i) => (pick >> (i + 2)) % 2 === 0);
      return { f: 'r', key, list: pick % 2 === 0 ? wild : wild.reverse() };
    });
    const invokedAtMs = (free[process] ?? 0) + gapMs;
    const completedAtMs = invokedAtMs + tookMs;
    free[process] = completedAtMs + 1;
    const time = { invokedAtMs, completedAtMs: outcome === 'unknown' ? undefined : completedAtMs };
    const named = process + 2 * (ended[process] ?? 0);
    if (outcome === 'unknown') ended[process] = (ended[process] ?? 0) + 1;
    return { id, node: 'n0', process: named, outcome, ...time, ops: done };
  });
});

describe('a verdict on transactions over lists', () => {
  it('says as the definition does whether a history is serializable, in sessions, and strictly', () => {
    const broken = new Map<string, number>();
    fc.assert(
      fc.property(histories, (txns) => {
        const { anomalies, isPartial, mayHideSingles } = judgeLists(txns);
        assert.ok(!isPartial && !mayHideSingles);
        for (const [model, precedes] of DEFINITIONS) {
          // Elle's models know nothing of it, and no order explains it.
          if (anomalies.has('reordered-appends')) {
            assert.ok(!isSerializable(txns, precedes));
            continue;
          }
          const truth = isSerializable(txns, precedes);
          assert.equal(
            holds(model, [...anomalies.keys()]),
            truth,
            `${model}: ${[...anomalies.keys()].join(', ')}`,
          );
          broken.set(`${model} ${truth}`, (broken.get(`${model} ${truth}`) ?? 0) + 1);
        }
      }),
      { numRuns: cases(5000) },
    );
    for (const [what, count] of broken) assert.ok(count > cases(300), `${what}: ${count}`);
    assert.equal(broken.size, 2 * DEFINITIONS.length);
  });

  it('passes what a strictly serializable store answers, by every model', () => {
    for (let seed = 0; seed < 10; seed++) {
      const txns = cleanHistory({ seed, transactions: 500, processes: 8, keys: 5, appendsPerKey: 16 });
      assert.deepEqual(found(txns), []);
    }
  });

  it('takes what was read of a transaction without an answer for committed, and forgets what was not', () => {
    const silent = ['a 1 1; a 2 1', { outcome: 'unknown', completedAtMs: undefined }] as [
      string,
      Partial<ListTxn>,
    ];
    assert.deepEqual(found(history(silent, 'r 1 1; r 2')), ['G-single-item']);
    assert.deepEqual(found(history(silent, 'r 1; r 2')), []);
  });

  it('names each transaction of a circle, and why it comes before the next', () => {
    const { anomalies } = judgeLists(history('r 1; a 2 1', 'r 2; a 1 1'));
    const [offence] = anomalies.get('G2-item')?.examples ?? [];
    assert.equal(
      offence?.text,
      '0 → 1 → 0: 0 read key 1 without the 1 that 1 appended, 1 read key 2 without the 1 that 0 appended',
    );
    assert.deepEqual(
      offence.txns.map(({ id }) => id),
      [0, 1],
    );
  });

  it('judges 100,000 transactions in ten seconds of a processor, clean ones and those of a store that is often stale', function () {
    this.timeout(120_000);
    const load = { seed: 1, transactions: cases(100_000), processes: 100, keys: 10, appendsPerKey: 16 };
    const clean = cleanHistory(load);
    const stale = clean.map((txn, i): ListTxn => {
      const behind = (op: ListOp): ListOp => (op.f === 'r' ? { ...op, list: op.list?.slice(0, -1) } : op);
      return i % 50 === 0 ? { ...txn, ops: txn.ops.map(behind) } : txn;
    });
    for (const [txns, hasCircles] of [
      [clean, false],
      [stale, true],
    ] as const) {
      const before = process.cpuUsage();
      const { anomalies, isPartial } = judgeLists(txns);
      const { user, system } = process.cpuUsage(before);
      assert.equal(anomalies.has('G-single-item'), hasCircles);
      assert.ok(!isPartial);
      assert.ok(user + system < Math.max(10e6, cases(10e6)), `${(user + system) / 1e6} s`);
    }
  });

  it('says what it does not know where it gives up', () => {
    const crowd = history(
      'a 1 1',
      ...Array.from({ length: 20 }, (_, i) => `r 1 1; a 2 ${i}`),
      ...Array.from({ length: 20 }, (_, i) => `a 1 ${i + 2}; r 2`),
    );
    assert.ok(judgeLists(crowd, { edges: 50 }).isPartial);
    const one = history('a 1 1', 'r 1 1');
    assert.ok(judgeLists(one, { edges: 0 }).isPartial);
    assert.ok(!judgeLists(one, { edges: 1 }).isPartial);
    assert.ok(!judgeLists(crowd).isPartial);
  });

  it('has a word for each model about each anomaly', () => {
    assert.ok(CONSISTENCY_MODELS.every((model) => excludes(model, 'G0')));
    assert.deepEqual(
      CONSISTENCY_MODELS.filter((model) => !excludes(model, 'G2-item-realtime')).length,
      CONSISTENCY_MODELS.length - 1,
    );
  });
});
