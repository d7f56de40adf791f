/** What verdicts say: their facts, the names of their rules, and what they show of what broke one. */

import assert from 'node:assert/strict';
import { MAX_EXAMPLES, offenceList } from '../../../src/check/offences.ts';
import { CounterChecker } from '../../../src/check/workloads/counter-checker.ts';
import { SetChecker } from '../../../src/check/workloads/set-checker.ts';
import { REGISTER_MODELS, storeReads, TxnChecker } from '../../../src/check/workloads/txn-checker.ts';
import {
  beforeTheEnd,
  problemsIn,
  provedBy,
  ruleOf,
  type WorkloadChecker,
} from '../../../src/check/workloads/verdict.ts';
import { operation } from '../clients-record.ts';

const NODES = ['n1', 'n2'];
/** n1 was killed after all that the tests do before. */
const KILLED = new Map([['n1', Number.MAX_SAFE_INTEGER]]);

function add(checker: WorkloadChecker, value: string, isAnswered = true): void {
  const op = operation({ kind: 'write', value, ...(isAnswered ? {} : { completedAtMs: undefined }) });
  checker.invoked?.(op);
  if (isAnswered) assert.ok(checker.answered(op, { type: 'add_ok' }, false));
}

function readAtEnd(checker: WorkloadChecker, value: unknown, nodes = NODES): void {
  for (const node of nodes)
    checker.answered(
      operation({ node, invokedAtMs: 1e15, completedAtMs: 1e15 }),
      { type: 'read_ok', value },
      true,
    );
}

const namesOf = (checker: WorkloadChecker): string[] => checker.verdict().rules.map(({ rule }) => rule);

describe('the verdict on a set says', () => {
  it('what it judged, and no more than there was', () => {
    const checker = new SetChecker('value', NODES, 0);
    add(checker, '1');
    checker.invoked(operation({ value: '2' }));
    readAtEnd(checker, [1]);
    assert.deepEqual(checker.verdict().facts, {
      'values added': 1,
      'values found by every read in the end': 1,
      'values of which no read tells': 0,
    });
    assert.deepEqual(namesOf(checker), [
      'values were lost',
      'values were missing at some node in the end',
      'nodes gave no final read',
      'values were read that nobody had added',
      'values were read more than once in one answer',
    ]);
    const before = beforeTheEnd(checker.verdict()).rules.map(({ rule }) => rule);
    assert.deepEqual(before, [
      'values were read that nobody had added',
      'values were read more than once in one answer',
    ]);
  });

  it('where a value is missing, of which Maelstrom’s null is no element', () => {
    const checker = new SetChecker('value', NODES, 0);
    add(checker, '1');
    readAtEnd(checker, null);
    const missing = checker.verdict().rules.find(({ rule }) => rule.startsWith('values were missing'));
    assert.deepEqual(missing?.examples, ['1 at n1 n2']);
    assert.equal(checker.verdict().rules.find(({ rule }) => rule.includes('nobody'))?.broken, 0);
  });

  it('what went with a killed node, and what it could not follow', () => {
    const checker = new SetChecker('value', ['n1'], 0, 10);
    add(checker, '1');
    checker.livesEnded(new Map([['n1', 1e14]]));
    for (let i = 2; i <= 11; i++) checker.invoked(operation({ kind: 'write', value: `${i}` }));
    readAtEnd(checker, [], ['n1']);
    const { facts } = checker.verdict();
    assert.deepEqual([facts['values lost with a killed node'], facts['values not followed']], [1, 1]);
  });
});

describe('the verdict on a counter says', () => {
  it('what it judged, and no more than there was', () => {
    const checker = new CounterChecker(NODES);
    add(checker, '5');
    assert.ok(checker.answered(operation({}), { type: 'read_ok', value: 9 }, false), 'a read of the load');
    assert.deepEqual(
      checker.verdict().rules.map(({ broken }) => broken),
      [0, 0, 2, 1],
    );
    readAtEnd(checker, 5);
    assert.deepEqual(checker.verdict().facts, { adds: 1, 'sum of what was acknowledged': 5 });
    assert.deepEqual(
      checker.verdict().rules.map(({ broken, inTheEnd }) => [broken, inTheEnd]),
      [[0, true], [0, true], [0, true], [1, false]], // oxfmt-ignore
    );
    checker.livesEnded(KILLED);
    assert.equal(checker.verdict().facts['adds that may be lost with a killed node'], 1);
  });

  it('what the nodes read, and what they could have', () => {
    const checker = new CounterChecker(NODES);
    for (const delta of ['1', '1', '10', '100']) add(checker, delta, false);
    readAtEnd(checker, 7, ['n1']);
    readAtEnd(checker, 8, ['n2']);
    const [wrong, apart] = checker.verdict().rules;
    assert.deepEqual(wrong?.examples, [
      'n1 7 (possible: 0 to 2, 10 to 12, 100 to 102, …)',
      'n2 8 (possible: 0 to 2, 10 to 12, 100 to 102, …)',
    ]);
    assert.deepEqual(apart?.examples, ['n1 7', 'n2 8']);
    assert.notEqual(apart.passesMaelstrom, true, 'Maelstrom finds sums that are impossible');
    const possible = new CounterChecker(['n1', 'n2']);
    add(possible, '1', false);
    readAtEnd(possible, 0, ['n1']);
    readAtEnd(possible, 1, ['n2']);
    assert.deepEqual(
      possible.verdict().rules.map(({ broken, passesMaelstrom = false }) => broken > 0 && passesMaelstrom),
      [false, true, false, false],
    );
    const three = new CounterChecker(['n1']);
    for (const delta of ['10', '10']) add(three, delta, false);
    readAtEnd(three, 7, ['n1']);
    assert.deepEqual(three.verdict().rules[0]?.examples, ['n1 7 (possible: 0, 10, 20)']);
  });
});

describe('the verdict on transactions says', () => {
  const RULES = [
    ['transactions do not agree with themselves (internal)', 'read-atomic'],
    ['reads returned what was aborted (G1a)', 'read-committed'],
    ['reads returned what its writer overwrote (G1b)', 'read-committed'],
    ['cycles of writes (G0)', 'read-uncommitted'],
    ['cycles of writes and reads (G1c)', 'read-committed'],
    ['reads returned what nobody wrote', 'read-uncommitted'],
  ] as const;

  it('something different for each of four models', () => {
    assert.equal(REGISTER_MODELS.length, 4);
  });

  for (const model of REGISTER_MODELS)
    it(`which rules ${model} has, and which of them Maelstrom passes over`, () => {
      const rules = new TxnChecker(model)
        .verdict()
        .rules.map(({ rule, passesMaelstrom }) => [rule, passesMaelstrom === true]);
      const rank = REGISTER_MODELS.indexOf(model);
      assert.deepEqual(
        rules,
        RULES.map(([rule, from]) => [rule, REGISTER_MODELS.indexOf(from) > rank]),
      );
    });

  it('which transactions broke one, and how', () => {
    const checker = new TxnChecker();
    const done = (ops: unknown[], error?: string): number => {
      const op = operation({ kind: 'write', value: JSON.stringify(ops), error });
      checker.invoked(op);
      if (error === undefined) assert.ok(checker.answered(op, { type: 'txn_ok', txn: ops }));
      return op.id;
    };
    const aborted = done([['w', 'x', 1]], 'abort');
    const twice = done([['w', 'y', 2], ['w', 'y', 3]]); // oxfmt-ignore
    const reader = done([['r', 'x', 1], ['r', 'y', 2], ['r', 'z', 9]]); // oxfmt-ignore
    const [one, other] = [done([['w', 'a', 1], ['r', 'b', 2]]), done([['w', 'b', 2], ['r', 'a', 1]])]; // oxfmt-ignore
    const early = done([['r', 'c', 1], ['w', 'c', 1]]); // oxfmt-ignore
    const examples = checker.verdict().rules.map((rule) => rule.examples.join('; '));
    assert.deepEqual(examples, [
      `reads "c" = 1 before it writes it (${early} at n1)`,
      `"x" = 1 was aborted, and is read (${aborted} at n1, ${reader} at n1)`,
      `"y" = 2 was overwritten by its writer, and is read (${twice} at n1, ${reader} at n1)`,
      '',
      `${one} → ${other} → ${one}: each depends on the one before it (${one} at n1, ${other} at n1)`,
      `reads "z" = 9, which nobody wrote (${reader} at n1)`,
    ]);
    assert.deepEqual(checker.verdict().facts, { transactions: 5 });
  });

  it('which reads the store serves: those of what the transaction did not write before', () => {
    const ops = [{ f: 'r', key: 1 }, { f: 'r', key: 1 }, { f: 'w', key: 1 }, { f: 'r', key: 1 }] as const; // oxfmt-ignore
    assert.deepEqual(storeReads(ops), ops.slice(0, 2));
  });

  it('nothing of what was answered in another shape', () => {
    const checker = new TxnChecker();
    const op = operation({ kind: 'write', value: '[["r",1,null]]' });
    checker.invoked(op);
    assert.equal(checker.answered(op, { type: 'txn_ok', txn: [['r', 2, 5]] }), false);
    assert.equal(checker.answered(op, { type: 'txn_ok', txn: [['r', { a: 1 }, 5]] }), false);
    assert.deepEqual(
      checker.registers().map(({ value }) => value),
      [undefined],
    );
    checker.invoked(operation({ kind: 'write', value: undefined }));
    assert.equal(checker.registers().length, 1, 'it carries nothing');
  });
});

describe('a rule', () => {
  it('counts all that broke it, and shows the first', () => {
    const all = offenceList(Array.from({ length: 50 }, (_, i) => i));
    assert.deepEqual([all.count, all.examples.length], [50, MAX_EXAMPLES]);
    const rule = ruleOf(
      'were odd',
      { count: 50, examples: Array.from({ length: 50 }, (_, i) => i) },
      (one) => `#${one}`,
    );
    assert.deepEqual([rule.broken, rule.examples.length, rule.inTheEnd], [50, MAX_EXAMPLES, false]);
    assert.deepEqual(problemsIn({ rules: [rule] }), ['50 were odd, e.g. #0; #1; #2']);
    assert.deepEqual(beforeTheEnd({ facts: {}, rules: [rule, { ...rule, inTheEnd: true }] }).rules, [rule]);
    assert.deepEqual(provedBy(rule, []), rule);
    const ids = Array.from({ length: 31 }, (_, i) => i);
    assert.deepEqual(provedBy(rule, ids), { ...rule, proof: ids.slice(0, 30) });
  });
});

describe('an example of what broke a rule', () => {
  it('is shown as far as it can be read, and fit for a terminal', () => {
    const { examples } = ruleOf(
      'are wrong',
      offenceList(['x'.repeat(2000), 'red \u001b[31m']),
      (text) => text,
    );
    assert.deepEqual(examples, [`${'x'.repeat(1000)}…`, 'red \ufffd[31m']);
  });
});
