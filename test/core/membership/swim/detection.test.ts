/** SWIM within replicas: whom it suspects is passed over, and nothing that is measured or counted hangs on it. */

import assert from 'node:assert/strict';
import type { GossipSettings } from '../../../../src/core/config.ts';
import { isDetection } from '../../../../src/protocol/gossip.ts';
import { errorBody } from '../../../../src/protocol/errors.ts';
import { TestCluster } from '../../../support/test-cluster.ts';

const SWIM = { failureDetector: 'swim', probeIntervalMs: 100 } as const satisfies Partial<GossipSettings>;

/** Four nodes, of which those in `gone` neither hear nor say anything. */
class Cluster extends TestCluster {
  readonly gone = new Set<string>();

  constructor(settings: Partial<GossipSettings> = {}) {
    super(4, 1, (src, dest) => (this.gone.has(src) || this.gone.has(dest) ? [] : [5]), {
      ...SWIM,
      ...settings,
    });
  }

  /** From now on. */
  sentTo(dest: string, from: number): string[] {
    return this.sent
      .slice(from)
      .filter((one) => one.dest === dest)
      .map(({ line }) => (JSON.parse(line) as { body: { type: string } }).body.type);
  }

  healths(node: string): string[] {
    return this.eventsOf('health')
      .filter((event) => event.node === node)
      .map((event) => event.health);
  }
}

describe('failure detection in replicas', () => {
  it('finds who is gone without a write, passes pushes over it, counts it all the same, and believes it when it is back', () => {
    const cluster = new Cluster();
    cluster.runFor(2000);
    assert.deepEqual(cluster.eventsOf('health'), [], 'nobody is accused');
    cluster.gone.add('n3');
    cluster.runFor(600);
    const suspects = cluster.eventsOf('peers').filter(({ suspected }) => suspected > 0);
    assert.equal(new Set(suspects.map(({ node }) => node)).size, 4, 'all three of it, and it of them');
    const before = cluster.sent.length;
    const ask = (i: number): number => cluster.request('n0', { type: 'write', key: 'x', value: i });
    for (let i = 0; i < 20; i++) {
      ask(i);
      cluster.runFor(20);
    }
    const mails = cluster.sentTo('n3', before).filter((type) => type === 'mail');
    assert.ok(mails.length <= 1, `${mails.length} of 20 go to it`);
    cluster.runFor(3000);
    const failed = cluster.eventsOf('unhealthy').findLast(({ node }) => node === 'n0');
    assert.deepEqual([failed?.suspected, failed?.failed], [0, 1]);
    assert.equal(cluster.eventsOf('converged').length, 0, 'it still counts');
    cluster.gone.clear();
    cluster.runFor(5000);
    assert.equal(cluster.eventsOf('converged').length, 20);
    for (const node of cluster.names.slice(0, 3)) assert.equal(cluster.healths(node).at(-1), 'alive');
    const last = cluster.eventsOf('unhealthy').findLast(({ node }) => node === 'n0');
    assert.deepEqual([last?.suspected, last?.failed], [0, 0]);
  });

  it('says as much whether or not anything happens: two messages a period', () => {
    const cluster = new Cluster();
    cluster.runFor(1000);
    const before = cluster.sent.length;
    cluster.runFor(10_000);
    const probes = cluster.names.flatMap((node) => cluster.sentTo(node, before)).filter(isDetection);
    assert.ok(Math.abs(probes.length - 4 * 2 * 100) <= 8, `${probes.length}`);
  });

  it('leaves nodes alone that run no detector, or do not know what a probe is', () => {
    const cluster = new Cluster({ failureDetector: 'none' });
    const ping = { type: 'ping', origin: 'n1#0', at: cluster.now, seq: 0, stable: 0, probe: [7] };
    cluster.inject('n0', 'n1', ping);
    cluster.inject('n0', 'n1', { ...ping, type: 'pingreq', probe: [8, 'n2'] });
    cluster.inject('n0', 'n1', { ...ping, type: 'pingack', probe: [9] });
    const answers = cluster.sent.map(
      ({ line }) => JSON.parse(line) as { body: { type: string; probe: unknown } },
    );
    assert.deepEqual(
      answers.map(({ body }) => [body.type, body.probe]),
      [
        ['pingnack', [7]],
        ['pingnack', [8]],
      ],
    );
    const probing = new Cluster();
    probing.gone.add('n1').add('n2');
    probing.inject('n0', 'n1', errorBody('not_supported', '"ping" is not a request'));
    probing.runFor(3000);
    const pinged = probing.sent.filter(({ src, line }) => src === 'n0' && line.includes('"type":"ping"'));
    assert.deepEqual([...new Set(pinged.map(({ dest }) => dest))].sort(), ['n2', 'n3']);
    assert.deepEqual(probing.eventsOf('rejected'), []);
    const accused = probing.eventsOf('health').filter(({ node }) => node === 'n0');
    assert.ok(accused.length > 0);
  });
});
