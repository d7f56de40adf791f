/** `gossipscope compare` and `tune` as their users run them: exit codes for scripts, reports from files and folders. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneReportSchema } from '../../src/report/schema/tune-schema.ts';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';
import { wordsOf } from '../support/shell-words.ts';
import { sampleReport, sampleRun } from '../report/sample.ts';

const run = (...args: string[]): Promise<Ended> => new CommandProcess(args).ended;

describe('gossipscope compare', () => {
  let folder: string;
  let files: string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'compare-'));
    mkdirSync(join(folder, 'b'));
    files = [join(folder, 'a.json'), join(folder, 'b', 'report.json')];
    files.forEach((path, index) => {
      const slower = sampleRun('normal', 1.5).observedConvergenceMs;
      const sample = sampleRun('normal', 1);
      const changed = index === 0 ? sample : { ...sample, observedConvergenceMs: slower };
      writeFileSync(path, JSON.stringify(sampleReport([changed])));
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(killBenches);

  it('says what changed, and ends with 1 where that is too much', async () => {
    const fine = await run('compare', ...files, '--fail-on', 'convergence.p99>+60%');
    assert.equal(fine.code, 0, fine.stderr);
    assert.match(fine.stdout, /^ +convergence p99 \(ms\) +45\.0 +67\.5 +\+50 % +worse, one run$/m);
    const broken = await run(
      'compare',
      folder,
      '--fail-on',
      'messages>+5%',
      '--fail-on',
      'convergence.p99>+10%',
    );
    assert.equal(broken.code, 1, broken.stderr);
    assert.match(
      broken.stdout,
      /^✗ convergence\.p99>\+10%: normal went from 45\.0 to 67\.5 in .*report\.json$/m,
    );
    const json = await run('compare', folder, '--json', '--fail-on', 'convergence.p99>+10%');
    assert.equal((JSON.parse(json.stdout) as { broken: unknown[] }).broken.length, 1);
    const markdown = await run('compare', ...files, '--markdown');
    assert.match(
      markdown.stdout,
      /^\| convergence p99 \(ms\) \| 45\.0 \| 67\.5 \| \+50 % \| worse, one run \|$/m,
    );
  });

  it('says of a threshold that there was nothing to hold it to', async () => {
    const { code, stdout } = await run('compare', ...files, '--fail-on', 'cut.healing>+10%');
    assert.match(stdout, /^! cut\.healing>\+10% was held to nothing: /m);
    assert.equal(code, 0);
  });

  it('ends with 3 where it is given no reports, and with 2 where it is asked for what there is not', async () => {
    const wrong: readonly (readonly [args: readonly string[], code: number, says: RegExp])[] = [
      [[files[0] ?? ''], 3, /it takes two reports to compare/],
      [[files[0] ?? '', join(folder, 'gone.json')], 3, /gone\.json: cannot be read: ENOENT/],
      [[...files, '--fail-on', 'speed>+1%'], 2, /There is no figure speed\. Choose from: convergence\.p50/],
      [[...files, '--fail-on', 'messages>+1e999'], 2, /\+1e999 is no change of messages/],
      [[...files, '--markdown', '--json'], 2, /choose one of them/],
      [[], 2, /missing required argument 'reports'/],
    ];
    for (const [args, code, says] of wrong) {
      const ended = await run('compare', ...args);
      assert.match(ended.stderr, says);
      assert.doesNotMatch(ended.stderr, /^ +at /m, 'no stack trace');
      assert.deepEqual([ended.code, ended.stdout], [code, '']);
    }
  });
});

describe('gossipscope tune', () => {
  afterEach(killBenches);
  const SMALL = ['--nodes', '3', '--duration', '500ms', '--rate', '40', '--seeds', '8'];
  const GRID = ['--sweep', 'strategy=direct-mail,relay', '--sweep', 'flush-interval=0ms,300ms'];

  it('recommends what keeps its targets, with commands that confirm it and give it again', async () => {
    const args = [...SMALL, ...GRID, '--target', 'convergence.p50<100ms', '--json'];
    const first = await run('tune', ...args, '--jobs', '1');
    assert.equal(first.code, 0, first.stderr);
    const report = TuneReportSchema.parse(JSON.parse(first.stdout));
    const { recommended, confirm, replay } = report;
    assert.ok(recommended?.holds === true && recommended.seeds >= 8);
    assert.equal(recommended.point['flush-interval'], '0ms');
    assert.match(confirm ?? '', /^gossipscope bench --nodes 3 .*--strategy .* -- .*--flush-interval 0ms/);
    const again = await run(...wordsOf(replay).slice(1), '--json', '--jobs', '2');
    // Only the command itself may have its flags in another order.
    const withoutReplay = (text: string): object => ({ ...(JSON.parse(text) as object), replay: '' });
    assert.deepEqual(withoutReplay(again.stdout), withoutReplay(first.stdout));
  }).timeout(120_000);

  it('ends with 1 where nothing keeps them, and shows what there is', async () => {
    const { code, stdout } = await run('tune', ...SMALL, ...GRID, '--target', 'convergence.p50<1ms');
    assert.equal(code, 1);
    assert.match(stdout, /^✗ None of the 4 sets of settings that were tried keeps convergence\.p50<1ms/m);
    assert.match(stdout, /trade-off/);
  }).timeout(120_000);

  it('says what runs lack where no run has a figure to hold a target to', async () => {
    const args = [...SMALL, '--sweep', 'flush-interval=0ms', '--scenario', 'normal'];
    const { code, stdout } = await run('tune', ...args, '--target', 'cut.healing<5s');
    assert.match(stdout, /^✗ No run had a figure for cut\.healing, .* it needs a cut/m);
    assert.equal(code, 1);
  }).timeout(120_000);

  it('refuses what it cannot hold anything to', async () => {
    for (const [args, says] of [
      [['--target', 'convergence.p99'], /Give a figure and its bound: 'convergence\.p99<2s'/],
      [['--target', 'convergence.p99>2s'], /write convergence\.p99</],
      [['--target', 'stale.share<1e999'], /1e999 is no bound of stale\.share/],
      [['--minimize', 'speed'], /There is no figure speed/],
      [['--strategy', 'relay', '--fanout', '3'], /--fanout has no effect with relay/],
    ] as const) {
      const { code, stderr } = await run('tune', ...args);
      assert.match(stderr, says);
      assert.equal(code, 2);
    }
  });
});
