/** The bench as a whole, on our own nodes and on strangers: what it reports is true, valid, and can be run again. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench, BenchProcess, killBenches, reportOf, STRANGER, TRACED } from '../support/bench-process.ts';
import { needs } from '../support/needs.ts';
import { promtoolComplaints } from '../support/prometheus.ts';
import { waitFor } from '../support/wait-for.ts';

const FAULTY = ['--jitter', '5ms', '--latency-dist', 'exponential', '--loss', '5%', '--duplicate', '0.05'];

describe('the bench on our own nodes', function () {
  this.timeout(60_000);
  let directory: string;

  before(() => (directory = mkdtempSync(join(tmpdir(), 'bench-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));
  afterEach(killBenches);

  it('agrees with the nodes, message by message and read by read, on a faulty network', async () => {
    const args = ['--duration', '3s', '--keys', '20', '--key-choice', 'zipf', ...FAULTY, '--out', directory];
    const ended = await bench(...args, '--json');
    const report = reportOf(ended);
    assert.deepEqual(
      report.runs.map(({ scenario, problems }) => [scenario, problems]),
      [
        ['normal', []],
        ['partition', []],
      ],
    );
    assert.equal(ended.code, 0);
    for (const run of report.runs) {
      const exact = run.audit.filter(({ exact: isExact }) => isExact).map(({ what }) => what);
      for (const what of ['messages sent', 'bytes sent', 'writes', 'reads'])
        assert.ok(exact.includes(what), what);
      assert.ok(run.audit.every(({ agrees }) => agrees));
      assert.equal(run.pendingAtEnd, 0);
      assert.equal(run.operations.writes.started + run.operations.reads.started, 300);
      assert.ok((run.messages.dropped['loss'] ?? 0) > 0 && run.messages.duplicated > 0);
      assert.ok((run.finalState?.keys ?? 0) > 10);
    }
    const [normal, cut] = report.runs;
    assert.deepEqual(normal?.partitions, []);
    assert.equal(cut?.partitions[0]?.groups, 'n0 n1 | n2 n3 n4');
    assert.ok((cut.messages.dropped['partition'] ?? 0) > 0);
    assert.ok((cut.convergenceMs?.max ?? 0) > (normal.convergenceMs?.p50 ?? 0), 'the cut delays convergence');
    assert.ok((cut.staleReads?.count ?? 0) > 0, 'the cut makes reads stale');
  });

  it('lets the cluster run on for as long as it is told to', async () => {
    const args = ['--duration', '1s', '--quiet', '3s', '--nodes', '2', '--scenario', 'normal', '--json'];
    const [run] = reportOf(await bench(...args)).runs;
    assert.ok(run !== undefined && run.problems.length === 0);
    assert.ok(Date.now() >= Date.parse(run.startedAt) + run.loadMs + 3000);
  });

  it('runs a report again, flags winning', async () => {
    const config = join(directory, 'report.json');
    const before = JSON.parse(readFileSync(config, 'utf8')) as { settings: object };
    const ended = await bench('--config', config, '--scenario', 'normal', '--duration', '1s', '--json');
    const { settings } = reportOf(ended);
    const expected = {
      ...before.settings,
      scenarios: ['normal'],
      durationMs: 1000,
      output: { directory: null, json: true },
    };
    assert.deepEqual(settings, expected);
  });

  it('prints the scenarios side by side, without colours or progress into a pipe', async () => {
    const { stdout, stderr, code } = await bench('--duration', '1s', '--nodes', '3', '--full');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /normal +partition +change/);
    assert.match(stdout, /convergence \(ms\) p99 +[\d.,]+ +[\d.,]+ +\S/);
    assert.match(stdout, /messages sent +([\d,]+) +\1 +✓ +([\d,]+) +\2 +✓/);
    assert.match(
      stdout,
      /✓ what the nodes report agrees with what the bench saw|\? \d+ of the \d+ figures of the audit (is|are) inconclusive/,
    );
    assert.ok(!(stdout + stderr).includes('\x1b'));
    const [metrics, more, ...others] = stderr.trim().split('\n');
    assert.match(metrics ?? '', /^metrics of nodes and bench.*: http/);
    assert.match(more ?? '', /^as a page, with all numbers: --out DIR/);
    assert.deepEqual(others, []);
  });

  it('shows progress on a terminal, colours unless NO_COLOR is set', function () {
    needs(this, 'script');
    const command = `stty rows 40 cols 200; "${process.execPath}" bin/gossipscope bench --duration 1s --nodes 3 --metrics-port 0`;
    const onTerminal = (env: Record<string, string>): string =>
      execFileSync('script', ['-qec', command, '/dev/null'], {
        cwd: join(import.meta.dirname, '../..'),
        env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const plain = onTerminal({ NO_COLOR: '1' });
    assert.match(plain, /normal +━+─* load, \d s left\s/);
    assert.match(plain, /partition +━+▓+░*─* load, \d s left\s/);
    assert.match(plain, /\d operations +\d+ writes pending +[\d.–]+ messages per write +[\d–]+ stale reads/);
    assert.match(plain, /network +cut[ ─━]*\s+n0 \| n1 n2/);
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const colour = /\x1b\[3\d?m/;
    assert.doesNotMatch(plain, colour);
    assert.match(onTerminal({}), colour);
  });

  /** The page of a bench's endpoint, as soon as it has all of this. */
  const pageWith = async (running: BenchProcess, ...parts: readonly RegExp[]): Promise<string> => {
    const url = await waitFor('the endpoint', () => /http:\S+\/metrics/.exec(running.stderr)?.[0]);
    return waitFor(`a page with ${parts.join(', ')}`, async () => {
      const text = await (await fetch(url)).text();
      return parts.every((part) => part.test(text)) && text;
    });
  };

  it('shows all nodes and itself on one endpoint, while it runs', async () => {
    const running = new BenchProcess(['--duration', '1h', '--nodes', '3', '--scenario', 'normal']);
    const written = ['n0', 'n1', 'n2'].map(
      (node) => new RegExp(`^gossip_writes_total\\{node="${node}"\\} [1-9]`, 'm'),
    );
    const page = await pageWith(running, ...written);
    assert.match(page, /^gossip_bench_operations_total\{op="write",result="ok"\} [1-9]/m);
    assert.match(page, /^gossip_bench_phase\{phase="load"\} 1$/m);
    assert.match(page, /^gossip_bench_partition_active 0$/m);
    assert.match(page, /^gossip_bench_nodes_running 3$/m);
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 130);
  });

  it('has nothing on that page that promtool could not read, once there are exemplars too', async function () {
    needs(this, 'promtool');
    const running = new BenchProcess(['--duration', '1h', '--nodes', '3', '--scenario', 'normal'], TRACED);
    const exemplar = /^gossip_convergence_seconds_bucket\{.*\} \d+ # \{trace_id="[0-9a-f]{32}"\}/m;
    const complaints = promtoolComplaints(await pageWith(running, exemplar));
    // Its lint dislikes names of prom-client.
    assert.deepEqual(
      complaints.filter((line) => /error|^gossip_/.test(line)),
      [],
    );
  });
});

describe('the bench on strangers', function () {
  this.timeout(60_000);
  afterEach(killBenches);

  it('judges a key-value store from what its clients see', async () => {
    const args = [
      '--duration',
      '2s',
      '--bin',
      STRANGER,
      '--keys',
      '100',
      '--scenario',
      'partition',
      '--json',
    ];
    const ended = await bench(...args);
    const [run] = reportOf(ended).runs;
    assert.equal(ended.code, 1);
    assert.ok(run?.finalState != null && run.audit.length === 0 && run.convergenceMs === null);
    assert.equal(run.staleReads?.source, 'clients');
    assert.ok(run.staleReads.count > 0, 'the cut makes reads stale');
    assert.ok(run.finalState.lost.count > 0, 'what was sent during the cut is lost');
    assert.deepEqual(Object.keys(run.messages.byKind), ['put']);
    const writes = run.operations.writes.ok + (run.probes?.acknowledged ?? 0);
    assert.equal(run.messages.sent, writes * 4);
    assert.equal(run.messages.perWrite, 4);
    assert.ok(
      run.problems.some((problem) =>
        /keys lost an acknowledged write, e\.g\. key \d+: n\d holds/.test(problem),
      ),
    );
  });

  it('judges broadcast', async () => {
    const common = ['--workload', 'broadcast', '--duration', '2s', '--bin', STRANGER, '--json'];
    const [normal, cut] = reportOf(await bench(...common)).runs;
    assert.deepEqual(normal?.problems, []);
    assert.ok(normal.broadcast !== null && normal.broadcast.stable === normal.operations.writes.ok);
    assert.ok(normal.broadcast.stableLatencyMs.max < normal.broadcast.seenEverywhereMs.max);
    assert.ok(cut?.problems.some((problem) => /values were missing at some node in the end/.test(problem)));
  });
});
