/** How a bench ends: nodes that fail are named, processes never stay behind, and an interrupted user still gets a report. */

import assert from 'node:assert/strict';
import { bench, BenchProcess, isAlive, killBenches, reportOf, STRANGER } from '../support/bench-process.ts';
import { waitFor } from '../support/wait-for.ts';

const SHORT = ['--duration', '2s', '--scenario', 'normal', '--nodes', '3', '--json'];
const stranger = (mode: string): string[] => [...SHORT, '--bin', STRANGER, '--', mode];

describe('the bench, when a node fails,', () => {
  afterEach(killBenches);

  it('names a node that dies, with its last words, and reports what had been measured', async () => {
    const ended = await bench(...stranger('die'));
    const { code, stderr, stdout } = ended;
    assert.equal(code, 3);
    assert.match(stderr, /node n2 died with exit code 7/);
    assert.match(stderr, /n2 \| about to die/);
    assert.match((JSON.parse(stdout) as { failure: string }).failure, /^node n2 died/);
    const [run] = reportOf(ended).runs;
    assert.ok(run?.interrupted === true && run.operations.writes.ok + run.operations.reads.ok > 20);
  });

  it('names a node that prints what is no message, and shows the line', async () => {
    const { code, stderr } = await bench(...stranger('nonsense'));
    assert.equal(code, 3);
    assert.match(
      stderr,
      /node n2 printed something on stdout that is not a message: not JSON .*Hello, world!/,
    );
  });

  it('shows nothing of a node that could garble a terminal', async () => {
    const { code, stderr, stdout } = await bench(...stranger('escapes'));
    assert.equal(code, 3);
    assert.match(stderr, /node n2 printed something on stdout that is not a message: .*�\[31mred/);
    assert.match(stderr, /n2 \| �\[2Jcleared/);
    assert.doesNotMatch(stderr + stdout, /[^\n\P{Cc}]|\p{Cf}/u);
    assert.doesNotMatch(stdout, /\\u(001b|009b|202e)/);
  });

  it('names a node that hangs', async () => {
    const { code, stderr } = await bench(...stranger('hang'));
    assert.equal(code, 3);
    const oldest = /while requests wait, the oldest of them `\w+` \(msg_id \d+ of c\d+\), sent 1\d\.\d s ago/;
    assert.match(stderr, new RegExp(`node n2 hangs: it has printed nothing for 10 s ${oldest.source}`));
    assert.match(stderr, /n2 \| about to hang/);
  }).timeout(60_000);

  it('names a node that does not answer init', async () => {
    const { code, stderr } = await bench(...stranger('silent'));
    assert.equal(code, 3);
    assert.match(stderr, /node n0 did not answer `init` within 10 s/);
  });

  it('says that a program cannot be started', async () => {
    const { code, stderr } = await bench(
      ...SHORT,
      '--bin',
      '/bin/sh',
      '--',
      '-c',
      'exec /no/such/interpreter',
    );
    assert.equal(code, 3);
    assert.match(stderr, /node n\d could not be started .*not found/);
  });

  it('tells it the workload and the seed of the flags, whatever the environment says', async () => {
    const says = 'echo "$GOSSIP_WORKLOAD $GOSSIP_SEED" >&2; exit 7';
    const args = [...SHORT, '--workload', 'g-set', '--seed', '5', '--bin', '/bin/sh', '--', '-c', says];
    const { stderr } = await new BenchProcess(args, { GOSSIP_WORKLOAD: 'echo', GOSSIP_SEED: '99' }).ended;
    assert.match(stderr, /n\d \| g-set 5$/m);
  });

  it('passes on what our own node says of wrong arguments', async () => {
    const { code, stderr } = await bench(...SHORT, '--', '--strategy', 'shouting');
    assert.equal(code, 3);
    assert.match(stderr, /node n\d died with exit code 2/);
    assert.match(stderr, /shouting/);
  });
});

describe('the processes of the bench', () => {
  afterEach(killBenches);

  const started = async (args: string[]): Promise<{ bench: BenchProcess; pids: number[] }> => {
    const bench = new BenchProcess(args);
    // A node and its guard each.
    const pids = await waitFor('three nodes', () => {
      const found = bench.descendants();
      return found.length >= 6 && found;
    });
    return { bench, pids };
  };
  const gone = (pids: number[]): Promise<true> =>
    waitFor('all processes to be gone', () => pids.every((pid) => !isAlive(pid)));

  for (const mode of ['good', 'stubborn', 'hang']) {
    it(`end when the bench is killed, nodes that are ${mode} too`, async () => {
      const { bench, pids } = await started(['--duration', '1h', ...stranger(mode).slice(2)]);
      bench.child.kill('SIGKILL');
      await bench.ended;
      await gone(pids);
    });
  }

  it('end when the bench ends', async () => {
    const { bench, pids } = await started(['--read-ratio', '1', ...stranger('stubborn')]);
    assert.equal((await bench.ended).code, 0);
    await gone(pids);
  });

  it('end at Ctrl-C, and what was measured is reported', async () => {
    const { bench, pids } = await started(['--duration', '1h', '--nodes', '3', '--json']);
    await waitFor('the load', () => bench.stderr.includes('metrics of nodes'));
    const url = /http:\S+/.exec(bench.stderr)?.[0] ?? '';
    await waitFor('some operations', async () => {
      const text = await (await fetch(url)).text();
      return /gossip_bench_operations_total\{op="write",result="ok"\} [1-9]\d/.test(text);
    });
    bench.child.kill('SIGINT');
    const ended = await bench.ended;
    assert.equal(ended.code, 130);
    const report = reportOf(ended);
    const [run] = report.runs;
    assert.ok(report.interrupted && run?.interrupted === true);
    assert.equal(report.runs.length, 1, 'the second scenario is not started');
    assert.ok(run.operations.writes.ok >= 10);
    const messages = run.audit.find(({ what }) => what === 'messages sent');
    assert.ok(messages?.agrees === true && messages.observed > 0);
    await gone(pids);
  });

  it('end at once at a second Ctrl-C', async () => {
    const { bench, pids } = await started(['--duration', '1h', ...stranger('hang').slice(2)]);
    bench.child.kill('SIGINT');
    await waitFor('the first to be noticed', () => bench.stderr.includes('a second Ctrl-C'));
    bench.child.kill('SIGINT');
    assert.equal((await bench.ended).code, 130);
    await gone(pids);
  });
});
