/**
 * Agreement on who counts, whatever the network does: messages of many nodes' state machines are delivered in any order, twice or
 * never, while changes compete, and no two nodes may ever have different views of the same number.
 */

import assert from 'node:assert/strict';
import { prng, type Prng } from '../../../src/base/prng.ts';
import { View } from '../../../src/core/membership/view.ts';
import { VoterMemory } from '../../../src/core/membership/voter-memory.ts';
import { Views, type Outcome } from '../../../src/core/membership/views.ts';
import type { WireChange, WireMembership } from '../../../src/protocol/membership.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { WIRE_LIMITS } from '../../../src/protocol/validate/limits.ts';

const life = (index: number, incarnation = 0): Origin => `n${index}#${incarnation}` as Origin;
const nameOf = (origin: Origin): NodeId => origin.split('#')[0] as NodeId;

interface Letter {
  readonly from: Origin;
  readonly to: NodeId;
  readonly message: WireMembership;
}

class Network {
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

  start(me: Origin, founders: readonly Origin[] = []): void {
    const memory = new VoterMemory(() => undefined);
    const config = { me, founders, seeds: [...this.nodes.keys()], rng: this.rng.fork(me), memory };
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
function cut(network: Network, left: readonly number[]): void {
  const isLeft = (node: NodeId): boolean => left.some((index) => node === `n${index}`);
  network.reaches = (from, to) => isLeft(from) === isLeft(to);
}

describe('views', () => {
  it('decide one of several changes at a time, whatever is lost, and in the end all that were asked for', () => {
    for (let seed = 0; seed < 150; seed++) {
      const network = new Network(seed, 3 + (seed % 4));
      network.lossRatio = (seed % 3) * 0.2;
      network.start(life(8));
      network.start(life(9));
      network.run(300);
      network.of(0).want(['leave', life(1)], network.now);
      network.of(1).want(['remove', life(2)], network.now);
      network.of(2).want(['remove', life(1)], network.now);
      network.run(4000);
      network.lossRatio = 0;
      network.run(6000);
      network.spread();
      for (const [node, { views }] of network.nodes) if (views.isGone) network.nodes.delete(node);
      const seen = new Set(
        [...network.nodes.keys()].map((node) => network.nodes.get(node)?.views.view?.id.join(' ')),
      );
      assert.equal(seen.size, 1, `seed ${seed}: all have the same view: ${[...seen].join('; ')}`);
      assert.equal(network.splits, 0);
      assert.ok(network.of(0).view?.stateOf(life(8)) === 'joining', `seed ${seed}: ${network.membersAt(0)}`);
    }
  });

  it('change nothing in two halves that remove each other, and say what to do', () => {
    const network = new Network(1, 4);
    cut(network, [0, 1]);
    network.of(0).want(['remove', life(2)], 0);
    network.of(3).want(['remove', life(1)], 0);
    network.run(5000);
    assert.deepEqual(network.outcomes.sort(), ['n0: remove n2#0 refused', 'n3: remove n1#0 refused']);
    assert.deepEqual([...network.marks.keys()], [1]);
  });

  it('go on in the larger part of a cut, and tell the smaller one when it is over', () => {
    const network = new Network(2, 5);
    cut(network, [3, 4]);
    network.of(0).want(['remove', life(4)], 0);
    network.of(4).want(['remove', life(0)], 0);
    network.run(5000);
    assert.ok(network.of(0).view?.gone.has(life(4)) === true);
    assert.equal(network.of(4).state, 'active', 'it has not heard of it');
    network.reaches = () => true;
    network.spread();
    assert.ok(network.of(4).isGone);
    assert.equal(network.of(4).want(['remove', life(0)], network.now), 'this node is no member: ask one');
  });

  it('complete what its proposer left open', () => {
    const network = new Network(3, 3);
    let accepted = 0;
    network.reaches = (from, to) =>
      !(from !== 'n0' && to === 'n0' && network.of(0).view?.number === 1 && accepted++ > 3);
    network.of(0).want(['remove', life(2)], 0);
    network.run(40);
    network.reaches = (from, to) => from !== 'n0' && to !== 'n0';
    network.run(3000);
    const views = [1, 2].map((index) => network.of(index).view?.number);
    network.reaches = () => true;
    network.spread();
    assert.equal(network.marks.size, network.of(1).view?.number, 'no view was skipped or made twice');
    assert.ok(views.every((number) => number === views[0]));
  });

  it('take another life in place of the one that a node had, and never that one again', () => {
    const network = new Network(4, 3);
    network.start(life(2, 1));
    network.run(2000);
    network.spread();
    assert.equal(network.of(0).view?.stateOf(life(2, 1)), 'joining');
    assert.ok(network.of(0).view?.gone.has(life(2)) === true);
    assert.match(network.of(0).want(['join', life(2)], network.now) ?? '', /start it empty/);
  });

  it('make two halves where somebody forces it, and both say so when they meet', () => {
    const network = new Network(5, 4);
    cut(network, [0, 1]);
    const isOneOf = (number: number): void => {
      network.marks.delete(number);
    };
    for (const dead of [2, 3]) network.of(0).force(['remove', life(dead)], 0);
    network.run(500);
    for (const number of [2, 3]) isOneOf(number);
    for (const dead of [0, 1]) network.of(3).force(['remove', life(dead)], 500);
    network.run(500);
    network.reaches = () => true;
    network.spread();
    assert.ok(network.splits > 0);
    assert.equal(network.membersAt(0), 'n0#0 active, n1#0 active');
    assert.equal(network.membersAt(3), 'n2#0 active, n3#0 active');
  });

  it('never have more members than one message can name', () => {
    const full = View.founded(
      Array.from({ length: WIRE_LIMITS.members }, (_, index) => life(index)),
      'founded',
    );
    assert.match(full.problemWith(['join', life(9999)]) ?? '', /there are 1024 members already/);
    const replaced = full.after(['m', ['replace', life(3), life(3, 1)]]);
    assert.ok(replaced instanceof View);
    assert.equal(replaced.members.size, WIRE_LIMITS.members);
    const left = full.after(['m', ['remove', life(3)]]);
    assert.ok(left instanceof View);
    assert.equal(left.problemWith(['join', life(9999)]), undefined);
  });

  it('do not leave a cluster without a member', () => {
    const network = new Network(6, 1);
    assert.match(network.of(0).want(['leave', life(0)], 0) ?? '', /the only active member/);
  });
});
