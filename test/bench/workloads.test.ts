/** Every workload through a partition: our own nodes keep its promises and report what was seen, nodes that break them are found. */

import assert from 'node:assert/strict';
import type { OurWorkloadName } from '../../src/load/workloads.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import { bench, killBenches, reportOf, STRANGER } from '../support/bench-process.ts';
import { broken } from '../check/clients-record.ts';

/** The cut is a third of it: long enough that nodes which wait for a processor send into it. */
const SHORT = ['--duration', '4s', '--nodes', '3', '--scenario', 'partition', '--json'];

/** What its checker counts at least. */
const JUDGED: Readonly<Record<Exclude<OurWorkloadName, 'kv'>, Record<string, number>>> = {
  broadcast: { 'values found by every read in the end': 50 },
  'g-set': { 'values found by every read in the end': 50 },
  'g-counter': { adds: 50, 'sum of what was acknowledged': 50 },
  'pn-counter': { adds: 50 },
  'txn-rw-register': { transactions: 200 },
  echo: { echoes: 200 },
  'unique-ids': { ids: 200 },
};

/** Their answers tell which writes a read saw: so what was stale can be judged from outside. */
const TELL_WHAT_THEY_SAW = new Set(['broadcast', 'g-set', 'txn-rw-register']);

async function runOf(workload: string, ...args: string[]): Promise<{ code: number | null; run: Run }> {
  const ended = await bench('--workload', workload, ...SHORT, ...args);
  const [run] = reportOf(ended).runs;
  assert.ok(run !== undefined, ended.stderr);
  return { code: ended.code, run };
}

describe('the bench drives every workload', function () {
  this.timeout(60_000);
  afterEach(killBenches);

  for (const [workload, facts] of Object.entries(JUDGED)) {
    it(`${workload}, through a partition`, async () => {
      const { code, run } = await runOf(workload);
      assert.deepEqual(run.problems, []);
      assert.equal(code, 0);
      assert.ok(run.verdict !== null && run.verdict.rules.length > 0);
      for (const [name, least] of Object.entries(facts)) {
        const fact = run.verdict.facts[name] ?? NaN;
        assert.ok(fact >= least, `${name}: ${fact}`);
      }
      const rows = new Map(run.audit.map((row) => [row.what, row]));
      for (const what of ['messages sent', 'bytes sent', 'writes', 'reads', 'writes converged']) {
        assert.ok(rows.get(what)?.exact === true && rows.get(what)?.agrees === true, what);
      }
      const isTold = TELL_WHAT_THEY_SAW.has(workload);
      assert.equal(rows.has('stale reads'), isTold);
      assert.equal((run.staleReads?.certain ?? 0) > 0, isTold, 'the cut makes reads stale');
      const writes = run.operations.writes.ok;
      assert.equal(rows.get('writes')?.reported, writes);
      assert.equal(writes > 0, !['echo', 'unique-ids'].includes(workload));
      assert.deepEqual(
        run.partitions.map(({ groups }) => groups),
        ['n0 | n1 n2'],
      );
      // Who has nothing to tell sends so little that the cut may miss it.
      assert.ok(writes === 0 || (run.messages.dropped['partition'] ?? 0) > 0, 'the network was cut');
    });
  }

  it('counts each read of a transaction, and compares the registers in the end', async () => {
    const { run } = await runOf('txn-rw-register', '--keys', '10', '--read-ratio', '0.8');
    assert.deepEqual(run.problems, []);
    const reads = run.audit.find(({ what }) => what === 'reads')?.reported ?? 0;
    assert.ok(reads > run.operations.reads.ok + run.operations.writes.ok, `${reads} reads`);
    assert.equal(run.finalState?.keys, 10);
  });

  it('tells each node its neighbours, in the shape that was asked for', async () => {
    const sent = async (shape: string): Promise<number> => {
      const { code, run } = await runOf(
        'broadcast',
        '--topology',
        shape,
        '--nodes',
        '5',
        '--',
        '--topology',
        'given',
      );
      assert.equal(code, 0);
      return run.messages.sent / run.operations.writes.ok;
    };
    // A message goes over each link once, or twice where there are other ways.
    const [line, total] = await Promise.all([sent('line'), sent('total')]);
    assert.ok(total > 1.5 * line, `${line} messages to a write in a line, ${total} where all are linked`);
  });

  it('finds what strangers do wrong, by the rule that they break', async () => {
    const wrong = {
      'g-set': 'values were missing at some node in the end',
      'g-counter': 'nodes did not read the same in the end',
      'txn-rw-register': 'reads returned what nobody wrote',
      echo: 'echoes were distorted',
      'unique-ids': 'ids were given again',
    };
    await Promise.all(
      Object.entries(wrong).map(async ([workload, rule]) => {
        const { code, run } = await runOf(workload, '--bin', STRANGER);
        assert.equal(code, 1, workload);
        assert.ok(run.verdict !== null && (broken(run.verdict)[rule] ?? 0) > 0, `${workload}: ${rule}`);
        assert.ok(
          run.problems.some((problem) => problem.includes(`${rule}, e.g. `)),
          run.problems.join('; '),
        );
        assert.deepEqual([run.audit, run.staleReads?.source ?? 'clients'], [[], 'clients']);
      }),
    );
  });
});
