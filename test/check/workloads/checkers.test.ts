/** Checkers read answers as Maelstrom's workloads shape them: each rule can be broken, and a wrong shape is told. */

import assert from 'node:assert/strict';
import type { Operation } from '../../../src/check/history.ts';
import { CounterChecker } from '../../../src/check/workloads/counter-checker.ts';
import { TxnChecker } from '../../../src/check/workloads/txn-checker.ts';
import {
  beforeTheEnd,
  isSettled,
  problemsIn,
  type WorkloadChecker,
} from '../../../src/check/workloads/verdict.ts';
import { ExactNumber } from '../../../src/protocol/exact-json.ts';
import { workloadOf, type WorkloadName } from '../../../src/load/workloads.ts';
import { broken, operation } from '../clients-record.ts';

const NODES = ['n1', 'n2'];

/** A checker, and short words for what its clients do. */
function clientsOf(workload: WorkloadName) {
  const checker = workloadOf({ workload }).checker?.(NODES, 0);
  assert.ok(checker !== undefined);
  const ask = (changes: Partial<Operation>, answer: Record<string, unknown>, isFinal = false): boolean => {
    const op = operation(changes);
    checker.invoked?.(op);
    return checker.answered(op, { type: 'ok', ...answer }, isFinal);
  };
  return {
    checker,
    write: (value: unknown, answer = {}) => ask({ kind: 'write', value: JSON.stringify(value) }, answer),
    read: (answer: object, node = 'n1') => ask({ node }, { ...answer }),
    finalRead: (answer: object, node: string) => ask({ node }, { ...answer }, true),
  };
}

function breaks(checker: WorkloadChecker, rule: string, count: number, example?: string): void {
  const verdict = checker.verdict();
  assert.deepEqual(broken(verdict), { [rule]: count });
  const [problem = ''] = problemsIn(verdict);
  assert.ok(problem.startsWith(`${count} ${rule}, e.g. `), problem);
  if (example !== undefined) assert.ok(problem.endsWith(example), problem);
}

for (const [workload, field] of [
  ['broadcast', 'messages'],
  ['g-set', 'value'],
] as const) {
  describe(`a verdict on ${workload}`, () => {
    const read = (...values: unknown[]) => ({ [field]: values });

    it('is good where every node shows every value, whatever reads missed before', () => {
      const { checker, ...client } = clientsOf(workload);
      client.write(1);
      client.write({ a: 'b' });
      assert.ok(client.read(read(1), 'n2'));
      for (const node of NODES) client.finalRead(read({ a: 'b' }, 1), node);
      const { facts } = checker.verdict();
      assert.deepEqual(broken(checker.verdict()), {});
      assert.equal(facts['values found by every read in the end'], 2);
      assert.deepEqual(checker.stale?.stale, { lo: 1, hi: 1 }, 'the final reads are none of the load');
      assert.deepEqual([checker.stale.depth.max, checker.stale.ageMs.max], [1, 9]);
    });

    it('is bad where a value is missing in the end, which nobody can know before', () => {
      const { checker, ...client } = clientsOf(workload);
      for (const value of [1, 2]) client.write(value);
      client.finalRead(read(1, 2), 'n1');
      client.finalRead(read(2), 'n2');
      const found = broken(checker.verdict());
      assert.deepEqual(found, { 'values were lost': 1, 'values were missing at some node in the end': 1 });
      const added = checker.verdict().rules.filter(({ proof }) => proof !== undefined);
      assert.deepEqual(
        added.map(({ proof }) => proof?.length),
        [1, 1],
        'the write that proves it is named',
      );
      assert.equal(isSettled(checker.verdict()), false);
      assert.deepEqual(broken(beforeTheEnd(checker.verdict())), {});
      client.finalRead(read(1, 2), 'n2');
      assert.ok(isSettled(checker.verdict()), 'it came, and the last read counts');
    });

    it('says where a value is only read as one of another type', () => {
      for (const [shown, other] of [
        ['7', '"7"'],
        [new ExactNumber('7.0'), '7.0'],
      ] as const) {
        const { checker, ...client } = clientsOf(workload);
        client.write(7);
        for (const node of NODES) client.finalRead(read(shown), node);
        const [lost] = checker.verdict().rules;
        assert.deepEqual(lost?.examples, [`7 (read as ${other}, which is another value)`]);
      }
    });

    it('is bad where a node is not read in the end, and where values are invented or doubled', () => {
      const { checker, ...client } = clientsOf(workload);
      client.write(1);
      client.finalRead(read(1), 'n1');
      breaks(checker, 'nodes gave no final read', 1, 'n2');
      client.finalRead(read(1), 'n2');
      client.read(read(1, 7));
      breaks(checker, 'values were read that nobody had added', 1, '7');
      const other = clientsOf(workload);
      other.write(1);
      for (const node of NODES) other.finalRead(read(1, 1), node);
      breaks(other.checker, 'values were read more than once in one answer', 1, '1');
    });

    it('takes a value that is added again for the same', () => {
      const { checker, ...client } = clientsOf(workload);
      for (const value of [1, 1]) client.write(value);
      for (const node of NODES) client.finalRead(read(1), node);
      assert.deepEqual([checker.verdict().facts['values added'], broken(checker.verdict())], [1, {}]);
    });

    it('knows the shape of an answer', () => {
      assert.equal(clientsOf(workload).read({}), false);
      assert.equal(clientsOf(workload).read({ [field]: 5 }), false);
    });
  });
}

describe('a verdict on counters', () => {
  it('is of the last read of each node', () => {
    const { checker, ...client } = clientsOf('pn-counter');
    for (const delta of [5, -3]) client.write(delta);
    client.finalRead({ value: 2 }, 'n1');
    breaks(checker, 'nodes gave no final read', 1, 'n2');
    client.finalRead({ value: 5 }, 'n2');
    assert.deepEqual(broken(checker.verdict()), {
      'nodes read in the end what the adds cannot make': 1,
      'nodes did not read the same in the end': 2,
    });
    assert.match(problemsIn(checker.verdict())[0] ?? '', /n2 5 \(possible: 2\)/);
    assert.deepEqual(broken(beforeTheEnd(checker.verdict())), {});
    client.finalRead({ value: 2 }, 'n2');
    assert.deepEqual(broken(checker.verdict()), {});
    assert.equal(checker.verdict().facts['sum of what was acknowledged'], 2);
  });

  it('takes a refused add for one that may have been made, as Maelstrom does, and tells of it', () => {
    const checker = new CounterChecker(['n1']);
    for (const [value, error] of [
      ['5', undefined],
      ['3', 'abort'],
    ] as const) {
      const op = operation({ kind: 'write', value, error });
      checker.invoked(op);
      checker.answered(op, { type: 'add_ok' }, false);
    }
    const reads = (value: number): object => {
      checker.answered(operation({}), { type: 'read_ok', value }, true);
      return Object.fromEntries(
        checker
          .verdict()
          .rules.flatMap(({ rule, broken: times, passesMaelstrom }) =>
            times > 0 ? [[rule, passesMaelstrom === true]] : [],
          ),
      );
    };
    assert.deepEqual(reads(5), {});
    assert.deepEqual(reads(8), { 'nodes read in the end what only refused adds can make': true });
    assert.deepEqual(reads(7), { 'nodes read in the end what the adds cannot make': false });
  });

  it('is proved by the reads that are wrong, and by what each node had acknowledged last', () => {
    const checker = new CounterChecker(NODES);
    const does = (changes: Partial<Operation>, answer: object, isFinal = false): number => {
      const op = operation(changes);
      checker.invoked(op);
      checker.answered(op, { type: 'ok', ...answer }, isFinal);
      return op.id;
    };
    const adds = ['n1', 'n2', 'n1'].map((node) => does({ kind: 'write', value: '1', node }, {}));
    does({ kind: 'write', value: '0', error: 'abort' }, {});
    const [right, wrong] = [does({}, { value: 3 }, true), does({ node: 'n2' }, { value: 2 }, true)];
    const [sums, differing] = checker.verdict().rules;
    const last = [adds[2], adds[1]];
    assert.deepEqual(
      [sums?.proof, differing?.proof],
      [
        [...last, wrong],
        [...last, right, wrong],
      ],
    );
    does({ node: 'n2' }, { value: 3 }, true);
    assert.ok(checker.verdict().rules.every(({ proof }) => proof === undefined));
  });

  it('leaves open what was not answered', () => {
    const { checker, ...client } = clientsOf('g-counter');
    client.write(1);
    checker.invoked?.(operation({ kind: 'write', value: '3', completedAtMs: undefined }));
    for (const node of NODES) client.finalRead({ value: 4 }, node);
    assert.deepEqual(broken(checker.verdict()), {});
    for (const node of NODES) client.finalRead({ value: 3 }, node);
    breaks(checker, 'nodes read in the end what the adds cannot make', 2, '(possible: 1, 4)');
  });

  it('says where reads showed what no adds begun by then can make, which Maelstrom lets pass', () => {
    const { checker, ...client } = clientsOf('pn-counter');
    client.write(5);
    client.write(-2);
    for (const value of [-2, 0, 3, 5]) client.read({ value });
    assert.deepEqual(broken(checker.verdict()), { 'nodes gave no final read': 2 });
    for (const node of NODES) client.finalRead({ value: 3 }, node);
    client.read({ value: 6 }, 'n2');
    client.read({ value: -3 });
    client.read({ value: new ExactNumber('9007199254740993') });
    client.write(100);
    for (const node of NODES) client.finalRead({ value: 103 }, node);
    breaks(checker, 'reads showed what no adds by then can make', 3, 'n2 6 (possible by then: -2 to 5); n1 -3 (possible by then: -2 to 5); n1 9007199254740993 (possible by then: -2 to 5)'); // oxfmt-ignore
    assert.deepEqual(
      checker
        .verdict()
        .rules.flatMap(({ broken: times, passesMaelstrom }) => (times > 0 ? [passesMaelstrom] : [])),
      [true],
    );
  });

  it('takes final reads of the same digits for the same, however large', () => {
    const { checker, ...client } = clientsOf('g-counter');
    for (const node of NODES) client.finalRead({ value: new ExactNumber('9007199254740993') }, node);
    assert.deepEqual(broken(checker.verdict()), { 'nodes read in the end what the adds cannot make': 2 });
  });

  it('knows the shape of an answer', () => {
    const client = clientsOf('g-counter');
    assert.ok(client.read({ value: -1 }));
    for (const value of [undefined, '1', 0.5]) assert.equal(client.read({ value }), false);
  });
});

describe('a verdict on the clients of transactions', () => {
  const txn = (...ops: unknown[]): unknown[] => ops;

  it('names the transactions that break a rule, and where', () => {
    const { checker, ...client } = clientsOf('txn-rw-register');
    assert.ok(client.write(txn(['w', 1, 5]), { txn: [['w', 1, 5]] }));
    assert.ok(client.write(txn(['r', 1, null], ['r', 2, null]), { txn: [['r', 1, 5], ['r', 2, null]] })); // oxfmt-ignore
    assert.deepEqual(broken(checker.verdict()), {});
    client.write(txn(['r', 1, null]), { txn: [['r', 1, 6]] });
    const { proof, examples } = checker.verdict().rules.find(({ broken }) => broken > 0) ?? {};
    assert.ok(proof?.length === 1 && examples?.[0]?.includes(`(${proof[0] ?? ''} at n1)`), examples?.[0]);
    assert.match(
      problemsIn(checker.verdict()).join(),
      /^1 reads returned what nobody wrote, e\.g\. .* at n1\)$/,
    );
  });

  it('takes what has another shape, or changes the request, for no answer', () => {
    const { checker, ...client } = clientsOf('txn-rw-register');
    const request = txn(['r', 1, null], ['w', 2, 3]);
    for (const answer of [
      undefined,
      [],
      [['r', 1, null]],
      [['r', 1, null], ['w', 2, 4]],
      [['r', 2, null], ['w', 2, 3]],
      [['w', 1, null], ['w', 2, 3]],
      [['r', 1], ['w', 2, 3]],
    ]) assert.equal(client.write(request, { txn: answer }), false, JSON.stringify(answer)); // oxfmt-ignore
    assert.deepEqual(broken(checker.verdict()), {});
  });

  it('tells the reads that the store served, and the writes that others can see', () => {
    const checker = new TxnChecker();
    const ops = [['r', 1, null], ['w', 1, 5], ['r', 1, null], ['w', 1, 6], ['w', 2, 7], ['r', 3, null]]; // oxfmt-ignore
    const op = operation({ kind: 'write', value: JSON.stringify(ops) });
    checker.invoked(op);
    const done = [['r', 1, 4], ['w', 1, 5], ['r', 1, 5], ['w', 1, 6], ['w', 2, 7], ['r', 3, null]]; // oxfmt-ignore
    assert.ok(checker.answered(op, { type: 'txn_ok', txn: done }));
    assert.deepEqual(
      checker.registers().map(({ kind, key, value }) => [kind, key, value]),
      [
        ['read', 1, '4'],
        ['read', 3, undefined],
        ['write', 1, '6'],
        ['write', 2, '7'],
      ],
    );
  });
});
