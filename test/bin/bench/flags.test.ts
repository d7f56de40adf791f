/** The command that a report names gives its settings again, whatever they are. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { benchCommand } from '../../../src/bin/bench.ts';
import { attachProblem } from '../../../src/bin/bench/attach-problems.ts';
import { BENCH, benchCommandLine, readFlags, strangerDefaults } from '../../../src/bin/bench/flags.ts';
import { variableProblem } from '../../../src/bin/bench/node-command.ts';
import { accessProblem } from '../../../src/bin/bench/problems.ts';
import { hasEffect } from '../../../src/bin/flags/no-effect.ts';
import { givenTo } from '../../../src/bin/flags/option.ts';
import { isOurs, WORKLOADS } from '../../../src/load/workloads.ts';
import type { Settings } from '../../../src/report/schema/settings-schema.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../../support/temporary-directory.ts';
import { wordsOf } from '../../support/shell-words.ts';

/** What the bench takes these words for. */
function understood(words: readonly string[]): Settings {
  const command = parsed(words);
  return readFlags(command, command.args).settings;
}

function parsed(words: readonly string[]): Command {
  return benchCommand()
    .action(() => undefined)
    .parse(words, { from: 'user' });
}

/** Nothing is as usual in it. */
const ALL_CHANGED: Settings = {
  ...DEFAULT_SETTINGS,
  ...{ scenarios: ['lossy', 'partition+kill'], nodes: 7, ratePerSec: 12.5, readRatio: 0.25 },
  ...{ casRatio: 0.3, deleteRatio: 0.1, keys: 3, keyChoice: 'exponential', valueBytes: 100 },
  ...{ durationMs: 1500, quietMs: 90_000, latencyMs: 2000 },
  ...{ jitterMs: 0.5, latencyDistribution: 'lognormal', lossRatio: 0.01, duplicateRatio: 0.02 },
  ...{ partition: 'ring', seed: 42, repeat: 3, strategy: 'relay', preset: 'relay-fast', metricsPort: 0 },
  ...{ pauses: 1, crashes: 2, restarts: 3, faultMs: 250 },
  ...{ consistencyModels: 'read-atomic,read-committed', strict: true, concurrency: '4n' },
  ...{ topologyShape: 'tree3', maxTxnLength: 9, maxWritesPerKey: 5 },
  ...{ attach: ['https://n1:8080', 'https://n2:8080'], tokenFile: 'a token', ca: 'certs/ca.crt' },
  agents: ['nats://n1:4222'],
  bounds: { logEntries: 8, gapRuns: 0 },
  nodeArgs: ['--flush-interval', '50 ms'],
};

describe('the command line of a bench', () => {
  after(removeTemporaryDirectories);

  it('is short where nothing but the defaults was asked for', () => {
    assert.equal(benchCommandLine(DEFAULT_SETTINGS), 'gossipscope bench --seed 1');
  });

  it('gives all settings again that change anything', () => {
    const given = new Set<string>();
    for (const workload of WORKLOADS) {
      const settings: Settings = { ...ALL_CHANGED, workload, ...(isOurs(workload) ? {} : { bin: './node' }) };
      const words = wordsOf(benchCommandLine(settings));
      assert.deepEqual(words.slice(0, 2), ['gossipscope', 'bench']);
      const usual = {
        ...DEFAULT_SETTINGS,
        ...(settings.bin === null ? {} : strangerDefaults(workload)),
      };
      const idle = BENCH.flags.filter((flag) => !hasEffect(flag, settings)).map(({ setting }) => setting);
      const expected = Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [
          name,
          idle.includes(name) ? usual[name as keyof Settings] : value,
        ]),
      );
      assert.deepEqual(understood(words.slice(2)), expected);
      for (const [name, value] of Object.entries(expected))
        if (value !== DEFAULT_SETTINGS[name as keyof Settings]) given.add(name);
    }
    assert.deepEqual(
      Object.keys(DEFAULT_SETTINGS).filter((name) => !given.has(name)),
      ['output'],
      'every other setting was not as usual, and changed something',
    );
  });

  it('is attached with nothing of the nodes that another run had', () => {
    const config = join(temporaryDirectory(), 'report.json');
    const settings = { ...DEFAULT_SETTINGS, bin: './node', agents: ['nats://n1:4222'], nodeArgs: ['--x'] };
    writeFileSync(config, JSON.stringify({ tool: { name: 'gossipscope' }, settings }));
    const said = understood(['--config', config, '--attach', 'https://n1:8080,https://n2:8080']);
    assert.deepEqual([said.bin, said.agents, said.nodeArgs, said.nodes], [null, null, [], 2]);
  });

  it("takes Maelstrom's names for what we call otherwise", () => {
    const said = understood(['--node-count', '9', '--key-count', '4', '--nemesis', 'kill, partition,kill']);
    assert.deepEqual([said.nodes, said.keys, said.scenarios], [9, 4, ['kill+partition']]);
  });

  it('knows that another program gets bare numbers unless it is told otherwise', () => {
    const bare: Settings = { ...DEFAULT_SETTINGS, bin: './node', valueBytes: 0 };
    assert.equal(benchCommandLine(bare), 'gossipscope bench --bin ./node --seed 1');
    assert.deepEqual(understood(['--bin', './node']), bare);
    const quoted = { ...bare, bin: "./it's mine/node $HOME" };
    assert.deepEqual(understood(wordsOf(benchCommandLine(quoted)).slice(2)), quoted);
  });
});

describe('the variables that the nodes of a bench get', () => {
  const settings = DEFAULT_SETTINGS;

  it('are refused before a node starts, with the name of the one that is wrong', () => {
    assert.match(
      variableProblem(settings, { GOSSIP_FANOUT: 'abc' }) ?? '',
      /^GOSSIP_FANOUT=abc .*whole number/,
    );
    assert.match(
      variableProblem(settings, { GOSSIP_TOPOLOGY: 'ring' }) ?? '',
      /^GOSSIP_TOPOLOGY=ring .*hyparview/,
    );
    assert.match(variableProblem(settings, { GOSSIP_METRICS_PORT: 'x' }) ?? '', /^GOSSIP_METRICS_PORT=x /);
  });

  it('may be anything that no node of ours reads', () => {
    const wrong = { GOSSIP_FANOUT: 'abc' };
    assert.equal(variableProblem({ ...settings, nodeArgs: ['--fanout', '3'] }, wrong), undefined);
    assert.equal(variableProblem({ ...settings, bin: './node' }, wrong), undefined);
    assert.equal(variableProblem({ ...settings, agents: ['nats://n1:4222'] }, wrong), undefined);
    // The bench says these itself.
    const ours = { GOSSIP_WORKLOAD: 'none', GOSSIP_SEED: 'x', GOSSIP_STRATEGY: 'relay,plumtree' };
    assert.equal(variableProblem({ ...settings, strategy: 'relay,plumtree' }, ours), undefined);
    assert.equal(variableProblem(settings, { GOSSIP_FANOUT: '3', GOSSIP_DATA: '/x' }), undefined);
  });
});

describe('the nodes of a bench, elsewhere', () => {
  const ATTACHED = ['--attach', 'https://n1:8080,https://n2:8080'];
  const ON_AGENTS = ['--agents', 'tls://nats'];

  function problemWith(words: readonly string[]): string | undefined {
    const typed = givenTo(parsed(words), BENCH, ['cli']);
    const settings = understood(words);
    return attachProblem(settings, typed, []) ?? accessProblem(settings, typed);
  }

  for (const where of [ATTACHED, ON_AGENTS]) {
    it(`are reached with the authority that is named beside ${where[0] ?? ''}`, () => {
      const words = [...where, '--ca', 'ca.crt'];
      assert.deepEqual([problemWith(words), understood(words).ca], [undefined, 'ca.crt']);
    });
  }

  for (const [words, says] of [
    [['--ca', 'ca.crt'], /^--ca is for --attach and --agents$/],
    [[...ATTACHED, '--scenario', 'normal,kill'], /^--scenario kill and --attach do not go together/],
    [
      [...ATTACHED, '--nemesis', 'partition,kill'],
      /^--nemesis partition\+kill and --attach do not go together/,
    ],
    [['--token-file', 'token'], /^--token-file needs --attach$/],
    [['--cert', 'a.crt'], /^--cert is for --agents$/],
    [[...ATTACHED, '--cert', 'a.crt'], /^--cert is for --agents$/],
    [[...ON_AGENTS, '--token-file', 'token'], /^--token-file needs --attach$/],
    [[...ATTACHED, ...ON_AGENTS], /^--agents and --attach do not go together/],
  ] as const) {
    it(`are not there for ${words.join(' ')}`, () => assert.match(problemWith(words) ?? '', says));
  }
});
