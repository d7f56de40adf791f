/** After a cut that passes every bound, all replicas agree again, and repair sends what differs and little more. */

import assert from 'node:assert/strict';
import type { GossipSettings } from '../../../src/core/config.ts';
import { STRATEGY_NAMES, type StrategyName } from '../../../src/core/dissemination/strategies.ts';
import type { GossipBody } from '../../../src/protocol/gossip.ts';
import { TestCluster } from '../../support/test-cluster.ts';

const NODES = ['n1', 'n2', 'n3'];
const SMALL = {
  logEntries: 50,
  openWrites: 20,
  joinedWrites: 30,
  loggedAnswer: 40,
  messageEntries: 10,
  feedStamps: 5,
};

/** n1 is cut off from the others. */
class CutCluster {
  isCut = true;
  readonly cluster: TestCluster;
  #healedAt = 0;

  constructor(strategy: StrategyName, settings: Partial<GossipSettings> = {}) {
    const link = (src: string, dest: string): number[] =>
      this.isCut && (src === 'n1') !== (dest === 'n1') ? [] : [20];
    this.cluster = new TestCluster(NODES, 1, link, { ...settings, strategy }, 'kv', SMALL);
  }

  write(node: string, key: string, value: unknown): void {
    this.cluster.request(node, { type: 'write', key, value });
  }

  heal(): void {
    this.isCut = false;
    this.#healedAt = this.cluster.sent.length;
  }

  /** Entries that repair has sent since the cut healed. */
  get repaired(): number {
    return this.cluster.sent
      .slice(this.#healedAt)
      .map(({ line }) => (JSON.parse(line) as { body: GossipBody }).body)
      .filter(({ type }) => type === 'delta')
      .reduce((sum, { entries = [] }) => sum + entries.length, 0);
  }

  assertAgreed(keys: readonly string[]): void {
    for (const key of keys) {
      const [first, ...others] = NODES.map((node) => this.cluster.server(node).replica?.peek(key));
      assert.notEqual(first, undefined, `${key} is there`);
      for (const other of others) assert.equal(other, first, `all hold the same under ${key}`);
    }
    const pending = this.cluster.eventsOf('pending').findLast(({ node }) => node === 'n1');
    assert.equal(pending?.count, 0);
  }
}

const keysOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `k${i}`);

describe('after a cut that passes the bounds', () => {
  for (const strategy of STRATEGY_NAMES) {
    it(`a few keys that were overwritten many times cost a few values, with ${strategy}`, () => {
      const keys = keysOf(10);
      const one = new CutCluster(strategy);
      for (let i = 0; i < 3000; i++) {
        one.write('n1', keys[i % keys.length] ?? '', i);
        if (i % 100 === 0) one.cluster.runFor(20);
      }
      one.cluster.runFor(2000);
      one.heal();
      one.cluster.runFor(20_000);
      one.assertAgreed(keys);
      assert.ok(
        one.repaired <= 4 * keys.length,
        `${one.repaired} entries for ${keys.length} keys at two peers`,
      );
    });
  }

  it('many keys come once to each replica that lacks them, a second cut in the middle included', () => {
    const keys = keysOf(1000);
    const one = new CutCluster('direct-mail', { flushIntervalMs: 1000 });
    for (const key of keys) one.write('n1', key, 1);
    one.cluster.runFor(3000);
    one.heal();
    for (let i = 0; i < 100 && one.repaired < keys.length / 2; i++) one.cluster.runFor(100);
    one.isCut = true;
    for (const key of keys.slice(0, 10)) one.write('n1', key, 2);
    one.cluster.runFor(10_000);
    one.isCut = false;
    one.cluster.runFor(60_000);
    one.assertAgreed(keys);
    assert.ok(
      one.repaired < 1.5 * 2 * keys.length,
      `${one.repaired} entries for ${keys.length} keys at two peers`,
    );
  });
});

describe('a lost message of an answer, and restarts without memory of all who held it,', () => {
  it('hide no key: who holds it gives it to everybody', () => {
    let passes: (src: string, dest: string) => boolean = () => true;
    const names = ['n1', 'n2', 'n3', 'n4'];
    const link = (src: string, dest: string): number[] => (passes(src, dest) ? [1] : []);
    const cluster = new TestCluster(names, 1, link, {}, 'kv', { messageEntries: 50, loggedAnswer: 20 });
    cluster.request('n1', { type: 'write', key: 'k', value: 'old' });
    cluster.runFor(40_000);
    // Only n2 and n3 hear of the next writes; the overwriting of k is the last of them.
    const both = new Set(['n2', 'n3']);
    passes = (src, dest) => both.has(src) === both.has(dest);
    for (let i = 0; i < 200; i++) cluster.request('n2', { type: 'write', key: `x${i}`, value: i });
    cluster.request('n2', { type: 'write', key: 'k', value: 'new' });
    cluster.runFor(5000);
    // n4 begins anew and gets the first message of n3's answer.
    cluster.start('n4', 1);
    let answers = 0;
    passes = (src, dest) => {
      if (src === 'n4' && dest === 'n3') return true;
      return src === 'n3' && dest === 'n4' && ++answers <= 1;
    };
    for (let i = 0; i < 200 && answers === 0; i++) cluster.runFor(20);
    assert.ok(answers > 0, 'n4 was answered');
    cluster.start('n2', 1);
    cluster.start('n3', 1);
    passes = () => true;
    cluster.runFor(200_000);
    for (const key of ['k', 'x0', 'x49', 'x199']) {
      const values = names.map((node) => cluster.server(node).replica?.peek(key));
      assert.equal(new Set(values).size, 1, `${key}: ${values.join(' ')}`);
    }
  });
});
