/** When a write has converged, as its origin works it out from acknowledgements that come late, twice, or never. */

import assert from 'node:assert/strict';
import type { ConvergenceLimits } from '../../../src/core/measure/audience.ts';
import { Convergence } from '../../../src/core/measure/convergence.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [N2, N3] = ['n2', 'n3'] as NodeId[] as [NodeId, NodeId];

const NO_LIMITS: ConvergenceLimits = { openWrites: 100, joinedWrites: 100, gapRuns: 100 };

/** The origin of writes that its peers have to take in. */
class OriginOfWrites {
  readonly convergence: Convergence;
  readonly events: NodeEvent[] = [];

  constructor(peers: readonly NodeId[], limits: ConvergenceLimits = NO_LIMITS) {
    this.convergence = new Convergence(peers.length, (node) => peers.includes(node), limits);
  }

  accept(seq: number, acceptedAtMs: number): void {
    const times = { clockUs: acceptedAtMs * 1000, acceptedAtMs, heldAtMs: acceptedAtMs };
    this.convergence.accepted(entryWith({ seq, ...times, arrival: seq }), this.events);
  }

  acknowledge(by: NodeId, from: number, to: number, heldAtMs: number, now: number): void {
    this.convergence.acknowledge({ by, from, to, heldAtMs, isAtMost: false }, now, this.events);
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
  beforeEach(() => (origin = new OriginOfWrites([N2, N3])));

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

  it('is only bounded for a write whose time of holding a peer does not know, which is counted', () => {
    origin.accept(1, 100);
    origin.acknowledge(N2, 1, 1, 120, 200);
    const ack = { by: N3, from: 1, to: 1, heldAtMs: 500, isAtMost: true };
    origin.convergence.acknowledge(ack, 600, origin.events);
    assert.deepEqual(origin.converged, ['1: 400/500']);
    assert.deepEqual(origin.events.at(-2), { type: 'dropped', what: 'apply_times', count: 1 });
  });

  it('is shared by writes that were joined because too many are open: still pending, still holding back what is stable', () => {
    const busy = new OriginOfWrites([N2, N3], { ...NO_LIMITS, openWrites: 1, joinedWrites: 2 });
    for (const seq of [1, 2, 3, 4]) busy.accept(seq, seq * 100);
    assert.deepEqual([busy.convergence.pending, busy.convergence.stable], [4, 0]);
    busy.acknowledge(N2, 1, 4, 450, 500);
    assert.equal(busy.convergence.missingSince(N3), 100);
    busy.acknowledge(N3, 1, 1, 450, 500);
    assert.equal(busy.convergence.stable, 0, 'the other one of the run is not everywhere yet');
    busy.acknowledge(N3, 2, 4, 480, 600);
    assert.deepEqual([busy.convergence.pending, busy.convergence.stable], [0, 4]);
    assert.deepEqual(busy.converged, ['4: 80/200']);
    assert.deepEqual(
      busy.events.filter(({ type }) => type === 'run_converged'),
      [
        { type: 'run_converged', from: 1, to: 2, count: 2, convergenceMs: 380, confirmedMs: 500 },
        { type: 'run_converged', from: 3, to: 3, count: 1, convergenceMs: 180, confirmedMs: 300 },
      ],
    );
  });

  it('counts no acknowledgement twice that there is no room to remember', () => {
    const small = new OriginOfWrites([N2, N3], { ...NO_LIMITS, gapRuns: 0 });
    for (const seq of [1, 2]) small.accept(seq, seq * 100);
    for (let time = 0; time < 2; time++) small.acknowledge(N2, 2, 2, 250, 300);
    assert.deepEqual(small.converged, []);
    for (const peer of [N2, N3]) small.acknowledge(peer, 1, 2, 250, 300);
    assert.deepEqual(small.converged, ['1: 150/200', '2: 50/100']);
  });

  it('is immediate where there are no peers', () => {
    const alone = new OriginOfWrites([]);
    alone.accept(1, 100);
    assert.deepEqual([alone.converged, alone.convergence.stable], [['1: 0/0'], 1]);
  });
});
