/** What the simulated network does with messages, and that every one of them is counted as what became of it. */

import assert from 'node:assert/strict';
import type { Scenario } from '../../../src/net/scenarios.ts';
import type { GossipBody } from '../../../src/protocol/gossip.ts';
import { EPOCH_MS } from '../../../src/simulate/world/virtual-time.ts';
import { runOf, type Changes } from '../settings.ts';

const CUT: Scenario = { name: 'cut', description: '', partitions: [{ from: 0.4, to: 0.6 }] };
const SLOW: Changes = {
  nodes: 4,
  ratePerSec: 100,
  durationMs: 2000,
  latencyMs: 150,
  latencyDistribution: 'constant',
};

/** `halves` of n0 … n3. */
const sideOf = (name: string): boolean => name.startsWith('n0') || name.startsWith('n1');

describe('a simulated partition', () => {
  it('keeps out what is in flight when it begins, and lets in what is due after its end', () => {
    const across: { sentMs: number; atMs: number }[] = [];
    const run = runOf(SLOW, CUT, (simulation) => {
      const received = simulation.received.bind(simulation);
      simulation.received = (node, message, bytes) => {
        const { origin, at }: GossipBody = message.body;
        if (sideOf(origin) !== sideOf(node.name))
          across.push({ sentMs: at - EPOCH_MS, atMs: simulation.nowMs });
        received(node, message, bytes);
      };
    });
    assert.deepEqual(run.problems, []);
    const [{ fromMs, toMs } = assert.fail()] = run.partitions;
    assert.deepEqual([fromMs, toMs], [800, 1200]);
    assert.ok(across.some(({ atMs }) => atMs < fromMs) && across.some(({ atMs }) => atMs > toMs));
    assert.deepEqual(
      across.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
      [],
    );
    assert.ok(
      across.some(({ sentMs, atMs }) => sentMs < toMs && atMs > toMs),
      'sent in the cut, due after it',
    );
  });
});

describe('the traffic of a simulation', () => {
  it('counts losses, copies, and what a cut and a crash kept out, one by one', () => {
    const seen = { loss: 0, partition: 0, down: 0, delivered: 0, duplicated: 0 };
    const faults = { lossRatio: 0.1, duplicateRatio: 0.2, crashes: 2, restarts: 1, faultMs: 400 };
    const run = runOf({ ...SLOW, ...faults }, CUT, ({ cluster: { network, nodes } }) => {
      const [route, admits] = [network.route.bind(network), network.admits.bind(network)];
      network.route = (src, dest) => {
        const fate = route(src, dest);
        if (fate.outcome === 'drop') seen.loss++;
        else seen.duplicated += fate.delaysMs.length - 1;
        return fate;
      };
      network.admits = (src, dest) => {
        const isAdmitted = admits(src, dest);
        const isDown = nodes.find(({ name }) => name === dest)?.state === 'down';
        seen[!isAdmitted ? 'partition' : isDown ? 'down' : 'delivered']++;
        return isAdmitted;
      };
    });
    const { loss, partition, down, delivered, duplicated } = seen;
    assert.ok(Math.min(...Object.values(seen)) > 0, JSON.stringify(seen));
    assert.deepEqual(run.messages.dropped, { loss, partition, down });
    assert.deepEqual([run.messages.delivered, run.messages.duplicated], [delivered, duplicated]);
  });
});
