/** Transactions over lists: a node that keeps its promise through a cut, and one that loses updates, with the reason; and which models can be asked for. */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { bench, killBenches, reportOf } from '../support/bench-process.ts';

const COURSE = fileURLToPath(new URL('../../examples/course/', import.meta.url));

describe('transactions over lists', function () {
  this.timeout(60_000);
  afterEach(killBenches);

  const run = async (node: string, ...more: string[]) => {
    const load = ['--nodes', '3', '--duration', '2s', '--rate', '60', '--latency', '5ms', ...more];
    const ended = await bench('--workload', 'txn-list-append', ...load, '--json', '--bin', COURSE + node);
    const { runs, failure, settings } = reportOf(ended);
    assert.equal(failure, null);
    return { code: ended.code, runs, settings, problems: runs.flatMap((each) => each.problems) };
  };

  it('are strictly serializable where all of them go through one value of lin-kv, also while the nodes are cut off', async () => {
    const { code, problems, runs, settings } = await run(
      'javascript/list-append.mjs',
      '--scenario',
      'partition',
    );
    assert.deepEqual([code, problems], [0, []]);
    assert.equal(settings.consistencyModels, 'strict-serializable');
    assert.ok((runs[0]?.verdict?.facts['transactions'] ?? 0) > 100);
  });

  it('lose updates where a list is written without a look at what is there, and the proof is named', async () => {
    const { code, problems } = await run(
      'wrong/appends-without-comparing.mjs',
      // Enough at a time for a dozen lost updates: at 60 a second there are one or two, and sometimes none.
      ...['--scenario', 'normal', '--keys', '2', '--rate', '200'],
    );
    assert.equal(code, 1);
    assert.match(
      problems.join('\n'),
      /versions were updated by several that did not see each other \(lost-update\), e\.g\. (\d+) and (\d+)( and \d+)* read key \d+ as \[.*?\], and each appended to that \(\1 at n\d: .*; \2 at n\d: /,
    );
    assert.match(
      problems.join('\n'),
      /keys were read in orders that exclude each other \(incompatible-order\)/,
    );
  });

  it('are judged by models that a checker can decide, and no other', async () => {
    for (const [workload, model, reason] of [
      [
        'txn-list-append',
        'cursor-stability',
        /Nobody can tell from outside: .*cursors.* Choose from: read-uncommitted/,
      ],
      ['txn-list-append', 'acid', /There is no such model\. Choose from: read-uncommitted/],
      [
        'txn-rw-register',
        'serializable',
        /of txn-rw-register can be judged read-uncommitted.*txn-list-append/,
      ],
    ] as const) {
      const { code, stderr } = await bench(
        '--workload',
        workload,
        '--consistency-models',
        model,
        '--bin',
        COURSE + 'javascript/list-append.mjs',
      );
      assert.notEqual(code, 0);
      assert.match(stderr.replaceAll(/\s+/g, ' '), reason);
    }
  });
});
