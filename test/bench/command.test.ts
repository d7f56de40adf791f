/** The command line: every mistake is named with its flag and how to put it right, in one line, with exit code 2. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench, BenchProcess } from '../support/bench-process.ts';

describe('gossipscope bench', () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'bench-'));
    writeFileSync(join(directory, 'plain.txt'), 'no report');
    writeFileSync(join(directory, 'other.json'), '{"settings": {"nodes": "many"}}');
    writeFileSync(join(directory, 'simulation.json'), '{"settings": {}, "replay": "gossipscope simulate"}');
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const mistakes: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['--latency', '5x'], /'--latency <time>' argument '5x' is invalid.*20ms/],
    [
      ['--duration', '10'],
      /'--duration <time>' argument '10' is invalid. .* needs its unit: 10ms, 10s or 10m/,
    ],
    [['--fanout', '3'], /--fanout is a flag of the nodes, .*: gossipscope bench -- --fanout 3$/m],
    [['--ack-delay=1.5 s'], /goes after --: gossipscope bench -- --ack-delay '1\.5 s'$/m],
    [['--trace-sends'], /goes after --: gossipscope bench -- --trace-sends$/m],
    [['--duration', '-1s'], /'--duration <time>' argument '-1s'/],
    [['--nodes', '0'], /--nodes <n>' argument '0'.*at least 1\. Example: 5/],
    [['--nodes', 'many'], /--nodes <n>' argument 'many'.*Example: 5/],
    [['--loss', '101%'], /'--loss <share>' argument '101%'.*at most 1\./],
    [['--key-choice', 'random'], /'--key-choice <name>' argument 'random'.*"uniform"\|"zipf"/],
    [['--scenario', 'quake'], /--scenario quake: there is no such scenario. Choose from: normal, partition/],
    [['--strategy', 'relay,shout'], /--strategy shout: there is no such strategy. Choose from: direct-mail/],
    [['--preset', 'fast'], /--preset fast: there is no such preset. Choose from: relay-fast, relay-lean/],
    [['--scenario', 'partition', '--partition', 'ring', '--nodes', '2'], /ring needs at least 3 nodes/],
    [['--rate', '100000', '--duration', '1h'], /--rate and --duration make 360000000 operations.*at most/],
    [['--cas-ratio', '20%', '--workload', 'g-set'], /--cas-ratio needs --workload kv/],
    [['--cas-ratio', '2'], /'--cas-ratio <share>' argument '2'.*at most 1\. Example: 0.2/],
    [
      ['--workload', 'broadcast', '--key-count', '3'],
      /--keys has no effect with --workload broadcast: it is for kv/,
    ],
    [['--nemesis', 'kill,quake'], /There is no fault 'quake'\. Choose from: partition, flapping, one-way/],
    [['--nemesis', 'kill', '--scenario', 'normal'], /--nemesis and --scenario both say what is to happen/],
    [
      ['--scenario', 'pause+kill', '--nodes', '1'],
      /pause\+kill: it takes 2 nodes at once, and there is only 1/,
    ],
    [['--concurrency', 'n'], /'--concurrency <n>' argument 'n'.*10 or 4n/],
    [['--bin', '/bin/cat', '--delete-ratio', '0.2'], /--delete-ratio has no effect with --bin/],
    [['--workload', 'lin-kv'], /--workload lin-kv is for nodes of others \(--bin\): ours serve kv/],
    [['--bin', './no-such-node'], /--bin \.\/no-such-node: there is no file/],
    [['--bin', 'package.json'], /--bin package.json: the file is not executable. Run: chmod \+x/],
    [['--config', './no-such.json'], /--config \.\/no-such.json: there is no such file\./],
    [['--forever', '--quiet', '5s'], /--quiet makes no sense with --forever/],
    [['--sweep', 'rate=1,2'], /--sweep needs --target here: .* are swept by gossipscope simulate$/m],
    [['extra'], /unexpected argument 'extra': arguments for the nodes go after --/],
    [['--node', '3'], /unknown option '--node'[^]*--nodes/],
  ];
  for (const [args, says] of mistakes) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr, stdout } = await bench(...args);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /^ +at /m, 'no stack trace');
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  it('refuses variables that our nodes would refuse, unless a flag wins', async () => {
    const variables = { GOSSIP_STRATEGY: 'shout', GOSSIP_PRESET: 'fast' };
    const [strategy, preset] = await Promise.all(
      [[], ['--strategy', 'relay']].map((args) => new BenchProcess(args, variables).ended),
    );
    assert.match(
      strategy?.stderr ?? '',
      /GOSSIP_STRATEGY=shout: there is no such strategy. Choose from: dir/,
    );
    assert.match(
      preset?.stderr ?? '',
      /GOSSIP_PRESET=fast: there is no such preset. Choose from: relay-fast/,
    );
    assert.deepEqual([strategy?.code, preset?.code], [2, 2]);
  });

  it('refuses a --config that is no report, and an --out that is a file', async () => {
    const file = join(directory, 'plain.txt');
    const results = await Promise.all([
      bench('--config', file),
      bench('--config', join(directory, 'other.json')),
      bench('--out', file),
      bench('--config', join(directory, 'simulation.json')),
    ]);
    const [text, json, out, simulation] = results.map(({ stderr }) => stderr);
    assert.match(text ?? '', /plain\.txt: .*Give a report\.json/);
    assert.match(json ?? '', /is not a report of gossipscope bench:[^]*settings\.nodes/);
    assert.match(out ?? '', /--out .*plain\.txt: cannot be written: it is a file/);
    assert.match(simulation ?? '', /is a report of gossipscope simulate: its settings are others/);
    assert.deepEqual(
      results.map(({ code }) => code),
      [2, 2, 2, 2],
    );
  });

  it('teaches with examples, scenarios and exit codes', async () => {
    const { code, stdout } = await bench('--help');
    assert.equal(code, 0);
    for (const part of ['Examples:', 'flapping', 'Exit codes:', '130', '(default: 20ms)']) {
      assert.ok(stdout.replace(/\s+/g, ' ').includes(part), part);
    }
    assert.doesNotMatch(stdout, /--fanout/, 'flags of the nodes are in the help of the node');
  });
});
