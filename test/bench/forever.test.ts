/** The bench without an end: the network is cut again and again, nothing is kept, and to be stopped is how it ends well. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { parseSamples, valueOf } from '../../src/bench/accounts/exposition.ts';
import { Clients } from '../../src/bench/clients/clients.ts';
import { RequestClient } from '../../src/bench/clients/request-client.ts';
import { DEFAULT_SETTINGS } from '../../src/bench/settings.ts';
import { WireConvergence } from '../../src/check/audit/wire-convergence.ts';
import type { WireEntry } from '../../src/protocol/gossip.ts';
import { bench, BenchProcess, isAlive, killBenches } from '../support/bench-process.ts';
import { waitFor } from '../support/wait-for.ts';

const FOREVER = ['--forever', '--nodes', '3', '--rate', '100', '--partition-every', '1s'];

describe('the bench without an end', () => {
  afterEach(killBenches);

  it('cuts the network again and again, heals it, and ends well when it is stopped', async () => {
    const { child, ended, ...running } = await start();
    const partition = (): Promise<number> => running.read('gossip_bench_partition_active');
    for (const expected of [1, 0, 1, 0]) {
      await waitFor(`partition ${expected}`, async () => (await partition()) === expected);
    }
    assert.ok((await running.read('gossip_bench_operations_total')) > 0);
    assert.equal(await running.read('gossip_bench_phase', { phase: 'load' }), 1);
    const pids = running.descendants();
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    await waitFor('all processes to be gone', () => pids.every((pid) => !isAlive(pid)));
  });

  it('says which node failed', async () => {
    const { ended, ...running } = await start();
    const [node] = running.descendants();
    assert.ok(node);
    process.kill(node, 'SIGKILL');
    const { code, stderr } = await ended;
    assert.equal(code, 3);
    assert.match(stderr, /error: node n\d was killed by SIGKILL/);
  });

  it('refuses what makes no sense without an end', async () => {
    const refused = async (text: RegExp, ...args: string[]): Promise<void> => {
      const { code, stderr } = await bench(...args);
      assert.equal(code, 2);
      assert.match(stderr, text);
    };
    await refused(/--duration makes no sense with --forever/, '--forever', '--duration', '3s');
    await refused(/--partition-every needs --forever/, '--partition-every', '5s');
    await refused(/at least 1000 ms/, '--forever', '--partition-every', '10ms');
    await refused(/--forever needs --workload kv/, '--forever', '--workload', 'broadcast');
    await refused(/--partition-every: .*needs at least 2 nodes/, ...FOREVER, '--nodes', '1');
  });

  async function start(): Promise<
    Pick<BenchProcess, 'child' | 'ended'> & {
      descendants: () => number[];
      read: (name: string, labels?: Record<string, string>) => Promise<number>;
    }
  > {
    const process = new BenchProcess(FOREVER);
    const url = await waitFor('the endpoint', () => /http:\/\/\S+/.exec(process.stderr)?.[0]);
    const read = async (name: string, labels = {}): Promise<number> =>
      valueOf(parseSamples(await (await fetch(url)).text()), name, labels);
    await waitFor('the load', async () => (await read('gossip_bench_phase', { phase: 'load' })) === 1);
    return { child: process.child, ended: process.ended, descendants: () => process.descendants(), read };
  }
});

describe('what a bench without an end keeps', () => {
  it('of operations: their number alone', () => {
    const clients = new Clients({
      requests: new RequestClient(
        new Map([['n1', 'c1']]),
        () => true,
        () => 0,
      ),
      settings: { ...DEFAULT_SETTINGS, casRatio: 0.5 },
      ...{ nodes: ['n1'], ours: false, skewMs: 0, rng: prng(1) },
      keepsHistory: false,
      onResult: () => undefined,
    });
    for (let i = 0; i < 1000; i++) clients.start(i);
    assert.equal(clients.started, 1000);
    assert.equal(clients.operations.length, 0);
  });

  it('of writes on the wire: those that have not converged', () => {
    const convergence = new WireConvergence(['n1', 'n2'], {
      maxWrites: 10,
      maxKeys: 10,
      maxSteps: 10,
      maxRemembered: 10,
    });
    const entry = (seq: number): WireEntry =>
      ['n1#1', seq, seq, seq, null, [[1, '"v"']]] as unknown as WireEntry;
    for (let seq = 1; seq <= 100; seq++) {
      convergence.observeSent('n1', entry(seq), seq);
      convergence.observeEntry('n2', entry(seq), seq + 1);
      if (seq % 10 === 0) convergence.forgetConverged();
    }
    assert.equal(convergence.result().untracked, 0);
    convergence.observeSent('n1', entry(101), 101);
    assert.equal(convergence.pending, 1);
  });
});
