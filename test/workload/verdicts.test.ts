/** Every workload passes the rules of Maelstrom's checkers on any network that heals: nothing lost, nothing torn, all agree. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Prng } from '../../src/base/prng.ts';
import { BroadcastChecker } from '../../src/check/workloads/broadcast.ts';
import { topologyOf } from '../../src/net/topology.ts';
import { judgeCounter, type CounterAdd } from '../../src/check/workloads/counter.ts';
import { StaleSetReads } from '../../src/check/reads/stale-set-reads.ts';
import { judgeTxns, type Txn, type TxnOp } from '../../src/check/workloads/txn.ts';
import { UniqueIdsChecker } from '../../src/check/workloads/unique-ids.ts';
import { play, faultyRuns, type FaultyRun } from '../support/faulty-network.ts';
import { TestCluster } from '../support/test-cluster.ts';
import { cases } from '../support/random-cases.ts';

const RUNS = cases(60);

/** A request that is answered in the same step. */
function ask(cluster: TestCluster, node: string, body: Record<string, unknown>): Record<string, unknown> {
  const reply = cluster.replyTo(cluster.request(node, body));
  assert.ok(reply !== undefined && reply['type'] !== 'error', JSON.stringify(reply));
  // As a client would see it: what the node keeps as text is parsed.
  return JSON.parse(JSON.stringify(reply), (_, value: unknown) => unwrap(value)) as Record<string, unknown>;
}

function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('text' in value)) return value;
  return JSON.parse(String(value.text)) as unknown;
}

for (const [workload, add, field, list] of [
  ['broadcast', 'broadcast', 'message', 'messages'],
  ['g-set', 'add', 'element', 'value'],
] as const) {
  describe(`${workload} on a bad network`, () => {
    it('loses, invents and doubles nothing, and knows how many of its reads were stale', () => {
      const run = (faultyRun: FaultyRun): void => {
        let checkers: [BroadcastChecker, StaleSetReads] | undefined;
        const look = (cluster: TestCluster, node: string): void => {
          const values = (ask(cluster, node, { type: 'read' })[list] as unknown[]).map((each) =>
            JSON.stringify(each),
          );
          const read = { node, invokedAtMs: cluster.now, completedAtMs: cluster.now, values };
          const missed = checkers?.[0].read(read) ?? [];
          checkers?.[1].read({ ...read, missed });
        };
        const cluster = play(faultyRun, workload, (made) => {
          const [elements, stale] = (checkers = [new BroadcastChecker(made.names), new StaleSetReads()]);
          return (node, rng, i) => {
            if (rng.float() < 0.5) {
              look(made, node);
              return;
            }
            for (const checker of [elements, stale]) checker.invoked(`${i}`, made.now);
            ask(made, node, { type: add, [field]: i });
            for (const checker of [elements, stale]) checker.acknowledged(`${i}`, made.now);
          };
        });
        const stale = checkers?.[1].stale ?? { lo: 0, hi: 0 };
        const reported = cluster.eventsOf('stale_read').length;
        assert.ok(stale.lo <= reported && reported <= stale.hi, `${reported} in ${stale.lo} … ${stale.hi}`);
        for (const node of cluster.names) look(cluster, node);
        const verdict = checkers?.[0].verdict();
        assert.ok(verdict?.ok === true, JSON.stringify(verdict));
        assert.equal(verdict.stable, verdict.attempted);
      };
      fc.assert(fc.property(faultyRuns, run), { numRuns: RUNS });
    });
  });
}

describe('counters on a bad network', () => {
  for (const workload of ['g-counter', 'pn-counter'] as const) {
    it(`${workload}: every node reads the sum of all adds in the end`, () => {
      const run = (faultyRun: FaultyRun): void => {
        const adds: CounterAdd[] = [];
        const cluster = play(faultyRun, workload, (made) => (node, rng) => {
          if (rng.float() < 0.3) return ask(made, node, { type: 'read' });
          const delta = rng.below(10) - (workload === 'pn-counter' ? 5 : 0);
          ask(made, node, { type: 'add', delta });
          return adds.push({ delta, outcome: 'done' });
        });
        const reads = cluster.names.map((node) => ({
          node,
          value: ask(cluster, node, { type: 'read' })['value'],
        }));
        const verdict = judgeCounter(adds, reads, cluster.names);
        assert.ok(verdict.ok, JSON.stringify(verdict));
      };
      fc.assert(fc.property(faultyRuns, run), { numRuns: RUNS });
    });
  }

  it('need no history of their totals: hundreds of adds during a partition fall off no bound', () => {
    const healsAt = 1_010_000;
    const cluster = new TestCluster(2, 1, (_src, _dest, now) => (now < healsAt ? [] : [20]), {}, 'g-counter');
    for (let i = 0; i < 1000; i++) {
      cluster.runFor(10);
      ask(cluster, cluster.names[i % 2] ?? '', { type: 'add', delta: 1 });
      ask(cluster, 'n0', { type: 'read' });
    }
    cluster.runUntil(healsAt + 30_000);
    assert.deepEqual(cluster.eventsOf('dropped'), []);
    // All reads but those before, and at the very moment of, the other node's first add.
    assert.deepEqual(
      [cluster.eventsOf('converged').length, cluster.eventsOf('staleness').length],
      [1000, 998],
    );
  });

  it('keep what a node had added before it lost its memory', () => {
    const cluster = new TestCluster(3, 1, () => [20], {}, 'g-counter');
    for (const node of cluster.names) ask(cluster, node, { type: 'add', delta: 10 });
    cluster.runFor(5000);
    cluster.start('n2', 1);
    ask(cluster, 'n2', { type: 'add', delta: 1 });
    assert.equal(ask(cluster, 'n2', { type: 'read' })['value'], 1, 'it knows of nothing else yet');
    cluster.runFor(60_000);
    for (const node of cluster.names) assert.equal(ask(cluster, node, { type: 'read' })['value'], 31);
  });
});

describe('transactions on a bad network', () => {
  /** One to four reads and writes; every value is written once. */
  function draw(rng: Prng, keys: number, i: number): unknown[][] {
    return Array.from({ length: 1 + rng.below(4) }, (_, at) => {
      const key = rng.below(keys);
      return rng.float() < 0.5 ? ['r', key, null] : ['w', key, i * 10 + at];
    });
  }

  function txnOf(id: number, node: string, reply: Record<string, unknown>): Txn {
    const ops = (reply['txn'] as [TxnOp['f'], number, unknown][]).map(([f, key, value]): TxnOp => ({
      f,
      key,
      value: value === null ? undefined : JSON.stringify(value),
    }));
    return { id, node, outcome: 'done', ops };
  }

  it('are read committed, always answered, and leave all nodes alike', () => {
    const run = (faultyRun: FaultyRun): void => {
      const txns: Txn[] = [];
      const cluster = play(faultyRun, 'txn-rw-register', (made) => (node, rng, i) => {
        txns.push(txnOf(i, node, ask(made, node, { type: 'txn', txn: draw(rng, faultyRun.keys, i) })));
      });
      const verdict = judgeTxns(txns);
      assert.ok(verdict.ok, JSON.stringify(verdict));
      const everything = Array.from({ length: faultyRun.keys }, (_, key) => ['r', key, null]);
      const ends = cluster.names.map((node) =>
        JSON.stringify(ask(cluster, node, { type: 'txn', txn: everything })['txn']),
      );
      assert.equal(new Set(ends).size, 1, ends.join(' '));
    };
    fc.assert(fc.property(faultyRuns, run), { numRuns: RUNS * 2 });
  });

  it('apply as a whole, also where their values would fill a message each', () => {
    let sent = 0;
    const cluster = new TestCluster(2, 1, () => [sent++ % 2 === 0 ? 10 : 300], {}, 'txn-rw-register');
    const big = 'x'.repeat(700_000);
    ask(cluster, 'n0', { type: 'txn', txn: [1, 2, 3].map((key) => ['w', key, big]) });
    const seen = new Set<number>();
    for (let i = 0; i < 100; i++) {
      cluster.runFor(10);
      const reply = ask(cluster, 'n1', { type: 'txn', txn: [1, 2, 3].map((key) => ['r', key, null]) });
      seen.add((reply['txn'] as unknown[][]).filter(([, , value]) => value !== null).length);
    }
    assert.deepEqual([...seen], [0, 3], 'first nothing, then all');
  });

  it('never show half of a transaction', () => {
    const run = (faultyRun: FaultyRun): void => {
      // Every transaction writes the same to all registers: whoever reads two that differ saw one that was torn.
      const registers = [...Array(faultyRun.keys + 1).keys()];
      play(faultyRun, 'txn-rw-register', (made) => (node, rng, i) => {
        if (rng.float() < 0.5) {
          ask(made, node, { type: 'txn', txn: registers.map((key) => ['w', key, i]) });
          return;
        }
        const reply = ask(made, node, { type: 'txn', txn: registers.map((key) => ['r', key, null]) });
        const values = (reply['txn'] as unknown[][]).map(([, , value]) => value);
        assert.equal(new Set(values).size, 1, JSON.stringify(reply));
      });
    };
    fc.assert(fc.property(faultyRuns, run), { numRuns: RUNS });
  });
});

describe('ids on a bad network', () => {
  it('are unique over nodes, lives and partitions', () => {
    const cluster = new TestCluster(5, 1, () => [], {}, 'unique-ids');
    const checker = new UniqueIdsChecker();
    for (let i = 0; i < 5000; i++) {
      const node = cluster.names[i % 5] ?? '';
      if (i % 1000 === 999) cluster.start(node, i);
      cluster.runFor(1);
      checker.generated(JSON.stringify(ask(cluster, node, { type: 'generate' })['id']), { id: i, node });
    }
    const { facts, rules } = checker.verdict();
    assert.deepEqual([facts, rules[0]?.broken], [{ ids: 5000 }, 0]);
    assert.equal(cluster.eventsOf('accepted').length, 0, 'nobody has to be told');
  });
});

describe('a given topology', () => {
  const line = { n0: ['n1'], n1: ['n0', 'n2'], n2: ['n1', 'n3'], n3: ['n2'] };

  function clusterOn(topology: Record<string, string[]>, setting: 'full' | 'given'): TestCluster {
    const cluster = new TestCluster(4, 1, () => [20], { topology: setting }, 'broadcast');
    for (const node of cluster.names) ask(cluster, node, { type: 'topology', topology });
    for (let i = 0; i < 20; i++) ask(cluster, cluster.names[i % 4] ?? '', { type: 'broadcast', message: i });
    cluster.runFor(60_000);
    return cluster;
  }

  for (const [what, topology] of [
    ['a line', line],
    ['one in pieces', { n0: ['n1'], n1: ['n0'], n2: ['n3'], n3: ['n2'] }],
    ['one that forgets nodes', { n0: ['n1'] }],
    ['one with strangers', { n0: ['c1', 'n9'], n1: [], n2: ['n1'], n3: ['n0'] }],
  ] as const) {
    it(`reaches everybody: ${what}`, () => {
      const cluster = clusterOn(topology as Record<string, string[]>, 'given');
      assert.equal(cluster.eventsOf('converged').length, 20);
      for (const node of cluster.names) {
        const messages = ask(cluster, node, { type: 'read' })['messages'] as unknown[];
        assert.equal(messages.length, 20);
      }
    });
  }

  for (const strategy of ['direct-mail', 'rumor-mongering', 'plumtree'] as const) {
    it(`is followed by ${strategy}: from neighbour to neighbour, without waiting for anti-entropy`, () => {
      const names = Array.from({ length: 9 }, (_, i) => `n${i}`);
      const grid = Object.fromEntries(topologyOf('grid', names));
      const settings = { strategy, topology: 'given', fanout: 2, repairAfterMs: 600_000 } as const;
      const idle = { antiEntropyIntervalMs: 600_000, antiEntropyIdleMs: 600_000 };
      const cluster = new TestCluster(9, 1, () => [20], { ...settings, ...idle }, 'broadcast');
      for (const node of names) ask(cluster, node, { type: 'topology', topology: grid });
      for (let i = 0; i < 20; i++) {
        ask(cluster, names[i % 9] ?? '', { type: 'broadcast', message: i });
        cluster.runFor(500);
      }
      cluster.runFor(5000);
      assert.equal(cluster.eventsOf('converged').length, 20);
      const carriers = ['mail', 'rumor', 'eager', 'ihave', 'graft'];
      const links = cluster.sent
        .filter(({ line }) => carriers.some((kind) => line.includes(`"type":"${kind}"`)))
        .map(({ src, dest }) => [src, dest] as const);
      assert.ok(links.length > 20 * 8, `${links.length} messages`);
      for (const [src, dest] of links) assert.ok(grid[src]?.includes(dest), `${src} to ${dest} is no link`);
    });
  }

  it('is not followed unless the settings say so', () => {
    const digestsTo = (cluster: TestCluster): Set<string> =>
      new Set(
        cluster.sent
          .filter(({ src, line }) => src === 'n0' && line.includes('"type":"digest"'))
          .map(({ dest }) => dest),
      );
    assert.deepEqual(digestsTo(clusterOn(line, 'given')), new Set(['n1']));
    assert.ok(digestsTo(clusterOn(line, 'full')).size > 1);
  });
});
