/** What a life leaves to the next one where its clock was wrong: what is sound stays, what was misdated gets sound dates. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { ReplicaState } from '../../src/core/state.ts';
import type { Entry } from '../../src/core/store/entry.ts';
import { estateOf, keep, unsaid, type Successor } from '../../src/core/succession.ts';
import { VERSION_LEAD_LIMIT_MS } from '../../src/protocol/validate/limits.ts';
import { DELETED, type JsonText, type Key, type NodeId, type Origin } from '../../src/protocol/names.ts';
import { entryWith } from './entries.ts';

const [ME, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [MINE, L2] = ['n1#0', 'n2#0'] as Origin[] as [Origin, Origin];
const MAX_AHEAD_MS = 1000;
const NOW = 1e9;

/** A life that ends at NOW, by the right time. */
class Life {
  readonly events: NodeEvent[] = [];
  readonly state: ReplicaState;
  #seq = 0;

  constructor(incarnation = 0) {
    const out = { events: this.events, changes: undefined, gossip: (): void => undefined };
    const gossip = { ...DEFAULT_GOSSIP, maxClockAheadMs: MAX_AHEAD_MS };
    this.state = new ReplicaState(
      { ...gossip, node: ME, nodes: [ME, N2, N3], incarnation, rng: prng(1) },
      out,
    );
  }

  /** It accepts a write, or takes one in, dated so many ms after NOW; the version runs further ahead. */
  put(origin: Origin, datedMs: number, leadMs: number, ...keys: Key[]): Entry {
    const { store, convergence, seen } = this.state;
    const seq = ++this.#seq;
    const acceptedAtMs = NOW + datedMs;
    const dated = { acceptedAtMs, clockUs: (acceptedAtMs + leadMs) * 1000 };
    const entry = entryWith({ origin, seq, ...dated, keys, arrival: store.nextArrival(), from: N2 });
    for (const key of keys) store.put(key, entry, `${key}` as JsonText, -Infinity);
    store.applied(entry);
    seen.add(origin, seq);
    if (origin === MINE) convergence.accepted(entry, this.events);
    return entry;
  }

  acknowledge(by: NodeId, seq: number): void {
    this.state.convergence.acknowledge({ by, from: seq, to: seq, heldAtMs: NOW, isAtMost: false }, NOW, []);
  }

  /** The clock of n2 is so far ahead of the one here. */
  knows(offsetMs: number, boundMs: number): void {
    const [askedAtMs, arrivedAtMs] = [NOW - boundMs, NOW + boundMs];
    this.state.offsets.answered(N2, L2, { askedAtMs, answeredAtMs: NOW + offsetMs, arrivedAtMs });
  }

  /** `keys: sound`, or when each was accepted and what its version is, in ms after NOW. */
  estate(shiftMs: number, changes: Partial<Successor> = {}): string[] {
    const limitUs = (NOW + MAX_AHEAD_MS) * 1000;
    const endedAtMs = NOW - shiftMs + 10;
    const { sound, misdated } = estateOf(this.state, {
      shiftMs,
      endedAtMs,
      bornAtMs: 0,
      limitUs,
      ...changes,
    });
    return [
      ...sound.map(({ values }) => `${values.map(([key]) => key).join(' ')}: sound`),
      ...misdated.map(({ values, dated }) => {
        const at = [dated.acceptedAtMs, dated.clockUs / 1000].map(
          (ms) => Math.round((ms - NOW) * 1000) / 1000,
        );
        return `${values.map(([key]) => key).join(' ')}: ${at.join(' ')}`;
      }),
    ];
  }
}

describe('the estate of a life whose clock was ahead', () => {
  it('is sound where versions are not further ahead than clocks may be, and else is dated anew, in order', () => {
    const life = new Life();
    life.put(MINE, -500, 0, 'a');
    life.put(MINE, MAX_AHEAD_MS, 0, 'b');
    life.put(MINE, 60_002, 0, 'd');
    life.put(MINE, 60_001, 0, 'c', 'e');
    assert.deepEqual(life.estate(-60_000), ['a: sound', 'b: sound', 'c e: 1 1', 'd: 2 2']);
  });

  it('dates by whole microseconds, as peers ask for, however exactly the clock is known to be wrong', () => {
    const life = new Life();
    life.put(MINE, 60_001, 0, 'a');
    life.put(MINE, 60_001.001, 0, 'b');
    life.put(L2, 60_002, 0, 'c');
    const by = { endedAtMs: NOW + 60_010, bornAtMs: 0, limitUs: (NOW + MAX_AHEAD_MS) * 1000 };
    const { misdated } = estateOf(life.state, { shiftMs: -60_000.00025, ...by });
    const datedUs = misdated.map(({ dated }) => dated.clockUs);
    assert.equal(datedUs.length, 3);
    assert.ok(datedUs.every(Number.isInteger), String(datedUs));
    assert.equal(new Set(datedUs).size, 3);
  });

  it('has each write once, with the values that still hold', () => {
    const life = new Life();
    life.put(MINE, 1, 0, 'a', 'b');
    life.put(MINE, 2, 0, 'b');
    const gone = life.put(MINE, 3, 0, 'c');
    life.put(MINE, 4, 0, 'c');
    life.state.store.feed.append(gone, 100);
    assert.deepEqual(life.estate(-5), ['a: sound', 'b: sound', 'c: sound']);
  });

  it('keeps what is later than what some peer has taken in later than that', () => {
    const life = new Life();
    life.put(MINE, 1900, 0, 'taken in');
    life.put(MINE, 60_000, 0, 'later');
    life.acknowledge(N2, 1);
    assert.deepEqual(life.estate(-60_000), ['taken in: -58100 1900.001', 'later: 0 1900.001']);
    assert.deepEqual(new Life().estate(-60_000), []);
  });

  it('follows the time for a version that goes by the clock, and for one that ran ahead of it only as it must', () => {
    const life = new Life();
    life.put(MINE, 60_000, MAX_AHEAD_MS, 'by the clock');
    life.put(MINE, 60_000, MAX_AHEAD_MS + 1, 'ahead of it');
    assert.deepEqual(life.estate(-60_000), ['by the clock: 0 1000', 'ahead of it: 0 61001']);
    // Not long before its version, for others would not believe it.
    const far = new Life();
    const leadMs = 2 * VERSION_LEAD_LIMIT_MS;
    far.put(MINE, 60_000, leadMs, 'far');
    assert.deepEqual(far.estate(-60_000), [
      `far: ${60_000 + leadMs - VERSION_LEAD_LIMIT_MS} ${60_000 + leadMs}`,
    ]);
  });

  it('moves a write of an earlier life of this node as its own: nobody else will say when that was', () => {
    const life = new Life();
    const before = 'n1#9' as Origin;
    life.put(before, 60_000, MAX_AHEAD_MS, 'by the clock');
    life.put(before, 60_000, MAX_AHEAD_MS + 1, 'ahead of it');
    assert.deepEqual(life.estate(-60_000), ['by the clock: 0 1000', 'ahead of it: 0 61001']);
  });

  it('dates nothing before the next life began', () => {
    const life = new Life();
    life.put(MINE, 60_000, 0, 'a');
    assert.deepEqual(life.estate(-60_000, { bornAtMs: NOW + 7 }), ['a: 7 0']);
  });

  it('moves another one’s write no later than that one would itself, by all that is known of its clock', () => {
    const life = new Life();
    life.put(L2, 60_000, 0, 'theirs');
    assert.deepEqual(life.estate(-60_000), [`theirs: ${-MAX_AHEAD_MS} ${-MAX_AHEAD_MS}`], 'nothing is known');
    life.knows(10, 5);
    assert.deepEqual(life.estate(-60_000), ['theirs: -20 -20']);
    life.knows(-40_000, 4);
    assert.deepEqual(life.estate(-60_000), ['theirs: 0 0'], 'at most by as much as this one’s');
  });
});

describe('the estate of a life whose clock was behind', () => {
  it('moves another one’s write no later than it was, where the clock had been right before', () => {
    const life = new Life();
    life.put(L2, 5000, 0, 'kept');
    life.put('n1#9' as Origin, 6000, 0, 'of a life before');
    // The correction falls short of the right time: both are beyond its limit.
    assert.deepEqual(life.estate(100_000), ['kept: 5000 5000', 'of a life before: 6000 6000']);
    life.knows(0, 10);
    assert.deepEqual(life.estate(100_000), ['kept: 5000 5000', 'of a life before: 6000 6000']);
  });

  it('has its own writes dated anew that some peer may not have taken in', () => {
    const life = new Life();
    life.put(MINE, -60_000, 0, 'held by all');
    life.put(MINE, -60_000, 0, 'not by all');
    life.put(L2, -60_000, 0, 'theirs');
    for (const peer of [N2, N3]) life.acknowledge(peer, 1);
    assert.deepEqual(life.estate(60_000), ['held by all: sound', 'theirs: sound', 'not by all: 0 0']);
    assert.deepEqual(life.estate(0).length, 3);
    assert.ok(life.estate(0).every((text) => text.endsWith('sound')));
  });
});

describe('the estate of a life that had fallen short of the right time', () => {
  it('leaves what that one had accepted again as it was: its clock had not dated it', () => {
    const life = new Life();
    life.put(MINE, -60_000, 0, 'by the clock');
    life.put(MINE, -40_000, 0, 'as it was');
    life.put(MINE, 5000, 0, 'as it was, and beyond the limit');
    assert.deepEqual(life.estate(60_000, { endedAtMs: NOW - 60_000 }), [
      ...['as it was: sound', 'by the clock: 0 0', 'as it was, and beyond the limit: 5000 5000'],
    ]);
  });
});

describe('the life that goes on', () => {
  it('holds what is sound from now on, and claims nothing of it', () => {
    const [before, after] = [new Life(), new Life(1)];
    before.put(L2, 5, 0, 'a', 'b');
    const { sound } = estateOf(before.state, {
      shiftMs: 0,
      endedAtMs: Infinity,
      bornAtMs: 0,
      limitUs: Infinity,
    });
    keep(sound, after.state, NOW + 9);
    const { store, seen, clock, unclaimedFrom } = after.state;
    assert.deepEqual(
      [store.valueOf('a'), store.valueOf('b'), store.heldSince('b', { origin: L2, clockUs: 1 })],
      [...['a', 'b', NOW + 9]],
    );
    assert.deepEqual([seen.all(), clock.lastUs, unclaimedFrom], [[], (NOW + 5) * 1000, 0]);
    assert.equal([...store.feed.from(0)].length, 1);
  });

  it('counts what the one before leaves unsaid', () => {
    const { state } = new Life();
    assert.deepEqual(unsaid(state), [
      ['pending_writes', 0],
      ['read_log', 0],
    ]);
    const life = new Life();
    life.put(MINE, 1, 0, 'a');
    life.state.reads.record('a', undefined, NOW, []);
    assert.deepEqual(
      unsaid(life.state).map(([, count]) => count),
      [1, 1],
    );
  });

  it('holds deletes, too', () => {
    const [before, after] = [new Life(), new Life(1)];
    const entry = before.put(L2, 5, 0, 'a');
    const removal = entryWith({ origin: L2, seq: 9, clockUs: entry.clockUs + 1, keys: ['a'], arrival: 1 });
    before.state.store.put('a', removal, DELETED, -Infinity);
    before.state.store.applied(removal);
    keep(
      estateOf(before.state, { shiftMs: 0, endedAtMs: Infinity, bornAtMs: 0, limitUs: Infinity }).sound,
      after.state,
      NOW,
    );
    assert.equal(after.state.store.tombstones.size, 1);
  });
});
