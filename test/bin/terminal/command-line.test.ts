/** The command that a report names gives its settings again, whatever they are, and survives the shell. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { attributeOf, BENCH_FLAGS } from '../../../src/bin/bench/flags.ts';
import { benchCommand } from '../../../src/bin/bench.ts';
import { benchCommandLine, quoted } from '../../../src/bin/terminal/command-line.ts';
import type { Settings } from '../../../src/report/schema/settings-schema.ts';

/** The words as a shell makes them out of the line. */
function wordsOf(line: string): string[] {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return stdout.split('\0').slice(0, -1);
}

/** What the bench takes these words for. */
function understood(words: readonly string[]): { settings: Partial<Settings>; nodeArgs: readonly string[] } {
  const command = benchCommand().action(() => undefined);
  command.parse(words, { from: 'user' });
  const options = command.opts<Record<string, unknown>>();
  const given = BENCH_FLAGS.filter((flag) => command.getOptionValueSource(attributeOf(flag)) === 'cli');
  return {
    settings: Object.fromEntries(given.map((flag) => [flag.setting, options[attributeOf(flag)]])),
    nodeArgs: command.args,
  };
}

describe('the command line of a bench', () => {
  it('is short where nothing but the defaults was asked for', () => {
    assert.equal(benchCommandLine(DEFAULT_SETTINGS), 'gossipscope bench --seed 1');
  });

  it('gives all settings again', () => {
    const settings: Settings = {
      ...DEFAULT_SETTINGS,
      ...{ scenarios: ['lossy', 'partition'], nodes: 7, ratePerSec: 12.5, readRatio: 0.25, keys: 3 },
      ...{ keyChoice: 'zipf', valueBytes: 100, durationMs: 1500, latencyMs: 2000, jitterMs: 0.5 },
      ...{ latencyDistribution: 'lognormal', lossRatio: 0.01, duplicateRatio: 0.02, partition: 'ring' },
      ...{ seed: 42, strategy: 'relay', metricsPort: 0, bin: "./it's mine/node $HOME" },
      nodeArgs: ['--flush-interval', '50 ms'],
    };
    const words = wordsOf(benchCommandLine(settings));
    assert.deepEqual(words.slice(0, 2), ['gossipscope', 'bench']);
    const { settings: read, nodeArgs } = understood(words.slice(2));
    assert.deepEqual({ ...DEFAULT_SETTINGS, ...read, nodeArgs, output: settings.output }, settings);
  });

  it('quotes what a shell would take apart', () => {
    for (const text of ['', 'a b', "it's", '$(x)', '`y`', '\\', '*', 'a"b', '<&>'])
      assert.deepEqual(wordsOf(quoted(text)), [text]);
  });
});
