/** What several nodes report, added up: counts are sums, a mean weighs each node by its count, a maximum is the largest. */

import assert from 'node:assert/strict';
import { sumAccounts, type NodeAccount } from '../../../src/bench/accounts/node-stats.ts';
import { Sketch } from '../../../src/observe/metrics/sketch.ts';
import { accountOf } from '../judge/evidence.ts';

const one = accountOf([150], { reads: 5, writes: 1 });
const many = accountOf([250, 250, 450], { reads: 7, writes: 3 });
const silent = accountOf([], { reads: 0, writes: 0 });

describe('the sum of what nodes report', () => {
  it('weighs means by the number of their writes', () => {
    for (const accounts of [
      [one, many, silent],
      [silent, many, one],
    ]) {
      const { count, mean, p50, max } = sumAccounts(accounts).convergence;
      assert.deepEqual([count, mean, max], [4, 275, 450]);
      assert.ok(Math.abs(p50 - 250) <= 2.5, 'the second of four, within 1 %');
    }
  });

  it('adds counts up, kind by kind', () => {
    const sum = sumAccounts([one, many, silent]);
    assert.deepEqual([sum.writes, sum.reads, sum.bytesSent], [4, 12, 1200]);
    assert.deepEqual(sum.messagesSentByKind, { mail: 8, ack: 4 });
    assert.equal(sumAccounts([silent]).convergence.count, 0);
  });

  it('adds up what fell off bounds, and leaves out what did not', () => {
    const dropping = (what: string, value: number): NodeAccount => ({
      ...one,
      samples: [...one.samples, { name: 'gossip_dropped_total', labels: { what }, value }],
    });
    const { dropped } = sumAccounts([
      dropping('read_log', 2),
      dropping('read_log', 3),
      dropping('log_entries', 0),
    ]);
    assert.deepEqual(dropped, new Map([['read_log', 5]]));
  });

  it('adds up entries by what became of them, and depths', () => {
    const received = (outcome: string, value: number) => ({
      ...{ name: 'gossip_entries_received_total', labels: { outcome }, value },
    });
    const samples = [received('applied', 1), received('superseded', 2), received('duplicate', 4)];
    const depth = new Sketch(true);
    for (const versions of [1, 4]) depth.accept(versions);
    const { bins, ...data } = depth.data();
    const sketched = { ...data, bins: bins.map(([key, count]): [number, number] => [key, count]) };
    const account = {
      stats: { ...one.stats, sketches: { ...one.stats.sketches, depth: sketched } },
      samples,
    };
    const sum = sumAccounts([account, account]);
    assert.deepEqual(sum.entries, { applied: 2, superseded: 4, duplicate: 8, late: 0 });
    assert.deepEqual([sum.depth.count, sum.depth.mean, sum.depth.max], [4, 2.5, 4]);
  });

  it('names the strategy where all nodes have the same', () => {
    const told = (strategy: string): NodeAccount => ({
      ...one,
      samples: [{ name: 'gossip_node_info', labels: { strategy }, value: 1 }],
    });
    assert.equal(sumAccounts([told('relay'), told('relay')]).strategy, 'relay');
    assert.equal(sumAccounts([told('relay'), told('plumtree')]).strategy, null);
    assert.equal(sumAccounts([one]).strategy, null);
  });
});
