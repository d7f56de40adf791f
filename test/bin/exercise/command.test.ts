/** `gossipscope exercise` itself: its list, what it refuses, and what it says for people. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXERCISES } from '../../../src/bin/exercise/exercises.ts';
import { settingsFor } from '../../../src/bin/exercise/run.ts';
import { problemWith } from '../../../src/bench/settings.ts';
import { ReportSchema } from '../../../src/report/schema/report-schema.ts';
import { CommandProcess, killBenches } from '../../support/bench-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NODE = fileURLToPath(new URL('../../../examples/course/javascript/echo.mjs', import.meta.url));
const WRONG = fileURLToPath(new URL('../../../examples/course/wrong/orders-by-arrival.mjs', import.meta.url));
const run = (...args: string[]) => new CommandProcess(['exercise', ...args]).ended;

describe('the command exercise', function () {
  this.timeout(30_000);
  afterEach(killBenches);

  it('lists every exercise with its set-up and its targets, for people and as JSON', async () => {
    const [text, json] = await Promise.all([run(), run('--json')]);
    assert.deepEqual([text.code, json.code], [0, 0]);
    const ids = ['1', '2', '3a', '3b', '3c', '3d', '3e', '4', '5a', '5b', '5c', '6a', '6b', '6c'];
    assert.deepEqual(
      (JSON.parse(json.stdout) as { exercise: string }[]).map((one) => one.exercise),
      ids,
    );
    for (const id of ids) assert.match(text.stdout, new RegExp(`^${id}  \\w`, 'm'));
    assert.match(text.stdout, /3d .*25 nodes, 100 operations\/s for 20 s, latency 100\s+ms, 10 s of quiet/);
    assert.match(text.stdout, /messages per operation below 30\n.*median latency below 400 ms\n/);
    assert.match(text.stdout, /longest latency below 2 s\n/);
  });

  it('runs settings that the bench takes, as long as published, or as long as it is told', () => {
    for (const exercise of EXERCISES) {
      const settings = settingsFor(exercise, { bin: NODE, nodeArgs: [] });
      assert.equal(problemWith(settings), undefined, exercise.id);
      assert.equal(settings.durationMs, exercise.setup.durationMs);
    }
    const large = EXERCISES.find(({ id }) => id === '3d') ?? assert.fail();
    const { durationMs, quietMs } = settingsFor(large, { bin: NODE, nodeArgs: [], durationMs: 2_000 });
    assert.deepEqual([durationMs, quietMs], [2_000, 1_000]);
  });

  it('says what is wrong with its words', async () => {
    const wrong: readonly (readonly [args: string[], says: RegExp])[] = [
      [['7'], /there is no exercise 7\. Choose from: 1, 2, 3a/],
      [['3a'], /exercise 3a needs a node: gossipscope exercise 3a --bin/],
      [['3a', '--bin', './missing'], /--bin \.\/missing: there is no file/],
      [['--bin', NODE], /say which exercise/],
      [['1', 'more', '--bin', NODE], /unexpected argument 'more'/],
      [['1', '--bin', NODE, '--duration', '5x'], /'--duration <time>' argument '5x' is invalid/],
    ];
    await Promise.all(
      wrong.map(async ([args, says]) => {
        const { code, stderr } = await run(...args);
        assert.equal(code, 2);
        assert.match(stderr, says);
        assert.doesNotMatch(stderr, /\n {4}at /);
      }),
    );
  });

  it('says in words whether a node passes, and of each missed target what it means', async () => {
    const [passed, missed] = await Promise.all([
      run('1', '--bin', NODE, '--duration', '1s'),
      run('2', '--bin', NODE, '--duration', '100ms'),
    ]);
    assert.equal(passed.code, 0);
    assert.match(passed.stdout, /✓ the workload is served correctly: 5 operations answered/);
    assert.match(passed.stdout, /1: passed \(in a shorter run than the published one\)\n$/);
    assert.equal(missed.code, 1);
    assert.match(
      missed.stdout,
      /✗ every operation succeeds: 0 %\n\s+It means: Total availability: .*\n.*\n?\s+Look next: /,
    );
    assert.match(missed.stdout, /What the bench saw:\n\s+✗ none of the/);
    assert.match(missed.stdout, /2: not passed/);
  });

  it('adds faults to the set-up, and links from what is wrong to the operations that prove it', async () => {
    const directory = temporaryDirectory();
    const args = ['--duration', '1s', '--nemesis', 'pause,lossy', '--json', '--out', directory];
    const { code } = await run('5b', '--bin', WRONG, ...args);
    assert.equal(code, 1);
    const { settings, runs } = ReportSchema.parse(
      JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')),
    );
    assert.deepEqual(settings.scenarios, ['pause+lossy']);
    assert.deepEqual(
      runs.map(({ scenario, processes }) => [scenario, processes?.faults.map(({ fault }) => fault)]),
      [['lossy+pause', ['pause']]],
    );
    const page = readFileSync(join(directory, 'report.html'), 'utf8');
    assert.match(
      page,
      /offsets held several messages[^<]*<a class="proof-link" href="#diagram\?run=0&(amp;)?ops=\d+/,
    );
  });

  it('writes the whole report, whose page has the diagram', async () => {
    const directory = temporaryDirectory();
    const { code, stdout } = await run('1', '--bin', NODE, '--duration', '1s', '--json', '--out', directory);
    assert.deepEqual([code, (JSON.parse(stdout) as { passed: boolean }).passed], [0, true]);
    assert.ok(readFileSync(join(directory, 'report.html'), 'utf8').includes('id="diagram"'));
  });
});
