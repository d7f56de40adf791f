/** Clocks that are far apart: what comes from the future waits, no acknowledged write is lost, and the figures stay sane. */

import assert from 'node:assert/strict';
import { Verbatim } from '../../src/protocol/envelope.ts';
import { TestCluster, type Link } from '../support/test-cluster.ts';

const YEAR_MS = 365 * 86_400_000;
const NAMES = ['n1', 'n2', 'n3'];

function clusterOf(aheadMs: Readonly<Record<string, number>> = {}, link: Link = () => [1]): TestCluster {
  const cluster = new TestCluster(NAMES, 1, link, { maxClockAheadMs: 10_000 });
  // The clocks are set and the nodes started anew, late enough that a clock can be a year behind.
  cluster.now = 2 * YEAR_MS;
  for (const name of NAMES) {
    const ms = aheadMs[name];
    if (ms !== undefined) cluster.aheadMs.set(name, ms);
    cluster.start(name, 1);
  }
  return cluster;
}

function write(cluster: TestCluster, node: string, key: string, value: unknown): unknown {
  return cluster.replyTo(cluster.request(node, { type: 'write', key, value }))?.['type'];
}

function values(cluster: TestCluster, key: string): unknown[] {
  return NAMES.map((node) => {
    const value = cluster.replyTo(cluster.request(node, { type: 'read', key }))?.['value'];
    return value instanceof Verbatim ? (JSON.parse(value.text) as unknown) : value;
  });
}

/** What a peer says that is not in order: one write from so far ahead. */
function sendFromTheFuture(cluster: TestCluster, aheadMs: number, seq = 1): void {
  const { now } = cluster;
  const entry = ['n3#9', seq, (now + aheadMs) * 1000, now + aheadMs, 1, [['poison', 'from the future']]];
  cluster.inject('n1', 'n3', { type: 'mail', origin: 'n3#9', at: now, seq, stable: 0, entries: [entry] });
}

describe('a version from the future', () => {
  it('is set aside and counted, and the clock does not follow it', () => {
    const cluster = clusterOf();
    sendFromTheFuture(cluster, YEAR_MS);
    const [event] = cluster.eventsOf('set_aside');
    assert.deepEqual([event?.node, event?.from, event?.count, event?.aheadMs], ['n1', 'n3', 1, YEAR_MS]);
    write(cluster, 'n1', 'x', 1);
    cluster.runFor(5000);
    assert.deepEqual(values(cluster, 'x'), [1, 1, 1]);
    const versionUs = cluster.server('n1').replica?.versionOf('x')?.clockUs ?? Infinity;
    assert.ok(versionUs <= cluster.now * 1000);
    assert.equal(cluster.server('n1').replica?.claims('n3#9' as never, 1), false);
    assert.deepEqual(values(cluster, 'poison'), [undefined, undefined, undefined]);
  });

  it('is taken in when the clock permits it', () => {
    // 16 s ahead for n1, 8 s for n2: n2 takes it in, and n1 has to wait for 6 s. Nobody's clock is far from most others.
    const cluster = clusterOf({ n2: 8000, n3: 16_000 });
    assert.equal(write(cluster, 'n3', 'x', 'early'), 'write_ok');
    cluster.runFor(5000);
    assert.deepEqual(values(cluster, 'x'), [undefined, 'early', 'early']);
    cluster.runFor(1500);
    assert.deepEqual(values(cluster, 'x'), ['early', 'early', 'early']);
    assert.deepEqual(cluster.eventsOf('corrected'), []);
  });

  it('is not asked for again and again until then', () => {
    const cluster = clusterOf({ n2: 8000, n3: 16_000 });
    write(cluster, 'n3', 'x', 'early');
    cluster.sent.length = 0;
    cluster.runFor(5000);
    const sent = cluster.sent.filter(({ src, dest }) => src === 'n1' || dest === 'n1').length;
    assert.ok(sent < 100, `${sent} messages`);
  });
});

describe('a node whose clock is wrong', () => {
  for (const [words, aheadMs] of [
    ['a year ahead', YEAR_MS],
    ['a minute ahead', 60_000],
    ['a year behind', -YEAR_MS],
  ] as const) {
    it(`loses nothing that it has acknowledged: ${words}`, () => {
      const cluster = clusterOf({ n3: aheadMs });
      assert.equal(write(cluster, 'n3', 'x', 'of n3'), 'write_ok');
      assert.equal(write(cluster, 'n1', 'y', 'of n1'), 'write_ok');
      cluster.runFor(20_000);
      assert.deepEqual(values(cluster, 'x'), ['of n3', 'of n3', 'of n3']);
      assert.deepEqual(values(cluster, 'y'), ['of n1', 'of n1', 'of n1']);
      for (const node of NAMES) {
        const versionUs = cluster.server(node).replica?.versionOf('x')?.clockUs ?? Infinity;
        assert.ok(versionUs <= cluster.now * 1000, 'the version is sound');
      }
      assert.deepEqual(cluster.eventsOf('rejected'), [], 'what is written again is believed');
    });

    it(`says so and refuses writes: ${words}`, () => {
      const cluster = clusterOf({ n3: aheadMs });
      write(cluster, 'n3', 'x', 1);
      write(cluster, 'n1', 'y', 1);
      cluster.runFor(20_000);
      const refusal = cluster.replyTo(cluster.request('n3', { type: 'write', key: 'z', value: 1 }));
      assert.equal(refusal?.['code'], 11);
      assert.equal(write(cluster, 'n1', 'z', 1), 'write_ok');
      assert.deepEqual([...new Set(cluster.eventsOf('corrected').map(({ node }) => node))], ['n3']);
      assert.equal(
        cluster.eventsOf('clock').some(({ node, isWrong }) => isWrong && node !== 'n3'),
        false,
      );
    });
  }

  it('is told at once that its writes come from the future, while it may still write them again', () => {
    const cluster = clusterOf({ n3: YEAR_MS });
    write(cluster, 'n3', 'x', 'of n3');
    cluster.runFor(50);
    assert.deepEqual(values(cluster, 'x'), ['of n3', 'of n3', 'of n3']);
  });

  it('begins a life of its own with each correction, the same one again included', () => {
    const cluster = clusterOf({ n3: YEAR_MS });
    const origins: unknown[] = [];
    const restart = (aheadMs: number, incarnation: number): void => {
      for (const node of ['n1', 'n2']) {
        cluster.aheadMs.set(node, aheadMs);
        cluster.start(node, incarnation);
      }
    };
    for (const aheadMs of [0, YEAR_MS, 0, YEAR_MS]) {
      if (origins.length > 0) restart(aheadMs, origins.length + 1);
      cluster.runFor(60_000);
      origins.push(cluster.server('n3').replica?.origin);
      assert.equal(cluster.server('n3').correctionMs, aheadMs - YEAR_MS);
    }
    assert.equal(new Set(origins).size, 4);
  });

  it('goes by its own clock again when half of its peers are near, for with them it is most of the nodes', () => {
    const cluster = clusterOf({ n2: YEAR_MS, n3: YEAR_MS });
    write(cluster, 'n2', 'y', 1);
    cluster.runFor(60_000);
    const isRefused = (): boolean => write(cluster, 'n1', 'x', 1) === 'error';
    assert.ok(isRefused());
    cluster.aheadMs.delete('n2');
    cluster.start('n2', 2);
    cluster.runFor(2000);
    assert.ok(!isRefused());
  });

  it('takes what it has hidden behind versions of its own', () => {
    const cluster = clusterOf({ n3: YEAR_MS });
    write(cluster, 'n3', 'x', 'from the future');
    cluster.runFor(100);
    write(cluster, 'n1', 'x', 'later');
    cluster.runFor(20_000);
    assert.deepEqual(values(cluster, 'x'), ['later', 'later', 'later']);
  });

  it('counts what its life leaves unsaid', () => {
    const cluster = clusterOf({ n3: YEAR_MS });
    write(cluster, 'n3', 'x', 1);
    values(cluster, 'x');
    cluster.runFor(20_000);
    const dropped = cluster.eventsOf('dropped').filter(({ node }) => node === 'n3');
    assert.deepEqual(
      dropped.map(({ what, count }) => [what, count]),
      [
        ['pending_writes', 1],
        ['read_log', 1],
      ],
    );
  });

  it('accepts writes again after a start with the right time', () => {
    const cluster = clusterOf({ n3: YEAR_MS });
    write(cluster, 'n3', 'x', 1);
    cluster.runFor(20_000);
    cluster.aheadMs.delete('n3');
    cluster.start('n3', 2);
    cluster.runFor(20_000);
    assert.equal(write(cluster, 'n3', 'x', 2), 'write_ok');
    cluster.runFor(5000);
    assert.deepEqual(values(cluster, 'x'), [2, 2, 2]);
  });

  it('does not silence the count of stale reads', () => {
    let isSlow = false;
    const cluster = clusterOf({ n3: YEAR_MS }, (src) => [isSlow && src === 'n3' ? 200 : 1]);
    cluster.runFor(5000);
    cluster.aheadMs.delete('n3');
    cluster.start('n3', 2);
    cluster.runFor(5000);
    isSlow = true;
    write(cluster, 'n3', 'q', 1);
    cluster.runFor(50);
    assert.deepEqual(values(cluster, 'q'), [undefined, undefined, 1]);
    isSlow = false;
    cluster.runFor(5000);
    assert.deepEqual(
      cluster.eventsOf('staleness').map(({ node, ageMs, versions }) => [node, ageMs, versions]),
      [
        ['n1', 50, 1],
        ['n2', 50, 1],
      ],
    );
  });

  it('cannot make a write converge later than its origin knows of it', () => {
    const cluster = clusterOf({ n3: 9000 });
    write(cluster, 'n1', 'x', 1);
    cluster.runFor(5000);
    const converged = cluster.eventsOf('converged');
    assert.equal(converged.length, 1);
    for (const { convergenceMs, confirmedMs } of converged) assert.ok(convergenceMs <= confirmedMs);
  });
});
