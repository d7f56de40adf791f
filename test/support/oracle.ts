/** The plain truth about a virtual cluster, kept the slow way: who held what since when, and which reads missed what. */

import assert from 'node:assert/strict';
import { compareVersions, type Version } from '../../src/core/store/dot.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import type { TestCluster } from './test-cluster.ts';

interface TrueWrite {
  readonly id: string;
  /** More than one for a transaction. */
  readonly keys: readonly string[];
  readonly version: Version;
  readonly acceptedAtMs: number;
}

interface TrueRead {
  readonly node: string;
  /** Of each key that it read, the version that was held; undefined: none. */
  readonly versions: ReadonlyMap<string, Version | undefined>;
  readonly atMs: number;
}

type Body = Record<string, unknown>;

export class Oracle {
  readonly writes: TrueWrite[] = [];
  readonly reads: TrueRead[] = [];
  readonly #cluster: TestCluster;
  readonly #keys: readonly string[];
  /** Every version that a node was ever seen to hold, with the time. */
  readonly #held = new Map<string, { version: Version; atMs: number }[]>();

  constructor(cluster: TestCluster, keys: readonly string[]) {
    this.#cluster = cluster;
    this.#keys = keys;
    cluster.onStep = (node, now) => this.#look(node, now);
  }

  write(node: string, key: string, value: unknown): void {
    this.change(node, { type: 'write', key, value }, [key]);
  }

  read(node: string, key: string): void {
    this.look(node, { type: 'read', key }, [key]);
  }

  /** A request that writes these keys in one entry. */
  change(node: string, body: Body, keys: readonly string[]): void {
    const before = this.#cluster.events.get(node)?.length ?? 0;
    this.#cluster.request(node, body);
    const accepted = this.#cluster.events
      .get(node)
      ?.slice(before)
      .find((event) => event.type === 'accepted');
    const version = this.#versionOf(node, keys[0] ?? '');
    assert.ok(accepted?.type === 'accepted' && version !== undefined);
    this.writes.push({ id: idOf(accepted), keys, version, acceptedAtMs: accepted.acceptedAtMs });
  }

  /** A request that reads these keys at once. */
  look(node: string, body: Body, keys: readonly string[]): void {
    const versions = new Map(keys.map((key) => [key, this.#versionOf(node, key)]));
    this.reads.push({ node, versions, atMs: this.#cluster.now });
    this.#cluster.request(node, body);
  }

  /** The time until the last replica held each write or later ones of its keys, by dot; undefined: some replica does not. */
  convergence(): Map<string, number | undefined> {
    return new Map(
      this.writes.map((write) => {
        const times = this.#cluster.names.flatMap((node) =>
          write.keys.map(
            (key) =>
              (this.#held.get(`${node} ${key}`) ?? []).find(
                ({ version }) => compareVersions(version, write.version) >= 0,
              )?.atMs,
          ),
        );
        if (times.includes(undefined)) return [write.id, undefined];
        return [write.id, Math.max(write.acceptedAtMs, ...(times as number[])) - write.acceptedAtMs];
      }),
    );
  }

  /** `node age depth` of every stale read, sorted. */
  staleness(): string[] {
    return this.reads
      .flatMap(({ node, versions, atMs }) => {
        const missed = this.writes
          .filter((write) => write.acceptedAtMs < atMs)
          .flatMap((write) => write.keys.filter((key) => isMissed(write, key, versions)).map(() => write));
        if (missed.length === 0) return [];
        return [`${node} ${atMs - Math.min(...missed.map((write) => write.acceptedAtMs))} ${missed.length}`];
      })
      .sort();
  }

  /** @throws {AssertionError} where the nodes' account differs from the truth */
  compare(): void {
    const cluster = this.#cluster;
    assert.deepEqual(cluster.eventsOf('fault'), []);
    assert.deepEqual(cluster.eventsOf('dropped'), []);
    const reported = cluster
      .eventsOf('converged')
      .map((event): [string, number] => [idOf(event), event.convergenceMs]);
    assert.deepEqual(sorted(reported), sorted(this.convergence()));
    const stale = cluster
      .eventsOf('staleness')
      .map(({ node, ageMs, versions }) => `${node} ${ageMs} ${versions}`);
    assert.deepEqual(stale.sort(), this.staleness());
    assert.equal(cluster.eventsOf('stale_read').length, stale.length);
  }

  #look(node: string, now: number): void {
    for (const key of this.#keys) {
      const version = this.#versionOf(node, key);
      if (version === undefined) continue;
      const name = `${node} ${key}`;
      let held = this.#held.get(name);
      if (held === undefined) this.#held.set(name, (held = []));
      const last = held.at(-1)?.version;
      if (last === undefined || compareVersions(version, last) > 0) held.push({ version, atMs: now });
      else assert.equal(compareVersions(version, last), 0, `${node} went back on ${key}`);
    }
  }

  #versionOf(node: string, key: string): Version | undefined {
    const held = this.#cluster.server(node).replica?.versionOf(key);
    return held && { origin: held.origin, clockUs: held.clockUs };
  }
}

function isMissed(write: TrueWrite, key: string, versions: TrueRead['versions']): boolean {
  if (!versions.has(key)) return false;
  const version = versions.get(key);
  return version === undefined || compareVersions(write.version, version) > 0;
}

function sorted(times: Iterable<[string, number | undefined]>): [string, number | undefined][] {
  return [...times].sort(([a], [b]) => (a < b ? -1 : 1));
}

function idOf(event: Extract<NodeEvent, { dot: unknown }>): string {
  return `${event.dot.origin} ${event.dot.seq}`;
}
