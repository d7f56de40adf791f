/** What every network must do, whatever its faults: the suite that each configuration runs. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { Network, type NetworkConfig } from '../../src/net/network.ts';
import { makePartition, PARTITION_SHAPES } from '../../src/net/partition.ts';

/** What a configuration must show over many messages: the expectations of its distributions. */
export interface Expected {
  readonly meanMs: number;
  /** No delay lies outside. */
  readonly minMs: number;
  readonly maxMs: number;
}

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];
const MESSAGES = 20_000;
const SEED = 7;

/** Registers the suite for one configuration. */
export function networkContract(name: string, config: NetworkConfig, expected: Expected): void {
  const make = (seed = SEED): Network => new Network(config, NODES, prng(seed));

  describe(`a network with ${name}`, () => {
    it('does the same again for the same seed, and something else for another if it draws at all', () => {
      const run = (seed: number): string => JSON.stringify(fates(make(seed), 500));
      assert.equal(run(1), run(1));
      if (isRandom(config)) assert.notEqual(run(1), run(2));
    });

    it('loses, duplicates and delays as often and as long as configured', () => {
      const all = fates(make(), MESSAGES);
      const delivered = all.flatMap((fate) => (fate.outcome === 'deliver' ? [fate.delaysMs] : []));
      const duplicated = delivered.filter((delaysMs) => delaysMs.length === 2);
      near((MESSAGES - delivered.length) / MESSAGES, config.lossRatio, 0.02, 'loss');
      if (delivered.length === 0) return;
      near(duplicated.length / delivered.length, config.duplicateRatio, 0.02, 'duplication');
      const delaysMs = delivered.flat();
      const meanMs = delaysMs.reduce((sum, delayMs) => sum + delayMs, 0) / delaysMs.length;
      near(meanMs, expected.meanMs, 0.03 * expected.meanMs, 'mean delay');
      assert.ok(delaysMs.every((delayMs) => delayMs >= expected.minMs && delayMs <= expected.maxMs));
      assert.ok(delivered.every((copies) => copies.length === 1 || copies.length === 2));
      // A copy has a delay of its own, not its twin's.
      const apart = duplicated.filter(([one, other]) => one !== other);
      if (expected.minMs < expected.maxMs) assert.ok(apart.length >= 0.99 * duplicated.length);
    });

    it('leaves clients alone: no delay, no loss, no second copy, no partition', () => {
      const network = make();
      network.partition = makePartition('halves', NODES, prng(SEED));
      for (const [src, dest] of [
        ['c1', 'n1'],
        ['n5', 'c1'],
      ] as const) {
        for (let i = 0; i < 100; i++) {
          assert.deepEqual(network.route(src, dest), { outcome: 'deliver', delaysMs: [0] });
          assert.ok(network.admits(src, dest));
        }
      }
    });

    for (const shape of PARTITION_SHAPES) {
      it(`is cut exactly where a partition (${shape}) says, and whole again when it heals`, () => {
        const network = make();
        const partition = makePartition(shape, NODES, prng(SEED));
        const admitted = (): boolean[] => pairs().map(([src, dest]) => network.admits(src, dest));
        assert.ok(admitted().every(Boolean));
        network.partition = partition;
        assert.deepEqual(
          admitted(),
          pairs().map(([src, dest]) => !partition.blocks(src, dest)),
        );
        assert.ok(!admitted().every(Boolean), 'a partition cuts something');
        network.partition = undefined;
        assert.ok(admitted().every(Boolean));
      });
    }

    it('draws the same whether a partition is in force or not: cutting changes no other fate', () => {
      const cut = make();
      cut.partition = makePartition('random', NODES, prng(SEED));
      assert.deepEqual(fates(cut, 200), fates(make(), 200));
    });
  });
}

function fates(network: Network, count: number): ReturnType<Network['route']>[] {
  const routes = pairs();
  return Array.from({ length: count }, (_, i) => {
    const [src, dest] = routes[i % routes.length] ?? ['n1', 'n2'];
    return network.route(src, dest);
  });
}

function pairs(): [src: string, dest: string][] {
  return NODES.flatMap((src) =>
    NODES.filter((dest) => dest !== src).map((dest): [string, string] => [src, dest]),
  );
}

function isRandom({ latency, lossRatio, duplicateRatio }: NetworkConfig): boolean {
  const certain = [0, 1];
  return (
    (latency.distribution !== 'constant' && latency.meanMs > 0) ||
    latency.jitterMs > 0 ||
    !certain.includes(lossRatio) ||
    !certain.includes(duplicateRatio)
  );
}

function near(actual: number, wanted: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - wanted) <= tolerance, `${what}: ${actual}, expected ${wanted} ± ${tolerance}`);
}
