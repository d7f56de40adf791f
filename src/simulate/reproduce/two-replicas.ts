/**
 * Two replicas that anti-entropy makes equal, and what that costs: every write of many others has reached the one, and all but some the
 * other. The writers themselves are silent: the two have only each other.
 */

import { prng } from '../../base/prng.ts';
import { DEFAULT_GOSSIP, type AntiEntropyMethod } from '../../core/config.ts';
import { Replica } from '../../core/replica.ts';
import { makeOrigin } from '../../core/store/dot.ts';
import { encodedBytes } from '../../protocol/encode.ts';
import type { GossipBody, WireEntry } from '../../protocol/gossip.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { NEVER_MS } from './undisturbed.ts';

export interface TwoSets {
  readonly writers: number;
  readonly entries: number;
  /** Of the entries: those that the one replica lacks. */
  readonly lacked: number;
}

interface Due {
  readonly atMs: number;
  readonly dest: NodeId;
  readonly body: GossipBody;
}

const [BEHIND, AHEAD] = ['behind', 'ahead'] as unknown as [NodeId, NodeId];
const START_MS = 1_700_000_000_000;
/** Long before the two talk: nothing is taken to be on its way. */
const BEGINS_MS = START_MS + 60_000;
const LATENCY_MS = 20;

/** The dots of all writes, and whether the one replica lacks them: the last of each writer, as far as they go. */
export function* writesOf({ writers, entries, lacked }: TwoSets): Generator<[number, number, boolean]> {
  for (let i = 0; i < entries; i++) yield [i % writers, Math.floor(i / writers) + 1, i >= entries - lacked];
}

export function originOf(writer: number): Origin {
  return makeOrigin(`n${writer}` as NodeId, START_MS * 1000);
}

/** Bytes between the two, without those of the entries themselves, until both hold the same. */
export function bytesUntilEqual(sets: TwoSets, antiEntropy: AntiEntropyMethod, seed: number): number {
  const pair = new Pair(sets, antiEntropy, seed);
  for (const [writer, seq, isLacked] of writesOf(sets))
    pair.bring(writer, seq, isLacked ? [AHEAD] : [AHEAD, BEHIND]);
  return pair.untilEqual();
}

class Pair {
  readonly #sets: TwoSets;
  readonly #replicas = new Map<NodeId, Replica>();
  readonly #due: Due[] = [];
  #now = START_MS;
  #bytes = 0;
  #lacking: number;

  constructor(sets: TwoSets, antiEntropy: AntiEntropyMethod, seed: number) {
    this.#sets = sets;
    this.#lacking = sets.lacked;
    const writers = Array.from({ length: sets.writers }, (_, i) => `n${i}` as NodeId);
    const nodes = [BEHIND, AHEAD, ...writers];
    for (const node of [BEHIND, AHEAD]) {
      const rng = prng(seed).fork(node);
      const late = node === BEHIND ? {} : { antiEntropyIntervalMs: NEVER_MS, antiEntropyIdleMs: NEVER_MS };
      const settings = {
        ...DEFAULT_GOSSIP,
        antiEntropy,
        topology: 'given' as const,
        ackDelayMs: NEVER_MS,
        ...late,
      };
      const out = {
        events: [],
        changes: undefined,
        gossip: (dest: NodeId, body: GossipBody) => this.#send(dest, body),
      };
      const replica = new Replica(
        { ...settings, node, nodes, incarnation: START_MS * 1000, rng },
        out,
        BEGINS_MS,
      );
      this.#replicas.set(node, replica);
    }
  }

  /** A write reaches some of the two. */
  bring(writer: number, seq: number, dests: readonly NodeId[]): void {
    const origin = originOf(writer);
    const key = `k${writer}-${seq}`;
    const entry: WireEntry = [origin, seq, this.#now * 1000 + 1, this.#now, 1, [[key, seq]]];
    for (const dest of dests) {
      const body: GossipBody = { type: 'mail', origin, at: this.#now, seq, stable: 0, entries: [entry] };
      this.#replicas.get(dest)?.receive(body, `n${writer}` as NodeId, this.#now);
    }
  }

  untilEqual(): number {
    this.#now = BEGINS_MS;
    // Not before: they would have mailed each other what they were brought.
    for (const [node, replica] of this.#replicas) replica.follow([node === BEHIND ? AHEAD : BEHIND]);
    while (this.#lacking > 0) this.#step();
    return this.#bytes;
  }

  #step(): void {
    const next = this.#due.shift();
    if (next === undefined) {
      const wakes = [...this.#replicas.values()].map((replica) => replica.wakeAtMs);
      this.#now = Math.max(this.#now, Math.min(...wakes));
    } else {
      this.#now = Math.max(this.#now, next.atMs);
      const from = next.dest === BEHIND ? AHEAD : BEHIND;
      const replica = this.#replicas.get(next.dest);
      replica?.receive(next.body, from, this.#now);
      if (next.dest === BEHIND) this.#lacking -= this.#newIn(next.body.entries ?? []);
    }
    for (const replica of this.#replicas.values()) replica.tick(this.#now);
  }

  #newIn(entries: readonly WireEntry[]): number {
    const { writers, entries: all, lacked } = this.#sets;
    return entries.filter(([origin, seq]) => {
      const writer = Number(origin.slice(1, origin.indexOf('#')));
      return (seq - 1) * writers + writer >= all - lacked;
    }).length;
  }

  #send(dest: NodeId, body: GossipBody): void {
    if (dest !== BEHIND && dest !== AHEAD) return;
    const entries = body.entries ?? [];
    this.#bytes += encodedBytes(body) - entries.reduce((sum, entry) => sum + encodedBytes(entry) + 1, 0);
    this.#due.push({ atMs: this.#now + LATENCY_MS, dest, body });
  }
}
