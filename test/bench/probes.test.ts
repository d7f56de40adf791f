/** A stranger's convergence, measured from outside: as long as it takes, and never taken for granted. */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Probe } from '../../src/bench/probes/probe.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import { bench, killBenches, reportOf } from '../support/bench-process.ts';

const NODE = fileURLToPath(new URL('../support/kv-node.mjs', import.meta.url));
const ARGS = ['--nodes', '3', '--duration', '2s', '--rate', '50', '--scenario', 'normal', '--json'];
/** So few that a later write of the load makes good for nearly every message that is lost; and so many that none is overwritten. */
const [FEW_KEYS, MANY_KEYS] = ['2', '1000000'];

async function runOf(mode: string, keys = MANY_KEYS): Promise<{ code: number | null; run: Run }> {
  const ended = await bench(...ARGS, '--keys', keys, '--bin', NODE, '--', mode);
  const [run] = reportOf(ended).runs;
  assert.ok(run !== undefined, ended.stderr);
  return { code: ended.code, run };
}

describe('a probed write', () => {
  it('was nowhere until a read had missed it or a message brought it, and is everywhere when the last node has shown it', () => {
    const probe = new Probe({ key: 1, value: 7, node: 'n0', sentAtMs: 100 }, ['n0', 'n1', 'n2']);
    probe.acknowledged(102);
    probe.missed('n1', 110);
    probe.shown('n1', 121);
    assert.ok(probe.arrived('n2', 130));
    assert.ok(!probe.arrived('n2', 131), 'it comes but once');
    assert.deepEqual([probe.missingAt, probe.result], [['n2'], undefined]);
    probe.shown('n2', 133);
    assert.deepEqual(probe.result, { atMostMs: 33, resolutionMs: 5 });
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
  });

  it('is not what the wire says, but when a client can read it', async () => {
    const { run } = await runOf('late');
    assert.ok((run.probes?.convergenceMs.p50 ?? 0) >= 120, `${run.probes?.convergenceMs.p50 ?? 0}`);
  });

  it('is missing where a node drops every third message', async () => {
    const { code, run } = await runOf('drops', FEW_KEYS);
    assert.equal(code, 1);
    assert.ok((run.pendingAtEnd ?? 0) > 0);
    const text =
      /probed writes never reached every node, e\.g\. key \d+: n\d acknowledged \d+, and n\d.* did not show it/;
    assert.match(run.problems.join('\n'), text);
  });
});
