/** Transaction verdicts, against the definitions taken word by word over small histories of which everything may be wrong. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Outcome } from '../../../src/check/outcome.ts';
import { judgeTxns, type Txn, type TxnOp } from '../../../src/check/workloads/txn.ts';
import { cases } from '../../support/random-cases.ts';

const KEYS = ['x', 1];

interface Sketch {
  readonly f: 'r' | 'w';
  readonly key: number;
  readonly pick: number;
}

const anyOps = fc.array(
  fc.record<Sketch>({ f: fc.constantFrom('r', 'w'), key: fc.nat({ max: 1 }), pick: fc.nat(99) }),
  { minLength: 1, maxLength: 3 },
);
/** Reads a key and writes it: all that orders two versions. */
const readAndWrite = fc.tuple(fc.nat({ max: 1 }), fc.nat(99)).map(([key, pick]): Sketch[] => [
  { f: 'r', key, pick },
  { f: 'w', key, pick },
]);
const sketches = fc.array(
  fc.record({
    outcome: fc.constantFrom<Outcome>('done', 'done', 'done', 'failed', 'unknown'),
    ops: fc.oneof(anyOps, readAndWrite),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Writes are unique; reads return any value of their key, or none, or (seldom) one that nobody wrote. */
const histories = sketches.map((all): Txn[] => {
  const valueOf = (txn: number, op: number): string => `${txn * 10 + op}`;
  const values = all.flatMap(({ ops }, txn) =>
    ops.map(({ f, key }, op) => ({ f, key, value: valueOf(txn, op) })),
  );
  return all.map(({ outcome, ops }, id) => ({
    id,
    node: 'n1',
    outcome,
    ops: ops.map(({ f, key: index, pick }, op): TxnOp => {
      const key = KEYS[index] ?? '';
      if (f === 'w') return { f, key, value: valueOf(id, op) };
      if (outcome !== 'done') return { f, key, value: undefined };
      if (pick === 99) return { f, key, value: '999' };
      const candidates = values.filter((one) => one.f === 'w' && one.key === index).map((one) => one.value);
      return { f, key, value: candidates[pick % (candidates.length + 1)] };
    }),
  }));
});

interface Fact {
  readonly reader: number;
  readonly writer: number;
  readonly key: string | number;
}

/** What each transaction read of others' writes: the first look at each key that it had not written itself. */
function dependencies(txns: readonly Txn[]): Fact[] {
  return txns.flatMap(({ outcome, ops }, reader) => {
    if (outcome !== 'done') return [];
    return ops.flatMap(({ f, key, value }, i): Fact[] => {
      if (f !== 'r' || value === undefined || ops.slice(0, i).some((op) => op.key === key)) return [];
      const writer = txns.findIndex((txn) =>
        txn.ops.some((op) => op.f === 'w' && op.key === key && op.value === value),
      );
      return writer === -1 || writer === reader ? [] : [{ reader, writer, key }];
    });
  });
}

function isCyclic(facts: readonly Fact[], count: number): boolean {
  const reach = Array.from(
    { length: count },
    (_, from) => new Set(facts.filter(({ writer }) => writer === from).map(({ reader }) => reader)),
  );
  for (let round = 0; round < count; round++)
    for (const to of reach) for (const via of [...to]) for (const far of reach[via] ?? []) to.add(far);
  return reach.some((to, from) => to.has(from));
}

/** Whether each rule is broken. */
function naive(txns: readonly Txn[]): Record<string, boolean> {
  const reads = txns
    .filter(({ outcome }) => outcome === 'done')
    .flatMap(({ ops, id }) =>
      ops.map((op, at) => ({ ...op, id, at, before: ops.slice(0, at).filter(({ key }) => key === op.key) })),
    )
    .filter(({ f }) => f === 'r');
  const outside = reads.filter(({ before }) => before.length === 0);
  const writersOf = (read: TxnOp): Txn[] =>
    txns.filter(({ ops }) =>
      ops.some((op) => op.f === 'w' && op.key === read.key && op.value === read.value),
    );
  const facts = dependencies(txns);
  const writesToo = (fact: Fact): boolean =>
    txns[fact.reader]?.ops.some(({ f, key }) => f === 'w' && key === fact.key) === true;
  return {
    internal:
      reads.some(({ before, value }) => before.length > 0 && before.at(-1)?.value !== value) ||
      outside.some((read) => writersOf(read).some(({ id }) => id === read.id)),
    aborted: outside.some((read) =>
      writersOf(read).some(({ id, outcome }) => id !== read.id && outcome === 'failed'),
    ),
    intermediate: outside.some((read) =>
      writersOf(read).some(
        ({ id, ops }) =>
          id !== read.id && ops.findLast((op) => op.f === 'w' && op.key === read.key)?.value !== read.value,
      ),
    ),
    invented: outside.some((read) => read.value !== undefined && writersOf(read).length === 0),
    cyclic: isCyclic(facts, txns.length),
    writeCyclic: isCyclic(facts.filter(writesToo), txns.length),
  };
}

let nextId = 0;
const txn = (...ops: [f: 'r' | 'w', key: string, value?: number][]): Txn => ({
  id: nextId++,
  node: 'n1',
  outcome: 'done',
  ops: ops.map(([f, key, value]) => ({ f, key, value: value === undefined ? undefined : `${value}` })),
});

describe('a verdict on transactions', () => {
  it('finds each rule broken where its definition says so', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(histories, (history) => {
        const verdict = judgeTxns(history);
        const truth = naive(history);
        const found = {
          internal: verdict.internal.count > 0,
          aborted: verdict.aborted.count > 0,
          intermediate: verdict.intermediate.count > 0,
          invented: verdict.invented.count > 0,
          cyclic: verdict.cycles.count + verdict.writeCycles.count > 0,
          writeCyclic: verdict.writeCycles.count > 0,
        };
        assert.deepEqual(found, truth);
        assert.equal(verdict.ok, !Object.values(truth).includes(true));
        for (const [rule, broken] of Object.entries(truth))
          if (broken) seen.set(rule, (seen.get(rule) ?? 0) + 1);
        if (verdict.ok) seen.set('ok', (seen.get('ok') ?? 0) + 1);
      }),
      { numRuns: cases(3000) },
    );
    assert.deepEqual(
      [...seen].filter(([, count]) => count < cases(10)),
      [],
      'each rule was broken, and kept',
    );
    assert.equal(seen.size, 7);
  });

  it('accepts what read committed allows: lost updates, fractured and repeated stale reads', () => {
    const { ok } = judgeTxns([
      txn(['r', 'x'], ['w', 'x', 1]),
      txn(['r', 'x'], ['w', 'x', 2]),
      txn(['w', 'x', 3], ['w', 'y', 4]),
      txn(['r', 'x', 3], ['r', 'y']),
      txn(['r', 'x', 1]),
      txn(['w', 'x', 5], ['w', 'x', 6], ['r', 'x', 6]),
    ]);
    assert.ok(ok);
  });

  it('tells the transactions of a circle', () => {
    const circle = [txn(['w', 'x', 1], ['r', 'y', 2]), txn(['w', 'y', 2], ['r', 'x', 1])];
    const { cycles, writeCycles } = judgeTxns(circle);
    assert.deepEqual([cycles.count, writeCycles.count], [1, 0]);
    assert.deepEqual(
      cycles.examples[0]?.ids.toSorted(),
      circle.map(({ id }) => id),
    );
    const overwriting = [txn(['r', 'x', 2], ['w', 'x', 1]), txn(['r', 'x', 1], ['w', 'x', 2])];
    assert.equal(judgeTxns(overwriting).writeCycles.count, 1);
  });

  it('tells a value that was written twice: reads of it mean nothing', () => {
    assert.equal(judgeTxns([txn(['w', 'x', 1]), txn(['w', 'x', 1])]).ambiguous.count, 1);
    assert.ok(judgeTxns([txn(['w', 'x', 1]), txn(['w', 'y', 1])]).ok);
  });

  it('says what is wrong, and of which transactions', () => {
    const [self, twice, again] = [txn(['r', 'x'], ['r', 'x', 1]), txn(['w', 'y', 1]), txn(['w', 'y', 1])];
    const { internal, ambiguous, done } = judgeTxns([
      self,
      twice,
      again,
      { ...twice, ops: [], outcome: 'failed' },
    ]);
    assert.deepEqual(internal.examples, [{ ids: [self.id], text: '"x" is nothing and then read as 1' }]);
    assert.deepEqual(ambiguous.examples, [{ ids: [twice.id, again.id], text: '"y" = 1 is written twice' }]);
    assert.equal(done, 3);
    const gone = txn(['w', 'z', 2], ['r', 'z']);
    assert.deepEqual(judgeTxns([gone]).internal.examples, [
      { ids: [gone.id], text: '"z" is 2 and then read as nothing' },
    ]);
  });

  it('tells a circle of writes once, and one that goes beyond it as well', () => {
    const writes = [txn(['r', 'x', 2], ['w', 'x', 1]), txn(['r', 'x', 1], ['w', 'x', 2])];
    const only = judgeTxns(writes);
    assert.deepEqual([only.writeCycles.count, only.cycles.count], [1, 0]);
    const apart = judgeTxns([
      ...writes,
      txn(['w', 'a', 1], ['r', 'b', 2]),
      txn(['w', 'b', 2], ['r', 'a', 1]),
    ]);
    assert.deepEqual([apart.writeCycles.count, apart.cycles.count], [1, 1]);
  });

  it('tells a circle that has one transaction in common with a circle of writes', () => {
    const { writeCycles, cycles } = judgeTxns([
      txn(['w', 'y', 1], ['r', 'x', 1]),
      txn(['r', 'y', 1], ['r', 'x', 2], ['w', 'x', 1]),
      txn(['r', 'x', 1], ['w', 'x', 2]),
    ]);
    assert.deepEqual([writeCycles.count, cycles.count], [1, 1]);
    assert.equal(cycles.examples[0]?.ids.length, 2);
  });

  it('takes what was read of a transaction without an answer for committed', () => {
    const silent: Txn = { ...txn(['w', 'x', 1]), outcome: 'unknown' };
    assert.ok(judgeTxns([silent, txn(['r', 'x', 1])]).ok);
    assert.equal(judgeTxns([{ ...silent, outcome: 'failed' }, txn(['r', 'x', 1])]).aborted.count, 1);
  });
});
