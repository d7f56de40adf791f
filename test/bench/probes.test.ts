/** A stranger's convergence, measured from outside: as long as it takes, and never taken for granted. */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Probe } from '../../src/bench/probes/probe.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import { bench, killBenches, reportOf } from '../support/bench-process.ts';

const NODE = fileURLToPath(new URL('../support/kv-node.mjs', import.meta.url));
const ARGS = ['--nodes', '3', '--duration', '2s', '--rate', '50', '--json'];
/** So few that a later write of the load makes good for nearly every message that is lost; and so many that none is overwritten. */
const [FEW_KEYS, MANY_KEYS] = ['2', '1000000'];

async function runOf(
  mode: string,
  keys = MANY_KEYS,
  scenario = 'normal',
): Promise<{ code: number | null; run: Run }> {
  const ended = await bench(...ARGS, '--keys', keys, '--scenario', scenario, '--bin', NODE, '--', mode);
  const [run] = reportOf(ended).runs;
  assert.ok(run !== undefined, ended.stderr);
  return { code: ended.code, run };
}

describe('a probed write', () => {
  it('was nowhere until a read had missed it or a message brought it, and is everywhere when the last node has shown it', () => {
    const probe = new Probe({ key: 1, value: 7, node: 'n0', sentAtMs: 100 }, ['n0', 'n1', 'n2']);
    probe.acknowledged(102);
    probe.shown('n0', 103);
    probe.missed('n1', 110);
    probe.shown('n1', 121);
    assert.ok(probe.arrived('n2', 130));
    assert.ok(!probe.arrived('n2', 131), 'it comes but once');
    assert.deepEqual([probe.missingAt, probe.result], [['n2'], undefined]);
    probe.shown('n2', 133);
    assert.deepEqual(probe.result, { atMostMs: 33, resolutionMs: 5 });
  });

  it('is not where it was acknowledged until that node has shown it, or its life has ended', () => {
    const probe = new Probe({ key: 1, value: 7, node: 'n0', sentAtMs: 100 }, ['n0', 'n1']);
    probe.acknowledged(102);
    probe.shown('n1', 121);
    assert.deepEqual([probe.missingAt, probe.result], [['n0'], undefined]);
    assert.ok(probe.arrived('n0', 140), 'a reason to read it there');
    probe.missed('n0', 130);
    probe.shown('n0', 150);
    assert.deepEqual(
      probe.result,
      { atMostMs: 50, resolutionMs: 22 },
      'a message that came back says nothing',
    );
    const killed = new Probe({ key: 1, value: 7, node: 'n0', sentAtMs: 100 }, ['n0', 'n1']);
    killed.acknowledged(102);
    killed.shown('n1', 121);
    killed.nextLifeBegan(130);
    assert.deepEqual([killed.missingAt, killed.result?.atMostMs], [[], 21]);
  });

  it('is lost when the life that acknowledged it has ended, and all that serve were asked since and have never shown it', () => {
    const probed = (): Probe => {
      const probe = new Probe({ key: 1, value: 7, node: 'n0', sentAtMs: 100 }, ['n0', 'n1', 'n2']);
      probe.acknowledged(102);
      for (const node of ['n1', 'n2']) probe.missed(node, 200);
      return probe;
    };
    const killed = probed();
    assert.equal(killed.isLostSince(150), false, 'its node may still spread it');
    killed.nextLifeBegan(150);
    assert.equal(killed.isLostSince(160), false, 'the new life was not asked');
    killed.missed('n0', 170);
    assert.equal(killed.isLostSince(160), true);
    assert.equal(killed.isLostSince(201), false, 'somebody may hold it by now');
    const spread = probed();
    spread.nextLifeBegan(150);
    spread.missed('n0', 170);
    spread.shown('n2', 210);
    assert.equal(spread.isLostSince(160), false, 'a node that serves holds it: the others have to, too');
    const kept = probed();
    kept.nextLifeBegan(150);
    kept.shown('n0', 170);
    assert.equal(kept.isLostSince(160), false, 'its node has it from a disk');
  });
});

describe("a stranger's convergence", function () {
  this.timeout(60_000);
  afterEach(killBenches);

  it('is known to within a few milliseconds where messages show the values', async () => {
    const { run } = await runOf('good');
    assert.deepEqual(run.problems, []);
    const { probes } = run;
    assert.ok(probes !== undefined && probes.pending === 0 && probes.acknowledged > 0);
    assert.equal(probes.seenOnWire, probes.writes);
    assert.equal(probes.convergenceMs.count, probes.writes);
    // The latency of the network.
    assert.ok(probes.convergenceMs.p50 >= 20, `${probes.convergenceMs.p50}`);
    assert.equal(run.pendingAtEnd, 0);
    assert.equal(run.convergenceCurve?.at(-1)?.ms, probes.convergenceMs.max);
    const { steps } = run.timeline;
    assert.equal(
      steps.reduce((sum, { converged }) => sum + converged, 0),
      probes.writes,
    );
    assert.equal(run.healingMs, null, 'a few writes do not say when all had converged');
  });

  it('is not what the wire says, but when a client can read it', async () => {
    const { run } = await runOf('late');
    assert.ok((run.probes?.convergenceMs.p50 ?? 0) >= 120, `${run.probes?.convergenceMs.p50 ?? 0}`);
  });

  it('is not measured without the node that acknowledged the write, where that shows it last', async () => {
    const { run } = await runOf('own_late');
    assert.ok((run.probes?.convergenceMs.p50 ?? 0) >= 200, `${run.probes?.convergenceMs.p50 ?? 0}`);
  });

  it('is known no better than before by reads that are refused', async () => {
    const { run } = await runOf('refuses');
    const { p50 } = run.probes?.convergenceMs ?? {};
    assert.ok((p50 ?? 0) >= 200, `${p50 ?? 0}`);
    assert.ok((run.probes?.resolutionMs.p50 ?? 0) >= 150, 'it may have been there all the time');
  });

  it('is missing where a node drops every third message', async () => {
    const { code, run } = await runOf('drops', FEW_KEYS);
    assert.equal(code, 1);
    assert.ok((run.pendingAtEnd ?? 0) > 0);
    const text =
      /probed writes were never shown by every node, e\.g\. key \d+: n\d acknowledged \d+, and n\d.* did not show it/;
    assert.match(run.problems.join('\n'), text);
  });

  it('is not owed by what went with a killed node, and that is told apart', async () => {
    const { run } = await runOf('alone', MANY_KEYS, 'kill');
    const { probes, processes } = run;
    assert.ok(probes !== undefined && processes !== undefined);
    assert.ok(probes.lost > 0, 'the killed node had acknowledged a probed write');
    // What the others acknowledged they still owe.
    assert.equal(probes.pending, probes.acknowledged - probes.lost);
    assert.match(
      run.problems.join('\n'),
      new RegExp(`^${probes.pending} of ${probes.writes} probed writes`, 'm'),
    );
    assert.deepEqual(
      processes.faults.map(({ caughtUpMs }) => caughtUpMs),
      [null],
      'nobody saw what a stranger holds',
    );
  });
});
