/** A replica from outside: what it tells of what it holds, whom it follows, and what it does where it is alone. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP, type ReplicaConfig } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import type { Change } from '../../src/core/journal/change.ts';
import { replay } from '../../src/core/journal/replay.ts';
import { View } from '../../src/core/membership/view.ts';
import { Replica } from '../../src/core/replica.ts';
import type { GossipBody, WireDots } from '../../src/protocol/gossip.ts';
import { DELETED, type JsonText, type NodeId, type Origin } from '../../src/protocol/names.ts';
import { entryWith } from './entries.ts';

const NAMES = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [N1, N2, N3] = NAMES;
const [L1, L2] = ['n1#0', 'n2#0'] as Origin[] as [Origin, Origin];
const NOW = 1_000_000;
const LIFE: Change = { type: 'life', incarnation: 0, correctionMs: 0, keepsData: false };

/** n1, and what it does. */
class Hand {
  readonly events: NodeEvent[] = [];
  readonly replica: Replica;
  readonly #sent: string[] = [];

  /** @param past what a process before this one kept; undefined: there was none */
  constructor(changes: Partial<ReplicaConfig> = {}, past?: readonly Change[]) {
    const config = { ...DEFAULT_GOSSIP, node: N1, nodes: NAMES, incarnation: 0, rng: prng(1), ...changes };
    const gossip = (to: NodeId, { type }: GossipBody): void => void this.#sent.push(`${type} ${to}`);
    const out = { events: this.events, changes: undefined, gossip };
    const recalled = past && replay([LIFE, ...past], config, out);
    this.replica = new Replica(config, out, NOW, recalled);
  }

  /** What it sends until then. */
  until(now: number): string[] {
    for (let at = NOW; at <= now; at = this.replica.wakeAtMs) this.replica.tick(at);
    return this.#sent.splice(0);
  }

  write(key: string, value: string): void {
    this.replica.write([[key, value as JsonText]], NOW);
  }

  dropped(): unknown[] {
    return this.events.splice(0).filter(({ type }) => type === 'dropped');
  }
}

describe('a replica', () => {
  it('says what still holds of writes, for people', () => {
    const hand = new Hand();
    const { replica } = hand;
    for (const [key, value] of [
      ['x', '1'],
      ['y', '2'],
      ['x', '3'],
      ['z', '4'],
      ['z', DELETED],
    ] as const)
      hand.write(key, value);
    const entries: GossipBody['entries'] = [[L2, 3, NOW * 1000, NOW, 1, [['w', 5]]]];
    replica.receive({ type: 'mail', origin: L2, at: NOW, seq: 3, stable: 0, entries }, N2, NOW);
    const values = (...dots: WireDots[]): unknown[] =>
      [...replica.valuesOf(dots)].map(({ key, value, entry }) => [key, value, entry.seq]);
    assert.deepEqual(values([L1, 1, 3]), [
      ['y', '2', 2],
      ['x', '3', 3],
    ]);
    assert.deepEqual(values([L1, 3, 3]), [['x', '3', 3]], 'from the first of a run');
    assert.deepEqual(values([L1, 4, 9], [L2, 3, 3]), [
      ['z', DELETED, 5],
      ['w', '5', 3],
    ]);
    assert.deepEqual(values(), []);
  });

  it('keeps the books on no read where nobody else can write', () => {
    const alone = new Hand({ nodes: [N1], bounds: { keyReads: 1, viewReads: 1 } });
    for (let i = 0; i < 3; i++) alone.replica.read('x', NOW);
    assert.deepEqual(alone.dropped(), []);
    const among = new Hand({ bounds: { keyReads: 1 } });
    for (let i = 0; i < 3; i++) among.replica.read('x', NOW);
    assert.equal(among.dropped().length, 2, 'beside others a read is open until they have been heard');
  });

  it('follows the neighbours that a client names, where it is to', () => {
    const partners = (topology: ReplicaConfig['topology'], names: readonly string[]): Set<string> => {
      const hand = new Hand({ topology, antiEntropyIdleMs: 1000 });
      hand.replica.follow(names);
      return new Set(hand.until(NOW + 60_000));
    };
    assert.deepEqual(partners('given', ['n3', 'n9', 'n1']), new Set(['digest n3']));
    assert.deepEqual(partners('full', ['n3']), new Set(['digest n2', 'digest n3']));
    assert.deepEqual(
      partners('given', ['n9']),
      new Set(['digest n2', 'digest n3']),
      'none of them is a peer',
    );
  });
});

describe('a replica that goes on where a process before it ended', () => {
  const written: Change = {
    ...{ type: 'entry', entry: entryWith({ origin: L1, acceptedAtMs: NOW - 5000, keys: ['x'] }) },
    ...{ values: ['1' as JsonText], isClaimed: true },
  };
  const acked = (by: NodeId): Change => ({
    ...{ type: 'acked', by, from: 1, to: 1, heldAtMs: NOW, isAtMost: false },
  });
  const patienceMs = 3 * (DEFAULT_GOSSIP.repairAfterMs + DEFAULT_GOSSIP.ackDelayMs);
  const never = { antiEntropyIntervalMs: 1e9, antiEntropyIdleMs: 1e9 };

  it('asks for the acknowledgements that are still missing, and for no others', () => {
    const until = NOW + patienceMs;
    assert.deepEqual(new Hand(never, [written]).until(until), ['digest n2', 'digest n3']);
    assert.deepEqual(new Hand(never, [written, acked(N2)]).until(until), ['digest n3']);
    assert.deepEqual(new Hand(never, [written, acked(N2), acked(N3)]).until(until), []);
  });

  it('asks the members at once where it was joining them', () => {
    const founded = View.founded([L2, 'n3#0' as Origin], 'founded');
    const joining = founded.after(['m', ['join', L1]]);
    assert.ok(joining instanceof View);
    const active = joining.after(['n', ['activate', L1]]);
    assert.ok(active instanceof View);
    const asked = (view: View): string[] => {
      const past: Change[] = [{ type: 'view', view: view.toWire(), servesAfterMs: 0 }];
      const views = { founders: [], seeds: [N2] };
      return new Hand({ ...never, nodes: [N1], views }, past).until(NOW);
    };
    assert.deepEqual(asked(joining), ['digest n2', 'digest n3']);
    assert.deepEqual(asked(active), []);
  });
});
