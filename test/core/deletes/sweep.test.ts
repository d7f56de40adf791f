/** When a tombstone goes: once each peer has shown that it holds it, and then, long enough after, that it knows of nothing else. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import { Sweep } from '../../../src/core/deletes/sweep.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import { View } from '../../../src/core/membership/view.ts';
import { ReplicaState } from '../../../src/core/state.ts';
import type { GossipBody, WireSeen } from '../../../src/protocol/gossip.ts';
import { DELETED, type JsonText, type NodeId, type Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [N1, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const ME = 'n1#0' as Origin;
/** Longer than a message may be on its way: what it may take, and what clocks may differ by, twice. */
const WAIT_MS = 1000 + 2 * 100;
const SEEN: WireSeen[] = [[ME, 2, 0, 0]];
const FOUNDERS = [ME, 'n2#0', 'n3#0'] as Origin[];

/** n1, which holds a tombstone of x, and whom it asks. */
class Sweeping {
  readonly events: NodeEvent[] = [];
  readonly state: ReplicaState;
  readonly sweep: Sweep;
  readonly asked: string[] = [];

  constructor(nodes: readonly NodeId[] = [N1, N2, N3], hasViews = false) {
    const out = { events: this.events, changes: undefined, gossip: (): void => undefined };
    this.state = new ReplicaState(
      {
        ...{ ...DEFAULT_GOSSIP, antiEntropyIntervalMs: 10, maxClockAheadMs: 100 },
        ...{ node: N1, nodes, incarnation: 0, rng: prng(1), bounds: { messageAgeMs: 1000 } },
        ...(hasViews && { views: { founders: FOUNDERS, seeds: [] } }),
      },
      out,
    );
    this.sweep = new Sweep(this.state, (peer, now) => this.asked.push(`${now} ${peer}`));
    this.put(1, 'x', '1' as JsonText);
  }

  put(seq: number, key: string, value: JsonText): void {
    const { store, seen } = this.state;
    const entry = entryWith({ origin: ME, seq, clockUs: seq, keys: [key], arrival: store.nextArrival() });
    store.put(key, entry, value, -Infinity);
    seen.add(ME, seq);
  }

  /** Lets it do what is due until then; returns whom it asked. */
  until(now: number): string[] {
    this.sweep.look(now);
    while (this.sweep.dueAtMs <= now) this.sweep.duty.run(this.sweep.dueAtMs);
    return this.asked.splice(0);
  }

  /** A peer answers what it was asked then. */
  answers(
    from: NodeId,
    now: number,
    changes: Partial<GossipBody> & { readonly askedAtMs?: number } = {},
  ): void {
    const { askedAtMs = now, ...others } = changes;
    const life = `${from}#0` as Origin;
    const body: GossipBody = {
      ...{ type: 'delta', origin: life, at: now, seq: 0, stable: 0 },
      ...{ echo: [ME, askedAtMs], seen: SEEN },
      ...others,
    };
    this.sweep.answered(body, from, now);
  }

  get isHeld(): boolean {
    return this.state.store.entryOf('x') !== undefined;
  }

  view(...lives: Origin[]): View {
    const view = View.founded(lives, lives.join(' '));
    this.state.setMembers(
      view,
      lives.map((life) => life.split('#')[0] as NodeId),
    );
    return view;
  }
}

describe('a sweep', () => {
  let node: Sweeping;
  beforeEach(() => {
    node = new Sweeping();
    assert.deepEqual([node.until(1000), node.sweep.dueAtMs], [[], Infinity], 'nothing is deleted');
    node.put(2, 'x', DELETED);
    node.until(1000);
  });
  /** Both have shown that they hold it, at 1020 and 1030. */
  const heldByAll = (): void => {
    node.until(1030);
    node.answers(N2, 1020);
    node.answers(N3, 1030);
    node.asked.length = 0;
  };

  it('asks one peer each interval that has not answered, and none that is silent altogether', () => {
    assert.deepEqual(node.until(1040), ['1010 n2', '1020 n3', '1030 n2', '1040 n3']);
    node.answers(N2, 1041);
    assert.deepEqual(node.until(1060), ['1050 n3', '1060 n3']);
    node.state.reachability.asked(N3, 0);
    node.state.reachability.update(10_000, []);
    assert.deepEqual(node.until(1080), []);
    node.state.reachability.heard(N3);
    assert.deepEqual(node.until(1090), ['1090 n3']);
  });

  it('drops tombstones once all have answered twice, and says so', () => {
    heldByAll();
    assert.equal(node.sweep.dueAtMs, 1030 + WAIT_MS);
    node.answers(N2, 1035);
    node.answers(N3, 1035);
    const from = 1030 + WAIT_MS;
    assert.deepEqual(node.until(from + 10), [`${from} n3`, `${from + 10} n2`]);
    node.answers(N2, from + 5);
    assert.deepEqual(node.until(from + 30), [`${from + 20} n3`, `${from + 30} n3`]);
    assert.ok(node.isHeld);
    node.answers(N3, from + 30);
    assert.equal(node.isHeld, false);
    assert.deepEqual(node.events, [{ type: 'forgotten', keys: ['x'] }]);
    node.until(9000);
    assert.equal(node.sweep.dueAtMs, Infinity);
  });

  it('counts no answer to an earlier question, of another life’s, or by who does not hold all that is held here', () => {
    node.until(1040);
    for (const changes of [
      { askedAtMs: 1009 },
      { echo: ['n1#7' as Origin, 1040] as const },
      { seen: [[ME, 1, 0, 0]] as WireSeen[] },
    ]) {
      node.answers(N2, 1040, changes);
      node.answers(N3, 1040, changes);
    }
    assert.equal(node.sweep.dueAtMs, 1050, 'it still asks');
    node.answers(N2, 1041, { askedAtMs: 1010 });
    node.answers(N3, 1041);
    assert.equal(node.sweep.dueAtMs, 1041 + WAIT_MS);
  });

  it('counts at last what was asked then, in time, by who knows of nothing else', () => {
    heldByAll();
    const from = 1030 + WAIT_MS;
    node.until(from);
    for (const changes of [
      { askedAtMs: from - 1 },
      { at: from - 101, askedAtMs: from },
      { at: from + 101, askedAtMs: from },
      { seen: [...SEEN, ['n2#0' as Origin, 1, 0, 0]] as WireSeen[] },
      { seen: [[ME, 2, 0, 0, [[9, 9]]]] as WireSeen[] },
    ])
      for (const peer of [N2, N3]) node.answers(peer, from, changes);
    assert.ok(node.isHeld);
    node.answers(N2, from, { at: from - 100, askedAtMs: from });
    node.answers(N3, from, { at: from + 100, askedAtMs: from });
    assert.equal(node.isHeld, false);
  });

  it('begins again where a peer has another life by then', () => {
    heldByAll();
    node.until(1030 + WAIT_MS);
    node.answers(N2, 1030 + WAIT_MS, { origin: 'n2#1' as Origin });
    assert.equal(node.sweep.dueAtMs, Infinity);
    node.answers(N3, 1030 + WAIT_MS);
    node.until(2300);
    assert.deepEqual(node.until(2320).length, 2);
    assert.ok(node.isHeld);
  });

  it('leaves what was written again, or deleted again, meanwhile', () => {
    heldByAll();
    const from = 1030 + WAIT_MS;
    node.until(from);
    node.put(3, 'x', DELETED);
    for (const peer of [N2, N3]) node.answers(peer, from);
    assert.ok(node.isHeld);
    assert.deepEqual(node.events, []);
  });

  it('takes up only what is claimed: a peer could not show that it has the rest', () => {
    const other = new Sweeping();
    const { store } = other.state;
    const entry = entryWith({
      origin: 'n9#0' as Origin,
      seq: 5,
      clockUs: 9,
      keys: ['y'],
      arrival: store.nextArrival(),
    });
    store.put('y', entry, DELETED, -Infinity);
    other.until(1000);
    assert.deepEqual([other.until(1030), other.sweep.dueAtMs], [[], 1040]);
  });

  it('needs nobody where the node is alone, but not in the step that writes the tombstone', () => {
    const alone = new Sweeping([N1]);
    alone.put(2, 'x', DELETED);
    alone.until(1000);
    alone.until(1010);
    assert.ok(alone.isHeld);
    alone.until(1020);
    assert.equal(alone.isHeld, false);
  });
});

describe('a sweep, where members change,', () => {
  let node: Sweeping;
  beforeEach(() => {
    node = new Sweeping([N1], true);
    node.put(2, 'x', DELETED);
  });

  it('begins again with another view, and counts no answer of who has another one', () => {
    const view = node.view(...FOUNDERS);
    node.until(1000);
    node.until(1020);
    node.answers(N2, 1020, { view: [1, 'another'] });
    node.answers(N3, 1020, { view: view.id });
    assert.equal(node.sweep.dueAtMs, 1030, 'n2 has to be asked again');
    const less = node.view(ME, 'n2#0' as Origin);
    node.answers(N2, 1025, { view: less.id });
    assert.equal(node.sweep.dueAtMs, Infinity);
    node.until(1030);
    node.until(1040);
    const last = node.view(...FOUNDERS);
    node.asked.length = 0;
    assert.deepEqual(node.until(1060).length, 2, 'all are asked anew');
    node.answers(N2, 1060, { view: last.id });
    assert.equal(node.sweep.dueAtMs, 1070);
    node.answers(N3, 1060, { view: last.id });
    assert.equal(node.sweep.dueAtMs, 1060 + WAIT_MS, 'all that this view has have answered in it');
  });

  it('goes on no more in a life that is gone', () => {
    node.view('n2#0' as Origin, 'n3#0' as Origin);
    node.until(1000);
    assert.deepEqual(node.until(1100), []);
    assert.ok(node.isHeld);
  });
});
