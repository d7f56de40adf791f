/** The instrument is exact: whatever the network does, what nodes report equals what an all-seeing observer saw. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { prng } from '../../src/base/prng.ts';
import { STRATEGY_NAMES, type StrategyName } from '../../src/core/dissemination/strategies.ts';
import { idOf, Oracle } from '../support/oracle.ts';
import { VirtualCluster, type Link } from '../support/virtual-cluster.ts';

interface Scenario {
  readonly seed: number;
  readonly nodes: number;
  readonly keys: number;
  readonly operations: number;
  readonly meanGapMs: number;
  readonly latencyMs: number;
  readonly lossRatio: number;
  readonly duplicateRatio: number;
  readonly flushIntervalMs: number;
  readonly ackDelayMs: number;
  readonly partitions: boolean;
  readonly strategy: StrategyName;
}

const scenarios = fc.record<Scenario>({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  nodes: fc.integer({ min: 1, max: 6 }),
  keys: fc.integer({ min: 1, max: 4 }),
  operations: fc.integer({ min: 1, max: 120 }),
  meanGapMs: fc.constantFrom(1, 20, 200),
  latencyMs: fc.constantFrom(1, 20, 300),
  lossRatio: fc.constantFrom(0, 0.05, 0.4),
  duplicateRatio: fc.constantFrom(0, 0.2),
  flushIntervalMs: fc.constantFrom(0, 10, 500),
  ackDelayMs: fc.constantFrom(0, 100),
  partitions: fc.boolean(),
  strategy: fc.constantFrom(...STRATEGY_NAMES),
});

const LOAD_LIMIT_MS = 120_000;

/** Drops, doubles and reorders; cuts off half of the nodes for every other two seconds of the load. */
function faultyLink(scenario: Scenario, healsAt: number): Link {
  return (src, dest, now, rng) => {
    const side = (name: string): boolean => Number(name.slice(1)) % 2 === 0;
    const isCut = scenario.partitions && Math.floor(now / 2000) % 2 === 1 && side(src) !== side(dest);
    if (now < healsAt && (isCut || rng.float() < scenario.lossRatio)) return [];
    const delay = (): number => Math.round(scenario.latencyMs * rng.float() * 2 * 1000) / 1000;
    return rng.float() < scenario.duplicateRatio ? [delay(), delay()] : [delay()];
  };
}

function run(scenario: Scenario): { cluster: VirtualCluster; oracle: Oracle } {
  const rng = prng(scenario.seed).fork('load');
  const healsAt = 1_000_000 + Math.min(LOAD_LIMIT_MS, scenario.operations * scenario.meanGapMs * 2);
  const { flushIntervalMs, ackDelayMs, strategy } = scenario;
  const cluster = new VirtualCluster(scenario.nodes, scenario.seed, faultyLink(scenario, healsAt), {
    flushIntervalMs,
    ackDelayMs,
    strategy,
  });
  const keys = Array.from({ length: scenario.keys }, (_, i) => `k${i}`);
  const oracle = new Oracle(cluster, keys);
  for (let i = 0; i < scenario.operations && cluster.now < healsAt; i++) {
    cluster.runFor(Math.round(rng.float() * 2 * scenario.meanGapMs * 1000) / 1000);
    const node = cluster.names[rng.below(scenario.nodes)] ?? '';
    const key = keys[rng.below(scenario.keys)] ?? '';
    if (rng.float() < 0.5) oracle.write(node, key, i);
    else oracle.read(node, key);
  }
  cluster.runUntil(Math.max(cluster.now, healsAt) + 90_000);
  return { cluster, oracle };
}

describe('exactness', () => {
  it('reports convergence and staleness as an observer of all replicas saw them', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { cluster, oracle } = run(scenario);
        assert.deepEqual(cluster.eventsOf('fault'), []);
        assert.deepEqual(cluster.eventsOf('dropped'), []);
        const reported = new Map(
          cluster.eventsOf('converged').map((event) => [idOf(event), event.convergenceMs]),
        );
        assert.deepEqual(sorted(reported), sorted(oracle.convergence()));
        const stale = cluster
          .eventsOf('staleness')
          .map(({ node, ageMs, versions }) => `${node} ${ageMs} ${versions}`);
        assert.deepEqual(stale.sort(), oracle.staleness());
        assert.equal(cluster.eventsOf('stale_read').length, stale.length);
        assert.equal(cluster.eventsOf('read').length, oracle.reads.length);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 300) },
    );
  });

  it('never confirms before the last replica has it', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        for (const { convergenceMs, confirmedMs } of run(scenario).cluster.eventsOf('converged')) {
          assert.ok(
            confirmedMs >= convergenceMs,
            `confirmed after ${confirmedMs} ms, converged after ${convergenceMs}`,
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});

function sorted(map: Map<string, number | undefined>): [string, number | undefined][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
