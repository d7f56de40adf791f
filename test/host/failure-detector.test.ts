/** Node processes that probe each other: they find a silent one without any write, say so, and take it back; probes are no cost of a write. */

import assert from 'node:assert/strict';
import { killAll } from '../support/node-process.ts';
import { RealCluster } from '../support/real-cluster.ts';
import { waitFor } from '../support/wait-for.ts';

const ARGS = ['--metrics-port', '0', '--failure-detector', 'swim', '--probe-interval', '100ms'];

describe('node processes with a failure detector', () => {
  afterEach(killAll);

  it('find who is silent, and believe it when it speaks again', async () => {
    const cluster = await RealCluster.start(3, { args: ARGS });
    const told = (msg: string): boolean =>
      ['n1', 'n2'].every((name) =>
        cluster.node(name).logs.some((log) => log['msg'] === msg && log['peer'] === 'n3'),
      );
    await cluster.ask('n1', { type: 'bench_write', key: 'x', value: 1 });
    const stats = (): Promise<Record<string, unknown>> => cluster.ask('n1', { type: 'bench_stats' });
    await waitFor('convergence', async () => (await stats())['writes_pending'] === 0);
    cluster.hold(({ src, dest }) => src === 'n3' || dest === 'n3');
    await waitFor('all others to call it failed', () => told('a peer counts as failed'));
    cluster.hold(() => false);
    await waitFor('all others to believe it again', () => told('a peer is alive again'));
    const { messages_by_kind: byKind, total_gossip_msgs: all, msgs_per_write: perWrite } = await stats();
    const { ping = 0, pingreq = 0, pingack = 0, pingnack = 0 } = byKind as Record<string, number>;
    assert.ok(ping > 0 && pingack > 0);
    assert.equal(perWrite, Number(all) - ping - pingreq - pingack - pingnack);
    await cluster.end();
  });
});
