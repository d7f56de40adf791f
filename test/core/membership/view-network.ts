/** State machines of many nodes that agree on who counts, and the network between them. */

import assert from 'node:assert/strict';
import { prng, type Prng } from '../../../src/base/prng.ts';
import type { View } from '../../../src/core/membership/view.ts';
import { VoterMemory } from '../../../src/core/membership/voter-memory.ts';
import { Views, type Outcome, type ViewsConfig } from '../../../src/core/membership/views.ts';
import type { WireChange, WireMembership } from '../../../src/protocol/membership.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

export const life = (index: number, incarnation = 0): Origin => `n${index}#${incarnation}` as Origin;
const nameOf = (origin: Origin): NodeId => origin.split('#')[0] as NodeId;

interface Letter {
  readonly from: Origin;
  readonly to: NodeId;
  readonly message: WireMembership;
}

/** Delivers in any order, now and then twice, and loses what it is told to lose. */
export class Network {
  now = 0;
  readonly nodes = new Map<NodeId, { readonly me: Origin; readonly views: Views }>();
  readonly outcomes: string[] = [];
  /** Every view that any node ever had, by number. */
  readonly marks = new Map<number, string>();
  splits = 0;
  /** Who hears whom. */
  reaches: (from: NodeId, to: NodeId) => boolean = () => true;
  lossRatio = 0;
  readonly rng: Prng;
  #letters: Letter[] = [];

  constructor(seed: number, founders: number) {
    this.rng = prng(seed);
    const lives = Array.from({ length: founders }, (_, index) => life(index));
    for (const me of lives) this.start(me, lives);
  }

  start(me: Origin, founders: readonly Origin[] = [], asked?: Partial<ViewsConfig>): void {
    const memory = new VoterMemory(() => undefined);
    const seeds = [...this.nodes.keys()];
    const config = { me, founders, seeds, rng: this.rng.fork(me), memory, ...asked };
    const out = {
      tell: (to: NodeId, message: WireMembership): void => {
        this.#letters.push({ from: me, to, message });
      },
      viewChanged: (_: View | undefined, { id: [number, mark] }: View): void => {
        assert.equal(this.marks.get(number) ?? mark, mark, `there is one view ${number}`);
        this.marks.set(number, mark);
      },
      ended: ([kind, about]: WireChange, outcome: Outcome): void => {
        this.outcomes.push(`${nameOf(me)}: ${kind} ${about} ${outcome}`);
      },
      decided: (): void => undefined,
      split: (): void => {
        this.splits++;
      },
    };
    const views = new Views({ ...config, retryMs: 100, giveUpMs: 2000 }, out, this.now);
    this.nodes.set(nameOf(me), { me, views });
  }

  of(index: number): Views {
    const node = this.nodes.get(`n${index}` as NodeId);
    assert.ok(node !== undefined);
    return node.views;
  }

  /** Lets so much time pass. */
  run(ms: number): void {
    for (const until = this.now + ms; this.now < until; this.now += 5) {
      for (const { views } of this.nodes.values()) if (views.dueAtMs <= this.now) views.tick(this.now);
      for (let left = this.#letters.length; left > 0; left--) this.#deliverOne();
    }
  }

  #deliverOne(): void {
    const [letter] = this.#letters.splice(this.rng.below(this.#letters.length), 1);
    if (letter === undefined) return;
    const { from, to, message } = letter;
    if (this.rng.float() < 0.1) this.#letters.push(letter);
    if (this.rng.float() < this.lossRatio || !this.reaches(nameOf(from), to)) return;
    this.nodes.get(to)?.views.receive(nameOf(from), from, message, this.now);
  }

  /** Everybody tells everybody, as gossip does. */
  /** A node that founds the cluster if none of so many, itself among them, knows of one. */
  mayFound(me: Origin, of = 3): void {
    const names = Array.from({ length: of }, (_, index) => `n${index}` as NodeId);
    this.start(me, [], { mayFound: true, seeds: names.filter((name) => name !== nameOf(me)) });
  }

  spread(): void {
    for (const { views } of this.nodes.values())
      for (const node of this.nodes.keys()) views.inform(node, this.now);
    this.run(1000);
  }

  membersAt(index: number): string {
    return [...(this.of(index).view?.members ?? [])].map(([one, state]) => `${one} ${state}`).join(', ');
  }
}

/** Two sides that do not hear each other. */
export function cut(network: Network, left: readonly number[]): void {
  const isLeft = (node: NodeId): boolean => left.some((index) => node === `n${index}`);
  network.reaches = (from, to) => isLeft(from) === isLeft(to);
}
