/** The rules of HyParView, message by message, at a node that is stepped by hand. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_BOUNDS } from '../../../src/core/bounds.ts';
import { membershipOf } from '../../../src/core/membership.ts';
import { HyParView } from '../../../src/core/membership/hyparview/hyparview.ts';
import type { HyParViewSections } from '../../../src/core/membership/hyparview/hyparview-host.ts';
import type { GossipBody, GossipKind } from '../../../src/protocol/gossip.ts';
import type { NodeId } from '../../../src/protocol/names.ts';

/** Three neighbours. */
const SETTINGS = { fanout: 2, keepAliveIntervalMs: 1000, shuffleIntervalMs: 5000, suspectAfterMs: 2000 };
const BOUNDS = {
  ...{ ...DEFAULT_BOUNDS, passiveView: 4, activeWalk: 4, passiveWalk: 2 },
  ...{ shuffledActive: 1, shuffledPassive: 2 },
};
const KEEP_ALIVE_AT_MS = 750;
const SHUFFLE_AT_MS = 3750;

/** A node among n0 … n9. Whatever is drawn is the first one: of a view, who came first. */
class Hand {
  readonly overlay: HyParView;
  now = 0;
  members: readonly string[] = Array.from({ length: 10 }, (_, i) => `n${i}`);
  /** What the replica was told of its neighbours last. */
  neighbours: NodeId[] = [];
  readonly #sent: string[] = [];

  constructor(me: string, members?: readonly string[]) {
    if (members !== undefined) this.members = members;
    const peers = membershipOf(this.members as readonly NodeId[]).without(me as NodeId);
    const host = {
      ...{ me: me as NodeId, peers, bounds: BOUNDS },
      rng: { ...prng(1), float: (): number => 0.5, below: (): number => 0 },
      isPeer: (name: string): name is NodeId => name !== me && this.members.includes(name),
      tell: (dest: NodeId, kind: GossipKind, { walk, sample, priority }: HyParViewSections): void => {
        const said = [walk?.join(' '), sample && `(${sample.join(' ')})`, priority];
        this.#sent.push([`${kind} ${dest}`, ...said.filter((one) => one !== undefined)].join(' '));
      },
      activeChanged: (active: Iterable<NodeId>): void => {
        this.neighbours = [...active];
      },
    };
    this.overlay = new HyParView(host, SETTINGS, 0);
  }

  /** What it sends until then, each with its time. */
  until(now: number): string[] {
    const told: string[] = [];
    while (this.overlay.dueAtMs <= now) {
      this.now = this.overlay.dueAtMs;
      this.overlay.tick(this.now);
      told.push(...this.#sent.splice(0).map((text) => `${this.now} ${text}`));
    }
    this.now = now;
    return told;
  }

  hears(from: string, type: GossipKind, sections: object = {}): string[] {
    this.overlay.received({ type, ...sections } as GossipBody, from as NodeId, this.now);
    return this.#sent.splice(0);
  }

  /** These ask it to become neighbours. */
  meets(...peers: string[]): this {
    for (const peer of peers) this.hears(peer, 'neighbor', { priority: 'high' });
    return this;
  }

  /** It hears of these. */
  learns(...sample: string[]): this {
    this.hears('n9', 'shufflereply', { sample });
    return this;
  }

  get views(): string {
    const { active, passive } = this.overlay;
    assert.deepEqual(this.neighbours, [...active], 'the replica knows its neighbours');
    return `${[...active].join(' ')} | ${[...passive].join(' ')}`;
  }
}

describe('a node that joins an overlay', () => {
  it('asks a node as in a tree first, then anybody, until it has a neighbour', () => {
    const node = new Hand('n5');
    assert.deepEqual(node.until(SETTINGS.suspectAfterMs), ['0 join n2', '2000 join n0']);
    node.hears('n2', 'keepalive');
    assert.equal(node.views, 'n2 | ');
    assert.deepEqual(node.until(SHUFFLE_AT_MS - 1), ['2750 keepalive n2']);
    assert.deepEqual(new Hand('n0').until(0), ['0 join n1'], 'the first of all asks the next');
    assert.deepEqual(new Hand('n1').until(0), ['0 join n0']);
    assert.equal(new Hand('n1', ['n1']).overlay.dueAtMs, Infinity, 'there is nobody to ask');
  });

  it('has its name carried on by who is asked, to all neighbours of that one', () => {
    const node = new Hand('n5').meets('n1', 'n2');
    assert.deepEqual(node.hears('n7', 'join'), [
      'keepalive n7',
      'forwardjoin n1 n7 4',
      'forwardjoin n2 n7 4',
    ]);
    assert.equal(node.views, 'n1 n2 n7 | ');
    assert.deepEqual(node.hears('n8', 'join'), [
      ...['disconnect n1', 'keepalive n8', 'forwardjoin n2 n8 4', 'forwardjoin n7 n8 4'],
    ]);
    assert.equal(node.views, 'n2 n7 n8 | n1');
  });
});

describe('the name of a newcomer on its walk', () => {
  const walk = (node: Hand, newcomer: string, hops: number, from = 'n1'): string[] =>
    node.hears(from, 'forwardjoin', { walk: [newcomer, hops] });

  it('goes on to a neighbour that did not send it, and no further than a walk may go', () => {
    const node = new Hand('n5').meets('n1', 'n2');
    assert.deepEqual(walk(node, 'n7', 3), ['forwardjoin n2 n7 2']);
    assert.deepEqual(walk(node, 'n7', 9, 'n2'), ['forwardjoin n1 n7 3']);
    assert.equal(node.views, 'n1 n2 | ');
    assert.deepEqual(walk(node, 'n7', 2), ['forwardjoin n2 n7 1']);
    assert.equal(node.views, 'n1 n2 | n7', 'at that length the name is remembered');
  });

  it('ends where there are no hops left, or nobody else: there it gets a neighbour', () => {
    const node = new Hand('n5').meets('n1', 'n2');
    assert.deepEqual(walk(node, 'n7', 0), ['keepalive n7']);
    assert.equal(node.views, 'n1 n2 n7 | ');
    const alone = new Hand('n5').meets('n1');
    assert.deepEqual(walk(alone, 'n7', 3), ['keepalive n7']);
  });

  it('is that of a peer which is no neighbour yet', () => {
    const node = new Hand('n5').meets('n1', 'n2');
    for (const name of ['n5', 'c1', 'n2']) assert.deepEqual(walk(node, name, 0), []);
    assert.equal(node.views, 'n1 n2 | ');
  });
});

describe('a link of the overlay', () => {
  it('is made where there is room, or where the other one has nobody', () => {
    const node = new Hand('n5').meets('n1', 'n2');
    assert.deepEqual(node.hears('n3', 'neighbor', { priority: 'low' }), ['keepalive n3']);
    assert.deepEqual(node.hears('n4', 'neighbor', { priority: 'low' }), ['disconnect n4']);
    assert.deepEqual(node.hears('n3', 'neighbor', { priority: 'low' }), ['keepalive n3'], 'it is there');
    assert.equal(node.views, 'n1 n2 n3 | ');
    assert.deepEqual(node.hears('n4', 'neighbor', { priority: 'high' }), ['disconnect n1', 'keepalive n4']);
    assert.equal(node.views, 'n2 n3 n4 | n1');
  });

  it('is claimed by a keep-alive: who has no room says so, unless it asked for the link because it had nobody', () => {
    const node = new Hand('n5').meets('n1', 'n2');
    assert.deepEqual(node.hears('n3', 'keepalive'), []);
    assert.deepEqual(node.hears('n4', 'keepalive'), ['disconnect n4']);
    assert.deepEqual(node.hears('n1', 'keepalive'), []);
    const asking = new Hand('n5').learns('n6');
    asking.meets('n1');
    assert.deepEqual(asking.hears('n1', 'disconnect'), ['neighbor n6 high', 'neighbor n1 high']);
    asking.meets('n2', 'n3', 'n4');
    assert.deepEqual(asking.hears('n6', 'keepalive'), ['disconnect n2']);
    assert.equal(asking.views, 'n3 n4 n6 | n1 n2');
  });

  it('ends with a word, and another one takes its place', () => {
    const node = new Hand('n5').meets('n1', 'n2', 'n3').learns('n6', 'n7');
    assert.deepEqual(node.hears('n9', 'disconnect'), [], 'that was no neighbour');
    assert.deepEqual(node.hears('n2', 'disconnect'), ['neighbor n6 low']);
    assert.equal(node.views, 'n1 n3 | n6 n7 n2');
    assert.deepEqual(
      node.hears('n6', 'disconnect'),
      ['neighbor n7 low'],
      'it has no room: the next one is asked',
    );
    assert.deepEqual(node.hears('n7', 'keepalive'), []);
    assert.equal(node.views, 'n1 n3 n7 | n6 n2');
  });

  it('ends when nothing was heard for longer than a word and its delay may take', () => {
    const node = new Hand('n5').meets('n1', 'n2').learns('n6');
    node.until(KEEP_ALIVE_AT_MS);
    node.hears('n1', 'mail');
    assert.deepEqual(node.until(2750), [
      ...['1750 keepalive n1', '1750 keepalive n2', '2750 keepalive n1', '2750 keepalive n2'],
    ]);
    assert.deepEqual(
      node.until(SHUFFLE_AT_MS).filter((text) => !text.includes('shuffle')),
      ['3750 keepalive n1', '3750 neighbor n6 low', '3750 neighbor n0 high'],
      'n1 was heard of 3000 ms ago, n2 never',
    );
    assert.equal(node.views, 'n1 | n6', 'who is silent is not remembered');
  });

  it('is not waited for any longer where no answer comes in time', () => {
    const node = new Hand('n5').meets('n1', 'n2', 'n3').learns('n6', 'n7');
    node.hears('n1', 'disconnect');
    assert.equal(node.overlay.dueAtMs, KEEP_ALIVE_AT_MS);
    for (const now of [500, 1000, 1500]) {
      node.until(now);
      for (const peer of ['n2', 'n3']) node.hears(peer, 'keepalive');
    }
    assert.deepEqual(node.until(2000).at(-1), '2000 neighbor n7 low');
    assert.equal(node.views, 'n2 n3 | n7 n1');
  });
});

describe('a shuffle', () => {
  it('tells a neighbour of itself, of other neighbours and of peers that it knows, and asks a contact for a link, three times', () => {
    const node = new Hand('n5').meets('n1', 'n2', 'n3').learns('n6', 'n7', 'n8');
    const shuffles: string[] = [];
    for (let now = 500; now <= SHUFFLE_AT_MS + 4 * SETTINGS.shuffleIntervalMs; now += 500) {
      shuffles.push(...node.until(now).filter((text) => !text.includes('keepalive')));
      for (const peer of ['n1', 'n2', 'n3']) node.hears(peer, 'keepalive');
    }
    const shuffle = 'shuffle n1 n5 4 (n2 n6 n7)';
    assert.deepEqual(shuffles, [
      ...[`3750 ${shuffle}`, '3750 neighbor n0 high'],
      ...[`8750 ${shuffle}`, '8750 neighbor n0 high'],
      ...[`13750 ${shuffle}`, '13750 neighbor n0 high'],
      ...[`18750 ${shuffle}`, '18750 neighbor n0 high'],
    ]);
  });

  it('goes on along its walk, and is answered where that ends, with as many as it brought', () => {
    const node = new Hand('n5').meets('n1', 'n2').learns('n6', 'n7', 'n8');
    const sample = ['n0'];
    assert.deepEqual(node.hears('n1', 'shuffle', { walk: ['n9', 3], sample }), ['shuffle n2 n9 2 (n0)']);
    assert.equal(node.views, 'n1 n2 | n6 n7 n8', 'it learns nothing on the way');
    assert.deepEqual(node.hears('n1', 'shuffle', { walk: ['n9', 9], sample }), ['shuffle n2 n9 3 (n0)']);
    assert.deepEqual(node.hears('n1', 'shuffle', { walk: ['n9', 0], sample }), ['shufflereply n9 (n6 n7)']);
    assert.equal(node.views, 'n1 n2 | n7 n8 n9 n0', 'what the other one was told of made room');
    assert.deepEqual(node.hears('n1', 'shuffle', { walk: ['c1', 0], sample }), [], 'that is no peer');
    assert.deepEqual(node.hears('n1', 'shuffle', { walk: ['n5', 0], sample }), []);
  });

  it('asks again for links that somebody had no room for', () => {
    const node = new Hand('n5').meets('n1', 'n2', 'n3').learns('n6');
    node.hears('n1', 'disconnect');
    node.hears('n6', 'disconnect');
    node.hears('n1', 'disconnect');
    const asked: string[] = [];
    for (let now = 500; now <= SHUFFLE_AT_MS + 500; now += 500) {
      asked.push(...node.until(now).filter((text) => text.includes('neighbor')));
      for (const peer of ['n2', 'n3']) node.hears(peer, 'keepalive');
    }
    assert.deepEqual(asked, ['3750 neighbor n0 high']);
  });
});

describe('an overlay whose members change', () => {
  it('forgets who is gone, and looks for others', () => {
    const node = new Hand('n5').meets('n1', 'n2', 'n3').learns('n6', 'n7');
    node.members = node.members.filter((name) => !['n2', 'n6'].includes(name));
    node.overlay.membersChanged(100);
    assert.deepEqual(node.hears('n1', 'mail'), ['neighbor n7 low']);
    assert.equal(node.views, 'n1 n3 | n7');
    node.members = ['n5', 'n8'];
    node.overlay.membersChanged(200);
    assert.equal(node.views, ' | ');
    assert.equal(node.overlay.dueAtMs, 200, 'it has nobody, and joins again');
  });
});
