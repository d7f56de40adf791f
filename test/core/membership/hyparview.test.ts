/** HyParView alone, many nodes in virtual time: what its paper claims of the views, and what lossy networks and cuts make of them. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Heap } from '../../../src/base/heap.ts';
import { prng, type Prng } from '../../../src/base/prng.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../../../src/core/bounds.ts';
import { membershipOf } from '../../../src/core/membership.ts';
import { HyParView } from '../../../src/core/membership/hyparview/hyparview.ts';
import type { HyParViewSections } from '../../../src/core/membership/hyparview/hyparview-host.ts';
import type { GossipBody, GossipKind, WireWalk } from '../../../src/protocol/gossip.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { WIRE_LIMITS } from '../../../src/protocol/validate/limits.ts';
import { cases } from '../../support/random-cases.ts';

const SETTINGS = { fanout: 4, keepAliveIntervalMs: 1000, shuffleIntervalMs: 5000, suspectAfterMs: 2000 };
const LATENCY_MS = 20;
const KINDS = [
  ...(['join', 'forwardjoin', 'neighbor', 'keepalive', 'disconnect', 'shuffle', 'shufflereply'] as const),
] satisfies readonly GossipKind[];

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

class Overlay {
  now = 0;
  readonly names: readonly NodeId[];
  readonly nodes = new Map<NodeId, HyParView>();
  readonly failed = new Set<NodeId>();
  readonly sent = new Map<string, number>();
  readonly told: { readonly dest: NodeId; readonly walk: WireWalk | undefined }[] = [];
  loses: (src: NodeId, dest: NodeId) => boolean = () => false;
  readonly #rng: Prng;
  readonly #bounds: Bounds;
  readonly #due = new Heap<Due>((a, b) => a.at - b.at || a.order - b.order);
  #order = 0;

  constructor(count: number, seed: number, bounds: Partial<Bounds> = {}) {
    this.#rng = prng(seed);
    this.#bounds = { ...DEFAULT_BOUNDS, ...bounds };
    this.names = Array.from({ length: count }, (_, i) => `n${i}` as NodeId);
    for (const name of this.names) this.start(name);
  }

  start(me: NodeId): void {
    const membership = membershipOf(this.names);
    const host = {
      ...{
        me,
        peers: membership.without(me),
        rng: this.#rng.fork(`${me} ${this.now}`),
        bounds: this.#bounds,
      },
      isPeer: (name: string): name is NodeId => name !== me && membership.has(name),
      tell: (dest: NodeId, kind: GossipKind, sections: HyParViewSections) =>
        this.#send(me, dest, kind, sections),
      activeChanged: () => undefined,
    };
    this.nodes.set(me, new HyParView(host, SETTINGS, this.now));
  }

  runFor(ms: number): void {
    const until = this.now + ms;
    while (this.now < until) {
      const next = Math.min(
        this.#due.peek()?.at ?? Infinity,
        ...this.#alive().map(([, node]) => node.dueAtMs),
      );
      if (next > until) break;
      this.now = Math.max(this.now, next);
      while ((this.#due.peek()?.at ?? Infinity) <= this.now) this.#due.pop()?.run();
      for (const [, node] of this.#alive()) if (node.dueAtMs <= this.now) node.tick(this.now);
    }
    this.now = until;
  }

  /** Live nodes that can be reached from the first one along active views. */
  get reached(): number {
    const [first] = this.#alive();
    const seen = new Set(first === undefined ? [] : [first[0]]);
    for (const name of seen)
      for (const peer of this.nodes.get(name)?.active ?? []) if (!this.failed.has(peer)) seen.add(peer);
    return seen.size;
  }

  /** What is wrong now, and still is when every node has sent each neighbour two more words: what is under way takes less. */
  lastingFaults(): string[] {
    const before = this.faults();
    this.runFor(2.5 * SETTINGS.keepAliveIntervalMs);
    const after = this.faults();
    return before.filter((one) => after.includes(one));
  }

  /** Links that only one end knows of, and views beyond their bounds. */
  faults(): string[] {
    return this.#alive().flatMap(([name, node]) => {
      const active = [...node.active];
      const passive = [...node.passive];
      return [
        ...active
          .filter((peer) => ![...(this.nodes.get(peer)?.active ?? [])].includes(name))
          .map((peer) => `${name} → ${peer}`),
        ...active.filter((peer) => passive.includes(peer)).map((peer) => `${name} has ${peer} in both views`),
        ...(active.length > SETTINGS.fanout + 1 ? [`${name} has ${active.length} neighbours`] : []),
        ...(passive.length > this.#bounds.passiveView ? [`${name} keeps ${passive.length}`] : []),
      ];
    });
  }

  #alive(): (readonly [NodeId, HyParView])[] {
    return [...this.nodes].filter(([name]) => !this.failed.has(name));
  }

  #send(src: NodeId, dest: NodeId, kind: GossipKind, sections: HyParViewSections): void {
    this.sent.set(kind, (this.sent.get(kind) ?? 0) + 1);
    this.told.push({ dest, walk: sections.walk });
    if (this.loses(src, dest)) return;
    const body = { type: kind, ...sections } as GossipBody;
    const run = (): void => {
      if (!this.failed.has(dest)) this.nodes.get(dest)?.received(body, src, this.now);
    };
    this.#due.push({ at: this.now + LATENCY_MS, order: this.#order++, run });
  }
}

describe('HyParView', () => {
  it('gives all nodes that begin at once symmetric views within their bounds, and one connected overlay', () => {
    for (const seed of [1, 2]) {
      const overlay = new Overlay(100, seed);
      overlay.runFor(15_000);
      assert.deepEqual(overlay.lastingFaults(), [], `seed ${seed}`);
      assert.equal(overlay.reached, 100, `seed ${seed}`);
      const degrees = [...overlay.nodes.values()].map((node) => [...node.active].length);
      assert.ok(degrees.filter((degree) => degree >= 4).length >= 93, degrees.join(' '));
      const passive = [...overlay.nodes.values()].map((node) => [...node.passive].length);
      assert.ok(Math.min(...passive) >= 3, passive.join(' '));
    }
  });

  it('stays connected when 30 % of the nodes fail at once, and replaces neighbours until views are full again', () => {
    const overlay = new Overlay(100, 4);
    overlay.runFor(30_000);
    for (const name of overlay.names.slice(0, 30)) overlay.failed.add(name);
    overlay.runFor(15_000);
    assert.equal(overlay.reached, 70);
    assert.deepEqual(overlay.lastingFaults(), []);
    const alive = overlay.names.slice(30).map((name) => [...(overlay.nodes.get(name)?.active ?? [])]);
    assert.ok(alive.every((active) => active.every((peer) => !overlay.failed.has(peer))));
    assert.ok(alive.filter((active) => active.length >= 4).length >= 63);
  });

  it('grows together again after a cut that was longer than the views remember', () => {
    const overlay = new Overlay(40, 5, { passiveView: 6 });
    overlay.runFor(15_000);
    const side = (name: NodeId): boolean => Number(name.slice(1)) < 20;
    overlay.loses = (src, dest) => side(src) !== side(dest);
    overlay.runFor(60_000);
    assert.ok(overlay.reached <= 20, 'it is in two pieces');
    overlay.loses = () => false;
    overlay.runFor(20_000);
    assert.equal(overlay.reached, 40);
    assert.deepEqual(overlay.lastingFaults(), []);
  });

  it('finds out of a link that only one end believes in, where messages are lost', () => {
    const overlay = new Overlay(40, 6);
    const rng = prng(7);
    overlay.loses = () => rng.float() < 0.2;
    overlay.runFor(30_000);
    overlay.loses = () => false;
    overlay.runFor(30_000);
    assert.deepEqual(overlay.lastingFaults(), []);
    assert.equal(overlay.reached, 40);
  });

  it('takes in a node that comes back without its memory, also where its contact is gone', () => {
    const overlay = new Overlay(20, 8);
    overlay.runFor(10_000);
    const [contact, again] = overlay.names as [NodeId, NodeId];
    overlay.failed.add(contact);
    overlay.start(again);
    overlay.runFor(15_000);
    assert.equal(overlay.reached, 19);
    assert.deepEqual(overlay.lastingFaults(), []);
    assert.ok([...(overlay.nodes.get(again)?.active ?? [])].length >= 3);
  });

  it('says little while nothing changes: a keep-alive for each link, direction and interval, and its shuffles', () => {
    const overlay = new Overlay(40, 9);
    overlay.runFor(30_000);
    overlay.sent.clear();
    overlay.runFor(10_000);
    const count = (kind: string): number => overlay.sent.get(kind) ?? 0;
    assert.ok(count('keepalive') <= 40 * 5 * 10 + 40, `${count('keepalive')}`);
    assert.equal(count('shufflereply'), 80);
    assert.equal(count('join') + count('forwardjoin'), 0);
    assert.ok(count('neighbor') <= 200, `${count('neighbor')} questions`);
  });

  it('loses one neighbour at most by a message, whoever sends what, and keeps its views within their bounds', () => {
    const names = fc.constantFrom(...Array.from({ length: 12 }, (_, i) => `n${i}` as NodeId), 'c1' as NodeId);
    const message = fc.record({
      type: fc.constantFrom(...KINDS),
      from: fc.constantFrom('n1' as NodeId, 'n2' as NodeId),
      walk: fc.tuple(names, fc.nat(WIRE_LIMITS.walkHops)),
      sample: fc.array(names, { maxLength: 40 }),
      priority: fc.constantFrom('high' as const, 'low' as const),
    });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const overlay = new Overlay(12, 10, { passiveView: 3 });
        overlay.runFor(5000);
        const node = overlay.nodes.get('n0' as NodeId) ?? assert.fail('n0 runs');
        overlay.told.length = 0;
        for (const { from, ...body } of messages) {
          const before = [...node.active];
          node.received(body as unknown as GossipBody, from, overlay.now);
          const [active, passive] = [[...node.active], [...node.passive]];
          assert.ok(
            before.filter((peer) => !active.includes(peer)).length <= 1,
            `${before.join(' ')} became ${active.join(' ')}`,
          );
          assert.ok(
            active.length <= SETTINGS.fanout + 1 && passive.length <= 3,
            `${active.join(' ')}; ${passive.join(' ')}`,
          );
          for (const peer of [...active, ...passive])
            assert.ok(peer !== 'n0' && overlay.names.includes(peer), peer);
        }
        for (const { dest, walk } of overlay.told) {
          assert.ok(dest !== 'n0' && overlay.names.includes(dest), dest);
          assert.ok((walk?.[1] ?? 0) <= DEFAULT_BOUNDS.activeWalk, 'a walk that is too long goes no further');
        }
        assert.ok(overlay.told.length <= messages.length * (SETTINGS.fanout + 3));
      }),
      { numRuns: cases(100) },
    );
  });
});
