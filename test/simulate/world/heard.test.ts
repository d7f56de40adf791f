/** Simulated nodes that hear each other by way of text: what no node process would take is found, and nothing else changes. */

import assert from 'node:assert/strict';
import { OutgoingAcks } from '../../../src/core/repair/outgoing-acks.ts';
import { draw, runOnce } from '../../../src/simulate/swarm.ts';

/** Quick runs: a cut, kills, members that change, clocks that jump. */
const SEEDS = [3, 4, 7, 8, 9];
/** A node that was killed takes up what its earlier life wrote, and the relay has all acknowledged again. */
const RESTARTED = 41_586;

function outcome(seed: number, textMessages: number) {
  const { simulation, problems } = runOnce({ ...draw(seed), textMessages });
  const { operations } = simulation.clients;
  return { problems, operations, sent: simulation.cluster.traffic.total() };
}

describe('nodes that hear each other by way of text', () => {
  it('do the very same as those that hand each other objects', () => {
    for (const seed of SEEDS) assert.deepEqual(outcome(seed, Infinity), outcome(seed, 0), `seed ${seed}`);
  }).timeout(60_000);

  it('refuse what no node process takes: here an acknowledgement that a node sends to itself', () => {
    assert.deepEqual(outcome(RESTARTED, Infinity).problems, []);
    // oxlint-disable-next-line typescript/unbound-method -- only put back
    const sound = OutgoingAcks.prototype.isAwaited;
    OutgoingAcks.prototype.isAwaited = () => true;
    try {
      assert.deepEqual(outcome(RESTARTED, 0).problems, []);
      assert.match(outcome(RESTARTED, Infinity).problems.join('\n'), /n1 rejected an input: "ack" is for/);
    } finally {
      OutgoingAcks.prototype.isAwaited = sound;
    }
  }).timeout(60_000);
});
