/** The command line of the simulator: mistakes are named with how to put them right, a report can be had again, Ctrl-C ends well. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCHEMA_VERSION } from '../../src/report/schema/schema-version.ts';
import { SimulationReportSchema, type SimulationReport } from '../../src/report/schema/simulation-schema.ts';
import { killBenches, simulate, SimulateProcess, UNSETTLED, type Ended } from '../support/bench-process.ts';
import { waitFor } from '../support/wait-for.ts';

const SMALL = ['--nodes', '4', '--duration', '1s', '--scenario', 'normal'];

function reportOf({ stdout, stderr }: Ended): SimulationReport {
  assert.notEqual(stdout, '', stderr);
  return SimulationReportSchema.parse(JSON.parse(stdout));
}

describe('gossipscope simulate', () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'simulate-'));
    writeFileSync(join(directory, 'other.json'), '{"settings": {"nodes": "many"}}');
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  afterEach(killBenches);

  const mistakes: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--nodes', '100001'], /'--nodes <n>' argument '100001'.*at most 100000\./],
    [['--latency', '20'], /'--latency <time>' argument '20' is invalid. .* needs its unit: 20ms, 20s or 20m/],
    [['--sweep', 'latency=10..30/10'], /--sweep latency=10\.\.30\/10: .* needs its unit/],
    [['--skew', 'long'], /'--skew <time>' argument 'long'/],
    [['--strategy', 'shout'], /'--strategy <name>' argument 'shout'.*direct-mail.*\.\/mine\.js/],
    [['--preset', 'fast'], /argument 'fast' is invalid. Allowed choices are relay-fast, relay-lean/],
    [['--scenario', 'quake'], /--scenario quake: there is no such scenario. Choose from: normal, partition/],
    [['--rate', '1', '--duration', '10ms'], /--rate and --duration make less than one operation/],
    [['--nodes', '10000', '--rate', '5000'], /at most 20000000 pairs of a write and a node fit/],
    [['--sweep', 'fanout'], /--sweep fanout: Give a flag and its values: fanout=1\.\.6/],
    [['--sweep', 'fan=1..6'], /--sweep fan=1\.\.6: There is no flag --fan. Choose from: nodes/],
    [['--sweep', 'fanout=6..1'], /--sweep fanout=6\.\.1: A range counts up/],
    [['--sweep', 'loss=0,2'], /--sweep loss=0,2: .*at most 1\./],
    [['--sweep', 'latency=10ms..30s'], /--sweep latency=10ms\.\.30s: A range counts up in one unit/],
    [['--sweep', 'fanout=1', '--sweep', 'fanout=2'], /--fanout is swept twice: give all its values at once/],
    [['--sweep', 'repeat=1..3'], /--sweep repeat=1\.\.3: --repeat cannot be swept/],
    [['--sweep', 'seed=1..3', '--repeat', '2'], /--repeat runs further seeds already/],
    [['--sweep', 'loss=0..0.5/0.01', '--sweep', 'seed=1..40'], /at most 1000 are allowed/],
    [['--fanout', '3'], /--fanout has no effect with direct-mail: it is for rumor-mongering and plumtree/],
    [
      ['--workload', 'g-set', '--keys', '3'],
      /--keys has no effect with --workload g-set: it is for kv, txn-rw-register\. /,
    ],
    [['--preset', 'relay-fast', '--graft-after', '1s'], /--graft-after has no effect with relay/],
    [['--strategy', 'relay', '--sweep', 'fanout=1..3'], /--fanout has no effect with relay/],
    [['--topology', 'given'], /--topology given needs --workload broadcast/],
    [['--topology-shape', 'line'], /--topology-shape needs --topology given/],
    [['--workload', 'g-set', '--cas-ratio', '0.5'], /--cas-ratio needs --workload kv/],
    [['--workload', 'g-set', '--delete-ratio', '0.5'], /--delete-ratio needs --workload kv/],
    [
      ['--swarm', '2', '--nodes', '5'],
      /only --seed, --strategy, --jobs, --agents and --json go with it, not --nodes/,
    ],
    [
      ['--swarm', '2', '--sweep', 'fanout=1..3'],
      /only --seed, --strategy, --jobs, --agents and --json .*, not --sweep/,
    ],
    [['--agents', 'nats://127.0.0.1:1', '--jobs', '2'], /--jobs is for the cores of this machine/],
    [['--nats-user', 'a1'], /--nats-user is for --agents/],
    [
      ['--agents', 'nats://127.0.0.1:1', '--strategy', 'examples/push-to-one.js'],
      /--strategy examples\/push-to-one.js is a file of this machine, which agents do not have/,
    ],
    [['--swarm', 'many'], /'--swarm <runs>' argument 'many'.*--swarm 1000/],
    [
      ['--config', './no-such.json'],
      /--config \.\/no-such.json: there is no such file\..*report\.json of gossipscope simulate/,
    ],
    [['extra'], /too many arguments/],
    [['--node', '3'], /unknown option '--node'[^]*--nodes/],
  ];
  for (const [args, says] of mistakes) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr, stdout } = await simulate(...args);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /^ +at /m, 'no stack trace');
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  it('refuses a --config that is no report of a simulation', async () => {
    const { code, stderr } = await simulate('--config', join(directory, 'other.json'));
    assert.match(stderr, /is not a report of gossipscope simulate:[^]*settings\.nodes/);
    assert.equal(code, 2);
  });

  it('refuses a --config of another version, and says so', async () => {
    const file = join(directory, 'version.json');
    const tried = async (report: object): Promise<string> => {
      writeFileSync(file, JSON.stringify(report));
      return (await simulate('--config', file)).stderr;
    };
    const tool = { name: 'gossipscope', version: '9.9.9' };
    assert.match(
      await tried({ schemaVersion: 99, tool, settings: {}, replay: '' }),
      /is a report of gossipscope version 9\.9\.9, and this is version \d.*its schema is 99, and this reads/,
    );
    assert.match(
      await tried({ schemaVersion: SCHEMA_VERSION, tool, settings: {}, replay: '' }),
      /is a report of gossipscope version 9\.9\.9, and this is version \d[^]*settings\.nodes/,
    );
  });

  it('teaches with examples, scenarios and exit codes', async () => {
    const { code, stdout } = await simulate('--help');
    assert.equal(code, 0);
    for (const part of [/Examples:/, /--swarm 1000/, /Exit codes:/, /partition +/])
      assert.match(stdout, part);
  });

  it('gives the same bytes again: from its flags, from its replay command, and from its report', async () => {
    const out = join(directory, 'first');
    const args = [...SMALL, '--strategy', 'plumtree', '--loss', '5%', '--restarts', '1', '--json'];
    const first = await simulate(...args, '--out', out);
    assert.equal(first.code, 0, first.stderr);
    const { replay } = reportOf(first);
    assert.match(replay, /^gossipscope simulate .*--strategy plumtree.*--seed 1$/);
    const again = await Promise.all([
      simulate(...args),
      simulate(...replay.split(' ').slice(2), '--json'),
      simulate('--config', join(out, 'report.json'), '--json'),
    ]);
    const [flags, replayed] = again.map(({ stdout }) => stdout);
    assert.equal(flags, first.stdout);
    assert.equal(
      replayed,
      JSON.stringify({ ...reportOf(first), replay: reportOf(again[1]).replay }, null, 2) + '\n',
    );
    const { runs } = reportOf(again[2]);
    assert.deepEqual(runs, reportOf(first).runs);
    assert.equal(readFileSync(join(out, 'report.json'), 'utf8'), first.stdout);
  });

  it('sweeps over a range, in one table and one chart', async () => {
    const args = [...SMALL, '--strategy', 'rumor-mongering', '--sweep', 'fanout=1..3'];
    const { code, stdout } = await simulate(...args);
    assert.equal(code, 0);
    for (const fanout of [1, 2, 3])
      assert.match(stdout, new RegExp(`^ +fanout ${fanout} +[\\d.]+ .*%$`, 'm'));
    assert.match(stdout, /█/);
    const { sweep, runs } = reportOf(await simulate(...args, '--json'));
    assert.deepEqual(sweep, [{ flag: 'fanout', values: ['1', '2', '3'] }]);
    assert.equal(runs.length, 3);
    const perWrite = runs.map(({ messages }) => messages.perWrite ?? 0);
    assert.ok((perWrite[0] ?? 0) < (perWrite[2] ?? 0), perWrite.join(' '));
  });

  it('runs a grid: every combination once, each named in the report', async () => {
    const strategies = ['--sweep', 'strategy=relay,plumtree', '--sweep', 'fanout=2,3'];
    const args = [...SMALL, ...strategies, '--batch-interval', '20ms', '--repeat', '2', '--seed', '5'];
    const { code, stdout } = await simulate(...args);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^--fanout has no effect with relay: it ran once for all values$/m);
    assert.match(stdout, /^ +plumtree, fanout 3 +[\d.]+ .*%$/m);
    assert.match(stdout, /^ +convergence p99 \(ms\) +[\d.,]+ +[\d.,]+ … [\d.,]+$/m);
    const report = reportOf(await simulate(...args, '--json'));
    const points = [
      { strategy: 'relay' },
      { strategy: 'plumtree', fanout: '2' },
      { strategy: 'plumtree', fanout: '3' },
    ];
    assert.deepEqual(
      report.runs.map(({ point, seed, strategy }) => ({ point, seed, strategy })),
      points.flatMap((point) => [5, 6].map((seed) => ({ point, seed, strategy: point.strategy }))),
    );
    assert.deepEqual(
      report.repeats.map(({ point, seeds }) => ({ point, seeds })),
      points.map((point) => ({ point, seeds: [5, 6] })),
    );
    const [first, second] = report.runs.map(({ messages }) => messages.perWrite ?? NaN);
    const { median, min, max } = report.repeats[0]?.figures['messages.perWrite'] ?? {};
    assert.deepEqual([min, max], [first, second].toSorted());
    assert.equal(median, ((first ?? NaN) + (second ?? NaN)) / 2);
    // The command that the report names gives it again.
    const again = await simulate(...report.replay.split(' ').slice(2), '--json');
    assert.deepEqual(reportOf(again).runs, report.runs);
  });

  it('takes a setting without effect from a report', async () => {
    const out = join(directory, 'plumtree');
    assert.equal((await simulate(...SMALL, '--strategy', 'plumtree', '--fanout', '2', '--out', out)).code, 0);
    const again = await simulate('--config', join(out, 'report.json'), '--strategy', 'relay');
    assert.equal(again.code, 0, again.stderr);
  });

  it('runs a swarm, and says how fast', async () => {
    const { code, stdout } = await simulate('--swarm', '6', '--seed', '5');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^6 runs from seed 5 on, [\d.]+ runs\/s: \d+ operations/);
    assert.match(stdout, /✓ nothing was lost/);
  });

  it('counts in a unit', async () => {
    const report = reportOf(await simulate(...SMALL, '--sweep', 'latency=10ms..30ms/10ms', '--json'));
    assert.deepEqual(report.sweep[0]?.values, ['10ms', '20ms', '30ms']);
  });

  it('runs a swarm for a script', async () => {
    const { code, stdout } = await simulate('--swarm', '3', '--json');
    assert.equal(code, 0);
    const { runs, totals } = JSON.parse(stdout) as { runs: number; totals: { operations: number } };
    assert.ok(runs === 3 && totals.operations > 0, stdout);
  });

  it('gives the same report and the same swarm whatever the number of jobs', async () => {
    const sweep = [...SMALL, '--sweep', 'strategy=relay,plumtree', '--json', '--jobs'];
    const swarm = ['--swarm', '9', '--seed', '3', '--json', '--jobs'];
    const texts = await Promise.all(
      [sweep, swarm].flatMap((args) =>
        ['1', '3'].map(async (jobs) => (await simulate(...args, jobs)).stdout),
      ),
    );
    assert.notEqual(texts[0], '');
    assert.equal(texts[1], texts[0]);
    assert.equal(texts[3], texts[2]);
  });

  it('runs a swarm for a time', async () => {
    const { code, stdout } = await simulate('--swarm', '300ms');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^[1-9]\d* runs from seed 1 on/);
  });

  it('fails where a cluster does not settle in time, with the command that shows it again', async () => {
    const { code, stdout } = await simulate(...UNSETTLED);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ partition: /m);
    assert.match(stdout, /^replay: gossipscope simulate .*--seed 4/m);
  });

  it('does not call a report exact that a bound made differ', async () => {
    const args = [
      '--keys',
      '1',
      '--rate',
      '600',
      '--read-ratio',
      '0.3',
      '--latency',
      '300ms',
      '--duration',
      '6s',
      '--bounds',
      'keyHistory=20',
    ];
    const { code, stdout } = await simulate(...args, '--scenario', 'partition');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /a bound was hit \(key_history\): [\d,]+ /);
    assert.match(
      stdout,
      /^! what the nodes report differs from what was seen only where a bound was hit that explains it$/m,
    );
    assert.doesNotMatch(stdout, /✓ what the nodes report/);
  });

  it('prints what it has when it is interrupted', async () => {
    const process = new SimulateProcess([
      '--nodes',
      '50',
      '--rate',
      '1000',
      '--duration',
      '30m',
      '--read-ratio',
      '0.99',
      '--json',
    ]);
    // It says nothing until its end; a signal before its handler stands would end it without a report.
    await waitFor('its handlers of signals', () => catchesSignals(process.child.pid ?? 0));
    process.child.kill('SIGINT');
    const ended = await process.ended;
    assert.match(ended.stderr, /stopping; a second Ctrl-C ends at once/);
    assert.equal(ended.code, 130);
    assert.equal(reportOf(ended).interrupted, true);
  });

  it('says how far a swarm came that is interrupted', async () => {
    const swarm = new SimulateProcess(['--swarm', '10m', '--json']);
    await waitFor('its handlers of signals', () => catchesSignals(swarm.child.pid ?? 0));
    swarm.child.kill('SIGINT');
    const { code, stdout } = await swarm.ended;
    assert.equal(code, 130);
    assert.equal((JSON.parse(stdout) as { interrupted: boolean }).interrupted, true);
  });
});

/** Linux: the set of caught signals is a bit mask, lowest bit signal 1, SIGHUP. Node.js itself catches SIGINT, but not this. */
function catchesSignals(pid: number): boolean {
  const [, caught = '0'] = /^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${caught}`) & 1n) !== 0n;
}
