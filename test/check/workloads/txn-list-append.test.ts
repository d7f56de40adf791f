/** Answers to `txn-list-append` as they come, and what is said of them: by which model, and what Maelstrom passes. */

import assert from 'node:assert/strict';
import type { Operation } from '../../../src/check/history.ts';
import { CONSISTENCY_MODELS, type ConsistencyModel } from '../../../src/check/consistency/models.ts';
import type { ListLimits } from '../../../src/check/list-append/judge.ts';
import { TxnListChecker } from '../../../src/check/workloads/txn-list-append.ts';
import { problemsIn } from '../../../src/check/workloads/verdict.ts';

type MicroOp = readonly [f: string, key: unknown, value: unknown];

class Told {
  readonly checker: TxnListChecker;
  /** Who asks; undefined: somebody else each time. */
  client: number | undefined;
  /** Of the next one, which takes a millisecond, before one that begins later; undefined: all are at once. */
  atMs: number | undefined;
  #id = 0;

  constructor(model?: ConsistencyModel, limits?: ListLimits) {
    this.checker = new TxnListChecker(model, limits);
  }

  /** @returns whether the answer was taken */
  txn(answer: readonly MicroOp[], asked: readonly MicroOp[] = answer, error?: string): boolean {
    const op: Operation = {
      ...{
        id: this.#id++,
        node: 'n0',
        client: this.client,
        kind: 'write',
        key: 1,
        scheduledAtMs: 0,
        ...this.#time(),
      },
      value: JSON.stringify(asked.map(([f, key, value]) => [f, key, f === 'r' ? null : value])),
      error,
    };
    this.checker.invoked(op);
    return error === undefined && this.checker.answered(op, { type: 'txn_ok', txn: answer });
  }

  #time(): Pick<Operation, 'invokedAtMs' | 'completedAtMs'> {
    if (this.atMs === undefined) return { invokedAtMs: 0, completedAtMs: 9 };
    this.atMs += 2;
    return { invokedAtMs: this.atMs, completedAtMs: this.atMs + 1 };
  }

  get doubts(): readonly string[] {
    return this.checker.verdict().rules.find(({ rule }) => rule.startsWith('questions'))?.examples ?? [];
  }

  /** What is wrong, and what Maelstrom passes of that. */
  get wrong(): { failed: string[]; passed: string[] } {
    const broken = this.checker.verdict().rules.filter((rule) => rule.broken > 0);
    const [failed, passed] = [false, true].map((passes) =>
      broken.filter(({ passesMaelstrom }) => (passesMaelstrom === true) === passes).map(({ rule }) => rule),
    );
    return { failed: failed ?? [], passed: passed ?? [] };
  }
}

const WRITE_SKEW = [
  [
    ['r', 1, []],
    ['append', 2, 1],
  ],
  [
    ['r', 2, null],
    ['append', 1, 1],
  ],
] as const satisfies readonly MicroOp[][];

describe('txn-list-append', () => {
  it('takes null for an empty list, and any whole number and text for an element', () => {
    const told = new Told();
    assert.ok(told.txn([['append', 1, 'x']]));
    assert.ok(
      told.txn([
        ['r', 1, ['x']],
        ['r', 2, null],
        ['r', 3, []],
      ]),
    );
    assert.deepEqual(told.wrong, { failed: [], passed: [] });
    assert.equal(told.checker.verdict().facts['transactions'], 2);
  });

  it('refuses what does not fit the request', () => {
    const told = new Told();
    for (const [answer, asked] of [
      [[['r', 2, []]], [['r', 1, null]]],
      [[['r', 1, 5]], [['r', 1, null]]],
      [[['append', 1, 2]], [['append', 1, 1]]],
      [[['append', 1, 1]], [['r', 1, null]]],
      [[], [['r', 1, null]]],
      [[['w', 1, 1]], [['append', 1, 1]]],
    ] as const)
      assert.ok(!told.txn(answer, asked), JSON.stringify(answer));
    const unread = new Told();
    unread.txn([['append', 1, 1], ['r', 1, 5]], [['append', 1, 1], ['r', 1, null]]); // oxfmt-ignore
    assert.deepEqual(unread.wrong, { failed: [], passed: [] }, 'what it read is not known');
  });

  it('fails what the model excludes, and passes with a warning what only stronger ones do', () => {
    for (const model of CONSISTENCY_MODELS) {
      const told = new Told(model);
      for (const answer of WRITE_SKEW) told.txn(answer);
      const rule = 'cycles with several such reads (G2-item)';
      const isExcluded = /^repeatable-read$|serializable$/.test(model);
      assert.deepEqual(
        told.wrong,
        isExcluded ? { failed: [rule], passed: [] } : { failed: [], passed: [rule] },
        model,
      );
    }
  });

  it('knows that one client does one thing after the other', () => {
    const told = new Told('strong-session-serializable');
    told.client = 7;
    told.txn([['append', 1, 1]]);
    told.txn([['r', 1, []]]);
    assert.deepEqual(told.wrong.failed, [
      'cycles with one read of what was then overwritten, by the order of processes (G-single-item-process)',
    ]);
  });

  it('shows the circle in words, with its operations', () => {
    const told = new Told();
    for (const answer of WRITE_SKEW) told.txn(answer);
    const proofs = told.checker.verdict().rules.flatMap(({ proof }) => (proof === undefined ? [] : [proof]));
    assert.deepEqual(proofs, [[0, 1]]);
    assert.deepEqual(problemsIn(told.checker.verdict()), [
      '1 cycles with several such reads (G2-item), e.g. 0 → 1 → 0: 0 read key 1 without the 1 that 1 appended, ' +
        '1 read key 2 without the 1 that 0 appended (0 at n0: r 1 [], append 2 1; 1 at n0: r 2 [], append 1 1)',
    ]);
  });

  it('takes an error that leaves it open for what may have happened', () => {
    for (const [error, rules] of [
      ['timeout', []],
      ['abort', ['elements were read that were aborted (G1a)']],
    ] as const) {
      const told = new Told();
      told.txn([], [['append', 1, 1]], error);
      told.txn([['r', 1, [1]]]);
      assert.deepEqual(told.wrong.failed, rules, error);
    }
  });

  it('has a rule for each anomaly, and those of time where there are any', () => {
    const always = [
      'reads returned what nobody appended',
      'reads returned an element twice (duplicate-elements)',
      'keys were read in orders that exclude each other (incompatible-order)',
      'transactions do not agree with themselves (internal)',
      'transactions read what they appended only later (future-read)',
      'elements were read that were aborted (G1a)',
      'reads returned what its writer had not finished (G1b)',
      'appends were made to what was aborted (dirty-update)',
      'versions were updated by several that did not see each other (lost-update)',
      'appends took effect in another order than that of their transaction',
      'cycles of appends (G0)',
      'cycles of appends and reads (G1c)',
      'cycles with one read of what was then overwritten (G-single-item)',
      'cycles with such reads, none right after another (G-nonadjacent-item)',
      'cycles with several such reads (G2-item)',
      'questions could not be decided',
    ];
    assert.deepEqual(
      new Told().checker.verdict().rules.map(({ rule }) => rule),
      always,
    );
    const told = new Told();
    told.atMs = 0;
    told.txn([['append', 1, 1]]);
    told.txn([['r', 1, []]]);
    assert.deepEqual(told.wrong.failed, [
      'cycles with one read of what was then overwritten, by real time (G-single-item-realtime)',
    ]);
  });

  it('does not pass what it could not look at', () => {
    const told = new Told('read-uncommitted', { edges: 0 });
    told.txn([['append', 1, 1]]);
    told.txn([['r', 1, [1]]]);
    assert.deepEqual(told.wrong.failed, ['questions could not be decided']);
    assert.deepEqual(told.doubts, ['so many transactions depend on each other that some of it was left out']);
  });

  it('does not pass a search that it gave up, where the model asks for what was searched for and for nothing graver', () => {
    for (const model of CONSISTENCY_MODELS) {
      const told = new Told(model, { search: 1 });
      // In a ring each even one read what the next had not appended yet, and each odd one appended what the next read.
      for (let i = 0; i < 6; i += 2) {
        told.txn([['r', `odd${(i + 5) % 6}`, [1]], ['r', `even${i}`, []]]); // oxfmt-ignore
        told.txn([['append', `even${i}`, 1], ['append', `odd${i + 1}`, 1]]); // oxfmt-ignore
      }
      const isInDoubt = model === 'consistent-view';
      const doubt = 'the search for cycles with one overwritten read was given up';
      assert.deepEqual(told.doubts, isInDoubt ? [doubt] : [], model);
    }
  });
});
