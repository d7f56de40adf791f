/** The asking side of repair, message by message: how far it has come in each feed, whom it asks on, and what it claims when. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { Merged } from '../../../src/core/merge.ts';
import { View } from '../../../src/core/membership/view.ts';
import { OutgoingAcks } from '../../../src/core/repair/outgoing-acks.ts';
import { Pull } from '../../../src/core/repair/pull.ts';
import { RoundTrips } from '../../../src/core/repair/round-trips.ts';
import { ReplicaState } from '../../../src/core/state.ts';
import type { AnswerState, GossipBody, WireSeen } from '../../../src/protocol/gossip.ts';
import type { JsonText, NodeId, Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [ME, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [MINE, L2, L3] = ['n1#0', 'n2#0', 'n3#0'] as Origin[] as [Origin, Origin, Origin];
const NOTHING: Merged = { fresh: [], duplicates: [], early: [], late: 0 };
const NEWS: Merged = { ...NOTHING, fresh: [entryWith({ origin: L2 })] };
const MESSAGES = 16;

class Puller {
  readonly events: NodeEvent[] = [];
  readonly state: ReplicaState;
  readonly outgoing: OutgoingAcks;
  readonly pull: Pull;

  constructor() {
    const out = { events: this.events, changes: undefined, gossip: (): void => undefined };
    const config = { ...DEFAULT_GOSSIP, node: ME, nodes: [ME, N2, N3], incarnation: 0, rng: prng(1) };
    this.state = new ReplicaState({ ...config, bounds: { answerMessages: MESSAGES } }, out);
    this.outgoing = new OutgoingAcks(
      ME,
      (node) => node,
      100,
      () => true,
    );
    this.pull = new Pull(this.state, this.outgoing, new RoundTrips());
  }

  /** A message of an answer comes. @returns whether the peer has to be asked for more at once */
  took(
    from: NodeId,
    [after, to, state]: readonly [number, number, AnswerState],
    {
      merged = NEWS,
      seen,
      now = 0,
      asker = MINE,
      life = `${from}#0` as Origin,
      leftOut,
    }: {
      readonly merged?: Merged;
      readonly seen?: readonly WireSeen[];
      readonly now?: number;
      readonly asker?: Origin;
      readonly life?: Origin;
      readonly leftOut?: number;
    } = {},
  ): boolean {
    const body: GossipBody = {
      ...{ type: 'delta', origin: life, at: now, seq: 0, stable: 0 },
      answer: [asker, after, to, state],
      ...(seen !== undefined && { seen }),
    };
    return this.pull.took(body, from, merged, now, leftOut);
  }
}

describe('a pull of writes', () => {
  let puller: Puller;
  beforeEach(() => (puller = new Puller()));

  it('asks one peer at a time, until its answer begins or is overdue', () => {
    assert.deepEqual(puller.pull.cursorFor(N2, false, 0), [null, 0, 1]);
    assert.equal(puller.pull.cursorFor(N3, false, 1), undefined);
    puller.took(N2, [0, 0, 'done']);
    assert.deepEqual(puller.pull.cursorFor(N3, false, 1), [null, 0, 1]);
    assert.equal(puller.pull.cursorFor(N2, false, 250), undefined);
    assert.deepEqual(puller.pull.cursorFor(N2, false, 251), [null, 0, 1]);
  });

  it('goes on with who sends more, with as many messages as it may take, and asks nobody else meanwhile', () => {
    puller.pull.cursorFor(N2, false, 0);
    assert.equal(puller.took(N2, [0, 5, 'more'], { now: 10 }), false, 'another message follows');
    assert.deepEqual([puller.pull.isOpen(10), puller.pull.dueAtMs], [true, 1010]);
    assert.equal(puller.pull.cursorFor(N3, false, 20), undefined);
    assert.equal(puller.took(N2, [5, 9, 'again'], { now: 20 }), true);
    assert.deepEqual(puller.pull.cursorFor(N2, true, 20), [L2, 9, MESSAGES]);
    assert.equal(puller.took(N3, [0, 4, 'again'], { now: 30 }), false, 'n2 would send the same');
    assert.equal(puller.took(N2, [9, 12, 'done'], { now: 40 }), false);
    assert.deepEqual([puller.pull.isOpen(40), puller.pull.dueAtMs], [false, Infinity]);
    assert.deepEqual(puller.pull.cursorFor(N3, false, 40), [L3, 4, 1]);
  });

  it('asks on only with the last of the answers that are under way, and only where it got further', () => {
    for (const now of [0, 300]) puller.pull.cursorFor(N2, false, now);
    assert.equal(puller.took(N2, [0, 5, 'again'], { now: 310 }), false, 'another answer follows');
    assert.equal(puller.took(N2, [0, 5, 'again'], { now: 320, merged: NOTHING }), false, 'a copy');
    puller.pull.cursorFor(N2, true, 330);
    assert.equal(puller.took(N2, [5, 6, 'again'], { now: 340, merged: NOTHING }), true, 'it got further');
    puller.pull.cursorFor(N2, true, 350);
    assert.equal(puller.took(N2, [0, 0, 'again'], { now: 360 }), true, 'it got news');
  });

  it('passes over nothing: a message that does not begin where it stands moves it no further', () => {
    const cursor = (): unknown => puller.pull.cursorFor(N2, true, 0);
    puller.took(N2, [0, 5, 'more']);
    puller.took(N2, [6, 9, 'more']);
    assert.deepEqual(cursor(), [L2, 5, MESSAGES], 'the one from 5 to 6 was lost');
    puller.took(N2, [2, 4, 'more']);
    assert.deepEqual(cursor(), [L2, 5, MESSAGES], 'it goes back for nobody');
    puller.took(N2, [3, 7, 'more']);
    assert.deepEqual(cursor(), [L2, 7, MESSAGES]);
    for (const left of [{ early: [[] as never] }, { late: 1 }])
      puller.took(N2, [7, 8, 'more'], { merged: { ...NEWS, ...left } });
    assert.deepEqual(cursor(), [L2, 7, MESSAGES], 'something was left out');
    puller.took(N2, [0, 3, 'more'], { life: 'n2#1' as Origin });
    assert.deepEqual(cursor(), ['n2#1', 3, MESSAGES], 'the feed of another life begins anew');
    assert.equal(
      puller.took(N2, [3, 9, 'again'], { asker: 'n1#9' as Origin, life: 'n2#1' as Origin }),
      false,
    );
    assert.deepEqual(cursor(), ['n2#1', 3, MESSAGES], 'another life had asked');
  });

  it('asks who is sending again where nothing comes, unless it is silent altogether', () => {
    assert.equal(puller.pull.resume(0), undefined);
    puller.took(N2, [0, 5, 'more']);
    assert.deepEqual([puller.pull.isOpen(999), puller.pull.isOpen(1000)], [true, false]);
    assert.deepEqual([puller.pull.resume(1000), puller.pull.dueAtMs], [N2, 2000]);
    puller.state.reachability.asked(N2, 0);
    puller.state.reachability.update(10_000, []);
    assert.deepEqual([puller.pull.resume(2000), puller.pull.dueAtMs], [undefined, Infinity]);
  });

  it('ends with a peer that is gone', () => {
    puller.took(N2, [0, 5, 'more']);
    puller.pull.membersChanged();
    assert.ok(puller.pull.isOpen(1));
    puller.state.setMembers(View.founded([MINE, L3], 'without n2'), [ME, N3]);
    puller.pull.membersChanged();
    assert.equal(puller.pull.isOpen(1), false);
  });

  it('takes nothing for an answer that is none', () => {
    const body = { type: 'delta', origin: L2, at: 0, seq: 0, stable: 0 } as const;
    assert.equal(puller.pull.took(body, N2, NEWS, 0), false);
  });
});

describe('the head of a feed', () => {
  let puller: Puller;
  const SEEN: WireSeen[] = [
    [L2, 4, 0, 2, [[6, 7]]],
    [L3, 0, null, 0, [[9, 9]]],
    [MINE, 3, null, 3],
  ];
  beforeEach(() => {
    puller = new Puller();
    puller.state.seen.add(L2, 3);
  });
  const held = (): string[] =>
    puller.state.seen.all().map(({ origin, through, beyond }) => `${origin} ${through} ${beyond.join(' ')}`);

  it('makes the peer’s claims this replica’s own, and acknowledges what is not stable yet', () => {
    puller.took(N2, [0, 9, 'head'], { seen: SEEN, now: 50 });
    assert.deepEqual(held(), ['n1#0 3 ', 'n2#0 4 6,7', 'n3#0 0 9,9']);
    const now = [50, 1] as const;
    assert.deepEqual(puller.outgoing.take(N2), [
      [
        L2,
        ME,
        [
          [4, 4, ...now],
          [6, 7, ...now],
        ],
      ],
    ]);
    assert.deepEqual(puller.outgoing.take(N3), [[L3, ME, [[9, 9, ...now]]]]);
    assert.deepEqual(puller.outgoing.take(ME), []);
  });

  it('is claimed only where it has come, whole, with what the peer holds', () => {
    puller.took(N2, [0, 9, 'more'], { seen: SEEN });
    puller.took(N2, [10, 12, 'head'], { seen: SEEN });
    puller.took(N2, [9, 12, 'head'], { seen: SEEN, merged: { ...NEWS, late: 1 } });
    puller.took(N2, [9, 12, 'head']);
    assert.deepEqual(held(), ['n2#0 0 3,3']);
  });

  it('is never claimed of a feed of which something was left out, until another life of the peer has another', () => {
    puller.took(N2, [0, 5, 'more'], { leftOut: 1 });
    puller.took(N2, [5, 9, 'head'], { seen: SEEN });
    assert.deepEqual(held(), ['n2#0 0 3,3']);
    puller.took(N2, [0, 9, 'head'], { seen: SEEN, life: 'n2#1' as Origin, leftOut: 1 });
    assert.deepEqual(held(), ['n2#0 0 3,3']);
    puller.took(N2, [0, 9, 'head'], { seen: SEEN, life: 'n2#2' as Origin });
    assert.deepEqual(held(), ['n1#0 3 ', 'n2#0 4 6,7', 'n3#0 0 9,9']);
  });

  it('leaves reads undecided that may have missed what never came', () => {
    const { state, events } = puller;
    const before = entryWith({ clockUs: 1 });
    state.store.put('x', before, '1' as JsonText, -Infinity);
    state.reads.record('x', before, 10, events);
    state.store.put('x', entryWith({ clockUs: 2, origin: L3 }), '2' as JsonText, -Infinity);
    puller.took(N2, [0, 3, 'head'], { seen: [[L2, 2, 0, 2]] });
    assert.deepEqual(events, [], 'what is stable was accepted before this life began');
    puller.took(N2, [3, 4, 'head'], { seen: [[L2, 4, 0, 4]] });
    assert.deepEqual(events, []);
    puller.took(N2, [4, 5, 'head'], { seen: [[L2, 5, 0, 4]] });
    assert.deepEqual(events, [{ type: 'dropped', what: 'undecided_reads', count: 1 }]);
    puller.took(N2, [5, 6, 'head'], { seen: [[L2, 5, 0, 4]] });
    assert.equal(events.length, 1, 'nothing more is claimed');
  });
});
