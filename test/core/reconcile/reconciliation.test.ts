/** Replicas that compare coded symbols of their vectors come to hold the same, by what differs, and claim nothing by a hash. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GossipBody } from '../../../src/protocol/gossip.ts';
import { CodedSymbols } from '../../../src/core/reconcile/coded-symbols.ts';
import { bytesUntilEqual } from '../../../src/simulate/reproduce/two-replicas.ts';
import { TestCluster } from '../../support/test-cluster.ts';

const NODES = 10;
const SETTINGS = {
  antiEntropy: 'set-reconciliation',
  antiEntropyIntervalMs: 200,
  repairAfterMs: 100,
} as const;
const BOUNDS = { codedRows: 1 };

class Cluster {
  /** The mails of all writes are lost. */
  isCut = true;
  readonly cluster: TestCluster;

  constructor(seed: number, bounds = {}) {
    const link = (): number[] => (this.isCut ? [] : [20]);
    this.cluster = new TestCluster(NODES, seed, link, SETTINGS, 'kv', { ...BOUNDS, ...bounds });
  }

  write(node: number, key: number, value: number): void {
    this.cluster.request(`n${node}`, { type: 'write', key: `k${key}`, value });
  }

  bodies(): GossipBody[] {
    return this.cluster.sent.map(({ line }) => (JSON.parse(line) as { body: GossipBody }).body);
  }

  /** What a replica holds under these keys. */
  held(node: string, keys: number): unknown[] {
    const { replica } = this.cluster.server(node);
    return Array.from({ length: keys }, (_, key) => replica?.peek(`k${key}` as never));
  }
}

describe('set reconciliation', () => {
  it('makes any replicas equal, whatever each has written', () => {
    const writes = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(7), fc.nat()), { maxLength: 40 });
    fc.assert(
      fc.property(
        writes,
        fc.nat(1000),
        fc.constantFrom({}, { codedSymbols: 6 }, { loggedAnswer: 2 }),
        (all, seed, bounds) => {
          const cluster = new Cluster(seed, bounds);
          for (const [node, key, value] of all) cluster.write(node, key, value);
          cluster.cluster.runFor(50);
          cluster.isCut = false;
          cluster.cluster.runFor(8_000);
          const first = cluster.held('n0', 8);
          for (const node of cluster.cluster.names) assert.deepEqual(cluster.held(node, 8), first);
          for (const { type, count } of cluster.cluster.eventsOf('pending').slice(-1))
            assert.equal(`${type} ${count}`, 'pending 0');
        },
      ),
      { numRuns: 6 },
    );
  }).timeout(60_000);

  it('sends no vector where the log is enough', () => {
    const cluster = new Cluster(1);
    for (let node = 0; node < NODES; node++) cluster.write(node, node, node);
    cluster.cluster.runFor(50);
    cluster.isCut = false;
    cluster.cluster.runFor(10_000);
    const kinds = new Set(cluster.bodies().map(({ type }) => type));
    assert.ok(kinds.has('symbols'));
    const vectors = cluster.bodies().filter(({ type, seen }) => type === 'delta' && seen !== undefined);
    const questions = cluster.bodies().filter(({ type }) => type === 'symbols');
    assert.ok(
      vectors.length * 4 < questions.length,
      `${vectors.length} vectors, ${questions.length} questions`,
    );
  });

  it('costs what differs and not how many write', () => {
    const of = (writers: number): number =>
      bytesUntilEqual({ writers, entries: writers, lacked: 3 }, 'set-reconciliation', 1);
    assert.ok(of(2000) < 2 * of(300), `${of(2000)} bytes, ${of(300)} bytes`);
    const vectors = bytesUntilEqual({ writers: 2000, entries: 2000, lacked: 3 }, 'version-vector', 1);
    assert.ok(vectors > 20 * of(2000), `${vectors} bytes by version vectors`);
  });

  it('lets nobody claim anything where hashes say that nothing differs', () => {
    const decode =
      Object.getOwnPropertyDescriptor(CodedSymbols.prototype, 'decode') ?? assert.fail('it decodes');
    CodedSymbols.prototype.decode = () => ({ onlyHere: [], onlyThere: [] });
    try {
      const cluster = new Cluster(1);
      cluster.write(0, 0, 1);
      cluster.cluster.runFor(50);
      cluster.isCut = false;
      cluster.cluster.runFor(3000);
      // It comes by other ways, or not at all; what is told of it is true in any case.
      for (const node of cluster.cluster.names.slice(1)) {
        const { replica } = cluster.cluster.server(node);
        const origin = cluster.cluster.server('n0').replica?.origin ?? assert.fail('n0 runs');
        const isHeld = replica?.peek('k0') !== undefined;
        assert.equal(replica?.claims(origin, 1), isHeld, node);
      }
    } finally {
      Object.defineProperty(CodedSymbols.prototype, 'decode', decode);
    }
  });
});
