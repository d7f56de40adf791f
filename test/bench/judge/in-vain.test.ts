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
  {
    strict = false,
    malformed = 0,
    unfit = 0,
    interrupted = false,
    checker,
  }: { strict?: boolean; malformed?: number; unfit?: number; interrupted?: boolean; checker?: object } = {},
): Promise<Run> {
  const seen = { count: malformed, examples: ['n2 was asked {"type":"read"}, and answered {}'] };
  return judge(
    await evidence({
      operations: () => ops,
      evidence({ settings, cuts, clients }) {
        Object.assign(clients, { checker, malformed: { seen, unfit } });
        return {
          settings: { ...settings, workload, strict },
          interrupted,
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

  it('are told once, and of each kind', async () => {
    const crash = { error: 'crash' };
    const inVain = async (...of: Parameters<typeof judged>): Promise<string[]> =>
      (await judged(...of)).problems.filter((problem) => problem.startsWith('none of the'));
    const ops = [ask('write'), ask('read', crash), ask('cas', crash)];
    assert.deepEqual(await inVain('lin-kv', ops), [
      'none of the reads succeeded: 1 crash',
      'none of the `cas` requests succeeded: 1 crash',
    ]);
    assert.deepEqual(await inVain('lin-kv', ops, { interrupted: true }), []);
    assert.deepEqual(await inVain('kv', [...GOOD, ask('cas', crash)]), [], 'no workload of Maelstrom');
    const writes = [ask('txn', crash), ask('other', crash)];
    assert.deepEqual(await inVain('txn-rw-register', [changed(ask('read'), { type: 'txn' }), ...writes]), [
      'none of the writes succeeded: 2 crash',
    ]);
  });

  it('are chance where a few were properly refused, and none where many were', async () => {
    const refused = ask('cas', { error: 'precondition_failed' });
    assert.deepEqual((await judged('lin-kv', [...GOOD, ...times(59, refused)])).problems, []);
    assert.deepEqual((await judged('lin-kv', [...GOOD, ...times(60, refused)])).problems, [
      'none of the `cas` requests succeeded: 60 precondition_failed',
    ]);
    const others = [refused, refused, ask('cas', { error: 'crash' })];
    assert.equal(
      (await judged('lin-kv', [...GOOD, ...others])).problems[0],
      'none of the `cas` requests succeeded: 2 precondition_failed, 1 crash',
    );
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
    const { problems } = await judged('broadcast', some, { malformed: 1, unfit: 1 });
    assert.match(problems.join('\n'), /1 answers were malformed/, 'it has the form, and does not fit');
  });
});

/** What each node reads in the end, after one add that may have been made. */
function counters(...reads: readonly number[]): CounterChecker {
  const checker = new CounterChecker(NODES);
  checker.invoked(ask('add', { error: 'crash', value: '1' }));
  reads.forEach((value, i) => {
    const read = operation(9, NODES[i] ?? '', 'read', 'all', '');
    checker.answered(read, { type: 'read_ok', value }, true);
  });
  return checker;
}

describe('counters that differ in the end', () => {
  it('pass with Maelstrom where each is possible: it does not wait for them either', async () => {
    const checker = counters(1, 0, 0);
    const lenient = await judged('g-counter', GOOD, { checker });
    assert.deepEqual(lenient.problems, []);
    assert.match(
      lenient.warnings.join('\n'),
      /3 nodes did not read the same in the end, e\.g\. n1 1; n2 0; n3 0/,
    );
    const { problems } = await judged('g-counter', GOOD, { checker, strict: true });
    assert.match(problems.join('\n'), /had not settled 15 s.*\n3 nodes did not read the same/s);
  });

  it('had not settled where one is impossible, or none differs', async () => {
    for (const checker of [counters(7, 0), counters(1, 1, 1)]) {
      const { problems } = await judged('g-counter', GOOD, { checker });
      assert.match(problems.join('\n'), /had not settled 15 s/);
    }
    // One of three is of an earlier build, and tells nothing of itself.
    const ours = async (settledMs: number | undefined): Promise<string> => {
      const one = await evidence({
        evidence: ({ settings, cuts }) => ({
          settings: { ...settings, workload: 'broadcast' },
          settledMs,
          cuts: cuts.map((cut, i) => (i === 0 ? { ...cut, account: undefined } : cut)),
        }),
      });
      return judge(one).problems.join('\n');
    };
    assert.match(await ours(undefined), /had not settled 30 s/, 'nodes of ours have more time');
    assert.doesNotMatch(await ours(12_000), /settled only/);
  });
});
