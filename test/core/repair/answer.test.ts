/** What a peer is told that asks for what it lacks: out of the log or along the feed, and never more at once than the bounds allow. */

import assert from 'node:assert/strict';
import { DEFAULT_BOUNDS, type Bounds } from '../../../src/core/bounds.ts';
import { answerTo, pushTo, type Answer } from '../../../src/core/repair/answer.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import { Log } from '../../../src/core/store/log.ts';
import { Store } from '../../../src/core/store/store.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import type { WireCursor, WireSeen } from '../../../src/protocol/gossip.ts';
import { DELETED, type JsonText, type Key, type Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [ME, A, B, ASKER] = ['me#0', 'a#0', 'b#0', 'asker#3'] as Origin[] as [Origin, Origin, Origin, Origin];
const NOW = 1e6;
const FROM_THE_START: WireCursor = [null, 0, 16];

/** A replica with what it took in, in that order. Each write is later than those before it. */
class Holder {
  readonly origin = ME;
  readonly store = new Store(100);
  readonly seen = new VersionVector(100);
  readonly log = new Log(this.seen, DEFAULT_BOUNDS);
  unclaimedFrom = Infinity;
  readonly bounds: Bounds;

  constructor(bounds: Partial<Bounds> = {}) {
    this.bounds = { ...DEFAULT_BOUNDS, ...bounds };
  }

  take(origin: Origin, seq: number, ...keys: Key[]): Entry {
    const arrival = this.store.nextArrival();
    const entry = entryWith({ origin, seq, keys, arrival, clockUs: 1000 + arrival, heldAtMs: arrival });
    for (const key of keys) this.store.put(key, entry, '1' as JsonText, -Infinity);
    this.store.applied(entry);
    this.seen.add(origin, seq);
    this.log.add(entry);
    return entry;
  }

  answer(seen: readonly WireSeen[], after: WireCursor = FROM_THE_START, heldBeforeMs = NOW): Answer {
    return answerTo({ asker: ASKER, seen, after }, this, heldBeforeMs, this.bounds);
  }

  /** `dots | after to state` of each message. */
  told(seen: readonly WireSeen[], after?: WireCursor, heldBeforeMs?: number): string[] {
    return this.answer(seen, after, heldBeforeMs).messages.map(({ parcel, answer: [asker, ...place] }) => {
      assert.equal(asker, ASKER);
      return `${dotsOf(parcel?.entries ?? [])} | ${place.join(' ')}`;
    });
  }

  pushed(seen: readonly WireSeen[], heldBeforeMs = NOW): string[] {
    return pushTo(seen, this, heldBeforeMs, this.bounds).map(({ entries }) => dotsOf(entries));
  }
}

function dotsOf(entries: readonly (readonly [origin: Origin, seq: number, ...unknown[]])[]): string {
  return entries.map(([origin, seq]) => `${origin.slice(0, 1)}${seq}`).join(' ');
}

const row = (origin: Origin, through: number, ...beyond: [number, number][]): WireSeen =>
  beyond.length === 0 ? [origin, through, null, 0] : [origin, through, null, 0, beyond];

describe('a peer that lacks nothing', () => {
  it('is told the head of the feed', () => {
    const holder = new Holder();
    assert.deepEqual(holder.answer([]), {
      messages: [{ parcel: undefined, answer: [ASKER, 0, 0, 'head'] }],
      isBehind: false,
    });
    holder.take(A, 1, 'x');
    assert.deepEqual(holder.told([row(A, 1)]), [' | 0 1 head']);
    assert.equal(holder.answer([row(A, 1)]).isBehind, false);
  });

  it('as far as can be said is given what was too much to remember here', () => {
    const holder = new Holder();
    holder.take(A, 1, 'x');
    const second = holder.take(A, 2, 'y');
    holder.unclaimedFrom = second.arrival;
    assert.deepEqual(holder.told([row(A, 2)]), [' | 0 2 head']);
    assert.equal(holder.answer([row(A, 2)]).isBehind, false);
    // A value whose write is not claimed.
    const unclaimed = entryWith({
      origin: B,
      seq: 9,
      keys: ['z'],
      clockUs: 5000,
      arrival: holder.store.nextArrival(),
    });
    holder.store.put('z', unclaimed, '1' as JsonText, -Infinity);
    holder.store.applied(unclaimed);
    assert.deepEqual(holder.told([row(A, 2)]), ['b9 | 0 3 head']);
    assert.equal(holder.answer([row(A, 2)]).isBehind, true);
    holder.unclaimedFrom = 3;
    assert.deepEqual(holder.told([row(A, 2)]), [' | 0 3 head']);
  });
});

describe('what the log has', () => {
  it('is sent in order, gaps and other origins among it, and nothing is claimed', () => {
    const holder = new Holder();
    for (const seq of [1, 2, 3, 4]) holder.take(A, seq, `a${seq}`);
    holder.take(B, 1, 'b1');
    assert.deepEqual(holder.told([row(A, 1, [3, 3])]), ['a2 a4 b1 | 0 0 done']);
    assert.equal(holder.answer([]).isBehind, true);
    assert.deepEqual(holder.pushed([row(A, 1, [3, 3])]), ['a2 a4 b1']);
  });

  it('goes after what has overwritten it, unless the peer has that', () => {
    const holder = new Holder();
    holder.take(A, 1, 'x', 'y');
    holder.take(A, 2, 'z');
    holder.take(B, 1, 'y');
    holder.take(B, 2, 'x');
    assert.deepEqual(holder.told([]), ['b2 b1 a1 a2 | 0 0 done']);
    assert.deepEqual(holder.told([row(B, 1)]), ['b2 a1 a2 | 0 0 done']);
    assert.deepEqual(holder.told([row(B, 0, [2, 2])]), ['b1 a1 a2 | 0 0 done']);
  });

  it('is left where it is young enough to be on its way', () => {
    const holder = new Holder();
    for (const seq of [1, 2, 3]) holder.take(A, seq, `a${seq}`);
    assert.deepEqual(holder.told([], FROM_THE_START, 1), ['a1 a2 | 0 0 done']);
    assert.deepEqual(holder.pushed([], 1), ['a1 a2']);
    assert.deepEqual(holder.told([], FROM_THE_START, -1), [' | 0 0 done']);
    assert.deepEqual(holder.pushed([], -1), []);
    // What it needs goes with it all the same.
    holder.take(B, 1, 'a1');
    assert.deepEqual(holder.told([], FROM_THE_START, 0), ['b1 a1 | 0 0 done']);
  });

  it('goes in as many messages as the peer takes, and the last says whether there is more', () => {
    const holder = new Holder({ messageEntries: 2, answerMessages: 3 });
    for (let seq = 1; seq <= 8; seq++) holder.take(A, seq, `a${seq}`);
    assert.deepEqual(holder.told([], [null, 0, 1]), ['a1 a2 | 0 0 again']);
    assert.deepEqual(holder.told([], [null, 0, 0]), ['a1 a2 | 0 0 again'], 'one at least');
    assert.deepEqual(holder.told([], [null, 0, 9]), [
      'a1 a2 | 0 0 more',
      'a3 a4 | 0 0 more',
      'a5 a6 | 0 0 again',
    ]);
    assert.deepEqual(holder.told([row(A, 4)], [null, 0, 2]), ['a5 a6 | 0 0 more', 'a7 a8 | 0 0 done']);
    assert.deepEqual(holder.pushed([row(A, 4)]), ['a5 a6', 'a7 a8']);
  });

  it('goes on until the first write that is lacked has left, however much has to go before it', () => {
    const holder = new Holder({ messageEntries: 1, answerMessages: 1 });
    holder.take(A, 1, 'x', 'y');
    holder.take(B, 1, 'x');
    holder.take(B, 2, 'y');
    assert.deepEqual(holder.told([]), ['b1 | 0 0 more', 'b2 | 0 0 more', 'a1 | 0 0 done']);
    for (const seq of [2, 3]) holder.take(A, seq, `z${seq}`);
    assert.equal(holder.told([]).at(-1), 'a1 | 0 0 again');
  });
});

describe('the feed', () => {
  it('is sent where too much is lacked for the log, live entries and stamps that the log has, with a claim at its head', () => {
    const holder = new Holder({ loggedAnswer: 2 });
    for (const seq of [1, 2, 3]) holder.take(A, seq, seq === 2 ? 'y' : 'x');
    assert.deepEqual(holder.told([]), ['a2 a3 a1 | 0 3 head']);
    assert.deepEqual(holder.told([row(A, 1)]), ['a2 a3 | 0 0 done'], 'two are not too many');
    assert.equal(holder.answer([]).isBehind, true);
  });

  it('is sent where the log lacks one', () => {
    const holder = new Holder();
    for (const seq of [1, 2]) holder.take(A, seq, `a${seq}`);
    holder.log.prune(A, 1);
    assert.deepEqual(holder.told([]), ['a1 a2 | 0 2 head']);
    assert.deepEqual(holder.pushed([]), [], 'the peer asks');
    assert.deepEqual(holder.pushed([row(A, 1)]), ['a2']);
  });

  it('is sent where what replaced a write is forgotten, without that write', () => {
    const holder = new Holder();
    holder.take(A, 1, 'x');
    const tombstone = holder.take(A, 2, 'x');
    holder.store.tombstones.add('x', tombstone);
    holder.store.forget([['x', tombstone]]);
    holder.take(A, 3, 'y');
    assert.equal(holder.store.valueOf('x') === DELETED, false);
    assert.deepEqual(holder.told([]), ['a3 | 0 3 head']);
    assert.deepEqual(holder.pushed([]), []);
  });

  it('goes on from where the peer has come, in this life of it', () => {
    const holder = new Holder({ loggedAnswer: 0 });
    for (const seq of [1, 2, 3]) holder.take(A, seq, `a${seq}`);
    assert.deepEqual(holder.told([], [ME, 2, 1]), ['a3 | 2 3 head']);
    assert.deepEqual(holder.told([], ['me#9' as Origin, 2, 1]), ['a1 a2 a3 | 0 3 head']);
    assert.deepEqual(holder.told([], [ME, 7, 1]), [' | 3 3 head'], 'it cannot be further than the head');
    assert.deepEqual(holder.told([row(A, 0, [2, 2])]), ['a1 a3 | 0 3 head']);
  });

  it('ends where the peer takes no more, or where enough was looked at', () => {
    const holder = new Holder({ loggedAnswer: 0, messageEntries: 2, answerMessages: 9 });
    for (let seq = 1; seq <= 5; seq++) holder.take(A, seq, `a${seq}`);
    assert.deepEqual(holder.told([], [null, 0, 1]), ['a1 a2 | 0 2 again']);
    assert.deepEqual(holder.told([], [null, 0, 2]), ['a1 a2 | 0 2 more', 'a3 a4 | 2 4 again']);
    assert.deepEqual(holder.told([], [null, 0, 3]), [
      'a1 a2 | 0 2 more',
      'a3 a4 | 2 4 more',
      'a5 | 4 5 head',
    ]);
    const short = new Holder({ loggedAnswer: 0, feedScan: 2 });
    for (let seq = 1; seq <= 3; seq++) short.take(A, seq, `a${seq}`);
    assert.deepEqual(short.told([]), ['a1 a2 | 0 2 again']);
    assert.deepEqual(short.told([], [ME, 2, 1]), ['a3 | 2 3 head']);
    assert.deepEqual(short.told([row(A, 0, [1, 2])]), [' | 0 2 again']);
  });

  it('has no stamps where they are many', () => {
    const holder = new Holder({ loggedAnswer: 0, feedStamps: 2 });
    for (const seq of [1, 2, 3]) holder.take(A, seq, 'x');
    assert.deepEqual(holder.told([]), ['a3 a1 a2 | 0 3 head']);
    holder.take(A, 4, 'x');
    assert.deepEqual(holder.told([]), ['a4 | 0 4 head']);
    holder.log.prune(A, 1);
    assert.deepEqual(holder.told([]), ['a4 a2 a3 | 0 4 head']);
  });

  it('has the stamps of what is lacked, and no others', () => {
    const holder = new Holder({ loggedAnswer: 0 });
    for (const seq of [1, 2, 3, 4]) holder.take(A, seq, 'x');
    assert.deepEqual(holder.told([row(A, 0, [2, 2])]), ['a4 a1 a3 | 0 4 head']);
    assert.deepEqual(holder.told([row(A, 1, [4, 4])]), ['a2 a3 | 0 4 head']);
  });

  it('says in a message of its own how it ended, where the last entry fills one', () => {
    const holder = new Holder({ loggedAnswer: 0, messageBytes: 20 });
    holder.take(A, 1, 'x');
    assert.deepEqual(holder.told([]), ['a1 | 0 1 more', ' | 1 1 head']);
  });
});
