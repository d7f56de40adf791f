/** Strategies are compared in one report. */

import assert from 'node:assert/strict';
import { bench, BenchProcess, killBenches, reportOf, type Ended } from '../support/bench-process.ts';

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

  it('is told what our nodes take from the environment, and flags win', async () => {
    const variables = { GOSSIP_STRATEGY: 'relay', GOSSIP_WORKLOAD: 'echo' };
    const run = (...args: string[]): Promise<Ended> =>
      new BenchProcess(['--scenario', 'normal', '--duration', '1s', '--json', ...args], variables).ended;
    const reports = (await Promise.all([run(), run('--strategy', 'plumtree')])).map(reportOf);
    assert.deepEqual(
      reports.map(({ settings, runs }) => [settings.strategy, runs.map(({ strategy }) => strategy)]),
      [
        ['relay', ['relay']],
        ['plumtree', ['plumtree']],
      ],
    );
    for (const { runs } of reports)
      assert.ok((runs[0]?.operations.writes.ok ?? 0) > 10, 'the nodes serve kv');
    const silent = reportOf(await bench('--scenario', 'normal', '--duration', '1s', '--json'));
    assert.deepEqual([silent.settings.strategy, silent.runs[0]?.strategy], [null, 'direct-mail']);
  }).timeout(60_000);

  it('runs with several seeds, and says how far the figures are apart', async () => {
    const args = [
      '--repeat',
      '3',
      '--seed',
      '4',
      '--scenario',
      'normal',
      '--nodes',
      '3',
      '--duration',
      '500ms',
    ];
    const report = reportOf(await bench(...args, '--json'));
    assert.deepEqual(
      report.runs.map(({ seed }) => seed),
      [4, 5, 6],
    );
    const [repeated] = report.repeats;
    assert.deepEqual([report.repeats.length, repeated?.seeds], [1, [4, 5, 6]]);
    const { min, median, max } = repeated?.figures['convergence.p50'] ?? { min: NaN, median: NaN, max: NaN };
    assert.ok(20 <= min && min <= median && median <= max, `${min} ${median} ${max}`);
  }).timeout(60_000);

  it('refuses a flag for the nodes that no strategy looks at', async () => {
    const { code, stderr } = await bench('--strategy', 'relay', '--', '--fanout', '3');
    assert.equal(code, 2);
    assert.match(stderr, /--fanout has no effect with relay: it is for rumor-mongering and plumtree/);
  });

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
