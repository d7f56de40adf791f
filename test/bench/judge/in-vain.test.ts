/** What Maelstrom says of a node that serves some requests and not others: Jepsen's `stats` wants one of each kind, and echo all of them. */

import assert from 'node:assert/strict';
import { MALFORMED } from '../../../src/bench/clients/malformed.ts';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import { CounterChecker } from '../../../src/check/workloads/counter-checker.ts';
import type { WorkloadName } from '../../../src/load/workloads.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { changed, evidence, NODES, operation } from './evidence.ts';

const LENIENT = /^Maelstrom lets this pass, and --strict does not: /;

/** @param ops of a node of others */
async function judged(
  workload: WorkloadName,
  ops: readonly LiveOperation[],
  { strict = false, malformed = 0, checker }: { strict?: boolean; malformed?: number; checker?: object } = {},
): Promise<Run> {
  const seen = { count: malformed, examples: ['n2 was asked {"type":"read"}, and answered {}'] };
  return judge(
    await evidence({
      operations: () => ops,
      evidence({ settings, cuts, clients }) {
        Object.assign(clients, { checker, malformed: { seen, unfit: 0 } });
        return {
          settings: { ...settings, workload, strict },
          cuts: cuts.map((cut) => ({ ...cut, account: undefined })),
          finalReads: checker === undefined ? [] : [operation(9, 'n1', 'read', 'all', '')],
          settledMs: checker === undefined ? 0 : undefined,
        };
      },
    }),
  );
}

const ask = (type: string, change: Partial<LiveOperation> = {}): LiveOperation =>
  changed(operation(1, 'n2', type === 'read' || type === 'echo' ? 'read' : 'write', 'k', '1'), {
    ...(type === 'cas' ? { isConditional: true } : {}),
    type,
    ...change,
  });
const times = (count: number, op: LiveOperation): LiveOperation[] =>
  Array.from({ length: count }, () => changed(op, {}));
const GOOD = [ask('read'), ask('write')];

describe('requests of one kind that are never served', () => {
  it('fail the run, whatever else succeeded', async () => {
    const { problems } = await judged('lin-kv', [
      ...GOOD,
      ...times(3, ask('cas', { error: 'not_supported' })),
    ]);
    assert.ok(
      problems.includes('none of the `cas` requests succeeded: 3 not_supported'),
      problems.join('\n'),
    );
    const { problems: found } = await judged('lin-kv', [...GOOD, ask('cas', { error: 'crash' }), ask('cas')]);
    assert.deepEqual(found, []);
  });

  it('are chance where a few were properly refused, and none where many were', async () => {
    const refused = ask('cas', { error: 'precondition_failed' });
    assert.deepEqual((await judged('lin-kv', [...GOOD, ...times(59, refused)])).problems, []);
    assert.deepEqual((await judged('lin-kv', [...GOOD, ...times(60, refused)])).problems, [
      'none of the `cas` requests succeeded: 60 precondition_failed',
    ]);
  });

  it('are transactions, whether they write or not', async () => {
    const [read, write] = [operation(1, 'n1', 'read', 'k', '1'), operation(2, 'n1', 'write', 'k', '1')];
    const refused = changed(read, { type: 'txn', error: 'abort' });
    const done = changed(write, { type: 'txn' });
    assert.deepEqual((await judged('txn-rw-register', [refused, done])).problems, []);
    assert.deepEqual(
      (await judged('txn-rw-register', [refused])).problems[0],
      'none of the reads succeeded: 1 abort',
    );
  });
});

describe('an echo that does not come', () => {
  it('is a wrong one to Maelstrom', async () => {
    for (const change of [{ error: 'crash' }, { timedOut: true, completedAtMs: undefined }]) {
      const { problems, warnings } = await judged('echo', [ask('echo'), ask('echo', change)]);
      assert.match(problems.join('\n'), /^1 of 2 operations failed at nodes that were up: 1 /);
      assert.deepEqual(warnings, []);
    }
  });
});

describe('answers of another form than Maelstrom takes', () => {
  const some = [...GOOD, ask('read', { error: MALFORMED })];

  it('pass where others of their kind have it', async () => {
    const { problems, warnings } = await judged('broadcast', some, { malformed: 1 });
    assert.deepEqual(problems, []);
    assert.match(warnings.join('\n'), LENIENT);
    assert.match(warnings.join('\n'), /1 answers were malformed, e\.g\. n2 was asked/);
  });

  it('fail where none has it, where each is needed, and where the run is strict', async () => {
    const none = [ask('write'), ask('read', { error: MALFORMED })];
    for (const [workload, ops, strict] of [
      ['broadcast', none, false],
      ['echo', [ask('echo'), ask('echo', { error: MALFORMED })], false],
      ['broadcast', some, true],
    ] as const) {
      const { problems } = await judged(workload, ops, { malformed: 1, strict });
      assert.match(problems.join('\n'), /1 answers were malformed/, workload);
    }
  });
});

describe('counters that differ in the end, each by what may be', () => {
  const checker = new CounterChecker(NODES);
  const add = ask('add', { error: 'crash', value: '1' });
  checker.invoked(add);
  NODES.forEach((node, i) => {
    const read = operation(9, node, 'read', 'all', '');
    checker.answered(read, { type: 'read_ok', value: i === 0 ? 1 : 0 }, true);
  });

  it('pass with Maelstrom, which does not wait for them either', async () => {
    const lenient = await judged('g-counter', GOOD, { checker });
    assert.deepEqual(lenient.problems, []);
    assert.match(
      lenient.warnings.join('\n'),
      /3 nodes did not read the same in the end, e\.g\. n1 1; n2 0; n3 0/,
    );
    const { problems } = await judged('g-counter', GOOD, { checker, strict: true });
    assert.match(problems.join('\n'), /had not settled 15 s.*\n3 nodes did not read the same/s);
  });
});
