/** Strategies are compared in one report. */

import assert from 'node:assert/strict';
import { bench, killBenches, reportOf } from '../support/bench-process.ts';

describe('a comparison of strategies', () => {
  afterEach(killBenches);

  it('runs every strategy, and shows one row for each', async () => {
    const args = ['--strategy', 'all', '--scenario', 'normal', '--duration', '1s', '--nodes', '3'];
    const { code, stdout, stderr } = await bench(...args);
    assert.equal(code, 0, stderr);
    for (const name of ['direct-mail', 'rumor-mongering', 'plumtree', 'relay']) {
      assert.match(stdout, new RegExp(`^ +${name} +[\\d.]+ .*%$`, 'm'));
    }
    assert.match(stdout, /busiest node/);
  }).timeout(60_000);

  it('reports each with the messages of its own', async () => {
    const report = reportOf(
      await bench('--strategy', 'direct-mail,relay', '--scenario', 'normal', '--duration', '1s', '--json'),
    );
    assert.equal(report.settings.strategy, 'direct-mail,relay');
    const kinds = report.runs.map((run) => Object.keys(run.messages.byKind));
    assert.ok(kinds[0]?.includes('mail') && !kinds[0].includes('batch'));
    assert.ok(kinds[1]?.includes('batch') && !kinds[1].includes('mail'));
  }).timeout(60_000);

  it('takes a preset of the nodes', async () => {
    const args = ['--preset', 'relay-lean', '--scenario', 'normal', '--nodes', '3', '--duration', '2s'];
    const { settings, runs } = reportOf(await bench(...args, '--json'));
    assert.equal(settings.preset, 'relay-lean');
    // The relay gathers for 600 ms: some four batches to two nodes, and the quiet afterwards.
    const { messages, operations } = runs[0] ?? assert.fail('no run');
    const batches = messages.byKind['batch']?.messages ?? 0;
    assert.ok(batches >= 4 && batches <= 20, `${batches} batches`);
    assert.ok(operations.writes.ok > 50);
  }).timeout(60_000);
});
