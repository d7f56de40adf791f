/**
 * A node remembers so many lives of another one, and no more. Two that remember different ones hear each other all the same: what a message says of the
 * others is left out, and nothing is claimed that was left out.
 */

import assert from 'node:assert/strict';
import { WIRE_LIMITS } from '../../src/protocol/validate/limits.ts';
import { TestCluster } from '../support/test-cluster.ts';

const LIVES: number = WIRE_LIMITS.lives;
/** In base 36, each with as many digits. */
const life = (i: number): string => `n3#${(36 ** 3 + i).toString(36)}`;

class Crowded extends TestCluster {
  isCut = false;

  constructor(bounds: object = {}) {
    const link = (a: string, b: string): number[] => (this.isCut || [a, b].includes('n3') ? [] : [5]);
    super(['n1', 'n2', 'n3'], 7, link, {}, 'kv', bounds);
  }

  /** A node hears of lives of n3, each of which wrote a key. @param value undefined: it was overwritten */
  hears(node: string, first: number, count = LIVES, keyOf = (i: number): string => `of ${i}`): void {
    const { now } = this;
    const entries = Array.from({ length: count }, (_, i) => [
      ...[life(first + i), 1, now * 1000 + first + i, now, 1, [[keyOf(first + i), first + i]]],
    ]);
    this.inject(node, 'n3', { type: 'mail', origin: life(first), at: now, seq: 1, stable: 0, entries });
  }

  write(node: string, key: string, value: number): void {
    this.request(node, { type: 'write', key, value });
  }

  read(node: string, key: string): unknown {
    const body = this.replyTo(this.request(node, { type: 'read', key }));
    const text = (body?.['value'] as { readonly text: string } | undefined)?.text;
    return text === undefined ? undefined : JSON.parse(text);
  }

  rejected(node: string): string[] {
    return this.eventsOf('rejected').flatMap((event) => (event.node === node ? [event.text] : []));
  }
}

describe('lives beyond those that a node remembers', () => {
  it('do not come between two nodes that remember others: all else still reaches them by repair', () => {
    const cluster = new Crowded();
    cluster.isCut = true;
    cluster.hears('n1', 0);
    cluster.hears('n2', LIVES);
    for (let i = 0; i < 100; i++) cluster.write('n1', `a${i % 10}`, i);
    for (let i = 0; i < 100; i++) cluster.write('n2', `b${i % 10}`, i);
    cluster.runFor(5000);
    cluster.isCut = false;
    cluster.runFor(6000);
    for (let i = 90; i < 100; i++)
      assert.deepEqual([cluster.read('n2', `a${i % 10}`), cluster.read('n1', `b${i % 10}`)], [i, i]);
    assert.deepEqual([cluster.read('n1', `of ${LIVES}`), cluster.read('n2', 'of 0')], [undefined, undefined]);
    assert.match(
      cluster.rejected('n1').at(-1) ?? '',
      /from n2: gossip: of each node 1024 lives are remembered, and what this says of 1024 others is left out, e\.g\. of n3#/,
    );
    assert.deepEqual(cluster.eventsOf('fault'), []);
  });

  it('lend no claim to who has left out what took the place of a write', () => {
    const cluster = new Crowded({ loggedAnswer: 1, pushedEntries: 1 });
    cluster.hears('n2', LIVES);
    cluster.isCut = true;
    cluster.hears('n1', 0, LIVES - 1);
    for (let i = 0; i < 10; i++) cluster.write('n1', 'lost', i);
    cluster.runFor(5000);
    cluster.hears('n1', LIVES - 1, 1, () => 'lost');
    cluster.isCut = false;
    cluster.runFor(8000);
    const { origin } = cluster.server('n1').replica ?? assert.fail();
    assert.equal(cluster.read('n2', 'lost'), undefined);
    assert.equal(cluster.server('n2').replica?.claims(origin, 1), false, 'n2 holds nothing of that key');
  });

  it('say nothing: who speaks in one is refused, and its log tells how to go on', () => {
    const cluster = new Crowded();
    cluster.hears('n1', 0);
    cluster.hears('n1', LIVES, 1);
    assert.match(
      cluster.rejected('n1').join('\n'),
      /mail from n3: .*"origin" must be one of the first 1024 lives/,
    );
    assert.equal(cluster.read('n1', `of ${LIVES}`), undefined);
  });

  it('leave a place for the life of the node itself, before it has written', () => {
    const cluster = new Crowded();
    cluster.start('n1', 3);
    const { now } = cluster;
    const seen = Array.from({ length: LIVES }, (_, i) => [`n1#${(36 ** 2 + i).toString(36)}`, 1, null, 0]);
    cluster.inject('n1', 'n2', { type: 'digest', v: 2, origin: 'n2#0', at: now, seq: 0, stable: 0, seen });
    assert.match(cluster.rejected('n1').join('\n'), /what this says of 1 others is left out/);
  });
});
