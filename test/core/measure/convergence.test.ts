/** When a write has converged, as its origin works it out from acknowledgements that come late, twice, or never. */

import assert from 'node:assert/strict';
import { Convergence } from '../../../src/core/measure/convergence.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

const [N2, N3] = ['n2', 'n3'] as NodeId[] as [NodeId, NodeId];

/** The origin of writes that its peers have to take in. */
class OriginOfWrites {
  readonly convergence: Convergence;
  readonly events: NodeEvent[] = [];

  constructor(...peers: readonly NodeId[]) {
    this.convergence = new Convergence(peers.length, (node) => peers.includes(node));
  }

  accept(seq: number, acceptedAtMs: number): void {
    const entry: Entry = {
      ...{
        origin: 'n1#0' as Origin,
        seq,
        clockUs: acceptedAtMs * 1000,
        acceptedAtMs,
        heldAtMs: acceptedAtMs,
      },
      ...{ hops: 0, keys: ['x'], traceparent: undefined, from: undefined, arrival: seq },
    };
    this.convergence.accepted(entry, this.events);
  }

  acknowledge(by: NodeId, from: number, to: number, heldAtMs: number, now: number): void {
    this.convergence.acknowledge(by, from, to, heldAtMs, now, this.events);
  }

  /** `seq: convergence/confirmed` of each write that has converged. */
  get converged(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'converged' ? [`${event.dot.seq}: ${event.convergenceMs}/${event.confirmedMs}`] : [],
    );
  }
}

describe('the convergence of a write', () => {
  let origin: OriginOfWrites;
  beforeEach(() => (origin = new OriginOfWrites(N2, N3)));

  it('is dated by the last replica that took it in, not by the last acknowledgement', () => {
    origin.accept(1, 100);
    origin.acknowledge(N2, 1, 1, 180, 200);
    assert.deepEqual(origin.converged, [], 'one peer is missing');
    origin.acknowledge(N3, 1, 1, 130, 900);
    assert.deepEqual(origin.converged, ['1: 80/800']);
  });

  it('happens once, however often a peer acknowledges', () => {
    origin.accept(1, 100);
    for (let time = 0; time < 3; time++) origin.acknowledge(N2, 1, 1, 120, 200);
    assert.deepEqual(origin.converged, []);
    for (let time = 0; time < 3; time++) origin.acknowledge(N3, 1, 1, 120, 200);
    assert.deepEqual(origin.converged, ['1: 20/100']);
  });

  it('is taken from nobody but peers, and of nothing but what was accepted', () => {
    origin.accept(1, 100);
    origin.acknowledge('n9' as NodeId, 1, 1, 120, 200);
    origin.acknowledge(N2, 1, 1_000_000_000, 120, 200);
    assert.equal(origin.convergence.pending, 1);
    assert.equal(origin.convergence.missingFrom(N2), undefined);
    origin.accept(2, 300);
    assert.equal(origin.convergence.missingFrom(N2), 2, 'it could not have acknowledged what was not there');
  });

  it('leaves a gap where an acknowledgement was lost, and says from which write and time on', () => {
    for (const seq of [1, 2, 3]) origin.accept(seq, seq * 100);
    origin.acknowledge(N2, 1, 3, 350, 400);
    origin.acknowledge(N3, 1, 1, 350, 400);
    origin.acknowledge(N3, 3, 3, 350, 400);
    assert.deepEqual(origin.converged, ['1: 250/300', '3: 50/100']);
    const { convergence } = origin;
    assert.deepEqual([convergence.stable, convergence.pending, convergence.lagMax], [1, 1, 2]);
    assert.deepEqual([convergence.missingFrom(N3), convergence.missingSince(N3)], [2, 200]);
  });

  it('is given up for a write that fell off the log, and does not hold up those behind it', () => {
    for (const seq of [1, 2]) origin.accept(seq, seq * 100);
    for (const peer of [N2, N3]) origin.acknowledge(peer, 2, 2, 250, 300);
    assert.equal(origin.convergence.stable, 0);
    origin.convergence.abandon(1);
    assert.equal(origin.convergence.stable, 2);
    for (const peer of [N2, N3]) origin.acknowledge(peer, 1, 1, 250, 300);
    assert.deepEqual(origin.converged, ['2: 50/100'], 'the first is not counted after all');
  });

  it('is immediate where there are no peers', () => {
    const alone = new OriginOfWrites();
    alone.accept(1, 100);
    assert.deepEqual([alone.converged, alone.convergence.stable], [['1: 0/0'], 1]);
  });
});
