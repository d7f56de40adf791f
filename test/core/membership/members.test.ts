/** How a view takes effect at a node: what it has to hold before it serves, what it may go only after, and whom it hears meanwhile. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import { View } from '../../../src/core/membership/view.ts';
import { Replica } from '../../../src/core/replica.ts';
import { parseGossip } from '../../../src/protocol/parse-gossip.ts';
import type { GossipBody, WireSeen } from '../../../src/protocol/gossip.ts';
import type { WireChange } from '../../../src/protocol/membership.ts';
import type { JsonText, NodeId, Origin } from '../../../src/protocol/names.ts';

const [N1, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [L1, L2, L3] = ['n1#0', 'n2#0', 'n3#0'] as Origin[] as [Origin, Origin, Origin];
const START_MS = 1_000_000;
const FOUNDED = View.founded([L1, L2], 'founded');

function next(view: View, change: WireChange): View {
  const after = view.after([`m${view.number + 1}`, change]);
  return after instanceof View ? after : assert.fail(after);
}
const JOINING = next(FOUNDED, ['join', L3]);

/** n3, which knows of no view yet. */
class Hand {
  now = START_MS;
  readonly events: NodeEvent[] = [];
  readonly replica: Replica;
  readonly #sent: (GossipBody & { readonly to: NodeId })[] = [];

  constructor() {
    const out = {
      events: this.events,
      changes: undefined,
      gossip: (to: NodeId, body: GossipBody): void => {
        this.#sent.push({ ...body, to });
      },
    };
    const config = { ...DEFAULT_GOSSIP, node: N3, nodes: [N3], incarnation: 0, rng: prng(1) };
    const views = { founders: [], seeds: [N1] };
    this.replica = new Replica({ ...config, views }, out, this.now);
    this.tick();
  }

  /** `kind to` of each message, of those about views what they are. */
  tick(): string[] {
    this.replica.tick(this.now);
    return this.#sent.splice(0).map(({ type, to, membership }) => `${membership?.[0] ?? type} ${to}`);
  }

  hears(from: NodeId, sections: Partial<GossipBody>): string[] {
    const body = { type: 'delta', origin: `${from}#0` as Origin, at: this.now, seq: 0, stable: 0 } as const;
    this.replica.receive({ ...body, ...sections }, from, this.now);
    return this.tick();
  }

  /** n1 tells it of a view. */
  learns(view: View, seen: readonly WireSeen[] = []): string[] {
    return this.hears(N1, { type: 'view', view: view.id, membership: ['view', view.toWire()], seen });
  }

  told(type: NodeEvent['type']): NodeEvent[] {
    return this.events.splice(0).filter((event) => event.type === type);
  }
}

describe('who is no member', () => {
  it('is heard of only in a view that is not known here: what comes in an earlier one is taken in', () => {
    const hand = new Hand();
    hand.learns(JOINING);
    const refused = (view: unknown): boolean => {
      const acks = [['n9#0', 'n1', [[1, 1, START_MS]]]];
      const body = { type: 'ack', origin: L1, at: START_MS, seq: 0, stable: 0, view, acks };
      return !parseGossip({ src: N1, dest: N3, body, msgId: undefined, line: '' }, hand.replica.listener).ok;
    };
    assert.deepEqual([JOINING.id, FOUNDED.id, [9, 'later']].map(refused), [true, true, false]);
  });
});

describe('a node that is joining', () => {
  let hand: Hand;
  const { id } = JOINING;
  const seen: WireSeen[] = [];
  beforeEach(() => {
    hand = new Hand();
    assert.deepEqual(hand.learns(JOINING), ['have n1', 'digest n1', 'digest n2']);
    assert.deepEqual(hand.told('view'), [
      { type: 'view', id, members: { joining: 1, active: 2, leaving: 0 }, state: 'joining' },
    ]);
  });

  it('asks to become active once each active member has said that it has this view, and it holds what that one holds', () => {
    assert.deepEqual(hand.hears(N1, { view: id, seen }), []);
    assert.deepEqual(hand.hears(N2, { view: FOUNDED.id, seen }), ['view n2'], 'that one has an older view');
    assert.deepEqual(hand.hears(N2, { view: id }), [], 'it does not say what it holds');
    assert.deepEqual(hand.hears(N2, { view: id, seen: [[L2, 1, 0, 0]] }), [], 'that has not come');
    assert.deepEqual(hand.hears(N2, { view: id, seen }), ['prepare n1', 'prepare n2']);
  });

  it('asks again those that it waits for, and serves nobody, also after it is active until its clock is past theirs', () => {
    hand.hears(N1, { view: id, seen, at: START_MS + 700 });
    hand.now += DEFAULT_GOSSIP.antiEntropyIntervalMs;
    assert.ok(hand.tick().includes('digest n2'));
    hand.hears(N2, { view: id, seen, at: START_MS + 300 });
    assert.equal(hand.replica.members?.isServing(START_MS + 5000), false);
    hand.learns(next(JOINING, ['activate', L3]));
    assert.deepEqual(
      [700, 701].map((ms) => hand.replica.members?.isServing(START_MS + ms)),
      [false, true],
    );
  });

  it('takes in nothing of who has a later view, or is no member', () => {
    const later = next(JOINING, ['remove', L2]);
    const mail = { type: 'mail', entries: [[L2, 1, 1, START_MS, 1, [['x', 1]]]] } as const;
    assert.deepEqual(hand.hears(N2, { ...mail, view: later.id }), ['ask n2']);
    assert.deepEqual(hand.hears('n9' as NodeId, { ...mail, view: id }), ['view n9']);
    assert.deepEqual(hand.hears(N2, mail), []);
    assert.equal(hand.told('rejected').length, 3);
    assert.equal(hand.replica.peek('x'), undefined);
    hand.hears(N2, { ...mail, view: id });
    assert.equal(hand.replica.peek('x'), '1');
  });
});

describe('another view', () => {
  it('lets go of the clock of who is no member any more', () => {
    const active = next(JOINING, ['activate', L3]);
    const hand = new Hand();
    hand.learns(active);
    const at = hand.now + 5000;
    hand.hears(N2, { view: active.id, at, echo: [L3, hand.now] });
    const clocks = (): unknown[] =>
      hand.told('clock').map((event) => event.type === 'clock' && event.offsetMs);
    assert.deepEqual(clocks(), [5000]);
    hand.learns(next(active, ['remove', L2]));
    assert.deepEqual(clocks(), [0]);
  });

  it('counts no silent node that is no member any more', () => {
    const active = next(JOINING, ['activate', L3]);
    const hand = new Hand();
    hand.learns(active);
    hand.now += DEFAULT_GOSSIP.antiEntropyIdleMs;
    const asked = hand.tick().find((text) => text.startsWith('digest'));
    hand.now += DEFAULT_GOSSIP.suspectAfterMs;
    hand.tick();
    const silent = (): unknown[] =>
      hand.told('peers').map((event) => event.type === 'peers' && event.suspected);
    assert.equal(silent().at(-1), 1, asked);
    hand.learns(next(active, ['remove', asked === 'digest n1' ? L1 : L2]));
    assert.deepEqual(silent(), [0]);
  });
});

describe('a node that is a member no more', () => {
  const active = next(JOINING, ['activate', L3]);
  let hand: Hand;
  beforeEach(() => {
    hand = new Hand();
    hand.learns(active);
    hand.replica.write([['x', '1' as JsonText]], hand.now);
  });

  it('goes only when the others have all that it wrote, and is not fenced then', () => {
    const leaving = next(active, ['leave', L3]);
    assert.ok(!hand.learns(leaving).some((text) => text.startsWith('prepare')));
    const acks = (by: NodeId): Partial<GossipBody> => ({
      view: leaving.id,
      acks: [[L3, by, [[1, 1, hand.now]]]],
    });
    assert.ok(!hand.hears(N1, acks(N1)).some((text) => text.startsWith('prepare')));
    assert.ok(hand.hears(N2, acks(N2)).includes('prepare n1'));
    hand.learns(next(leaving, ['left', L3]));
    assert.deepEqual([hand.replica.members?.isGone, hand.told('fenced')], [true, []]);
  });

  it('says what it holds that the others may not, where it was removed', () => {
    const removed = next(active, ['remove', L3]);
    hand.learns(removed, [[L2, 3, 0, 0]]);
    assert.deepEqual(hand.told('fenced'), [{ type: 'fenced', unmerged: [[L3, 1, 1]] }]);
    assert.equal(hand.replica.members?.isServing(Infinity), false);
    const other = new Hand();
    other.learns(active);
    other.replica.write([['x', '1' as JsonText]], other.now);
    other.learns(removed, [[L3, 1, 0, 0]]);
    assert.deepEqual(other.told('fenced'), [{ type: 'fenced', unmerged: [] }]);
  });
});
