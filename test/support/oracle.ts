/** The plain truth about a virtual cluster, kept the slow way: who held what since when, and which reads missed what. */

import assert from 'node:assert/strict';
import { compareVersions, type Version } from '../../src/core/dot.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import type { VirtualCluster } from './virtual-cluster.ts';

interface TrueWrite {
  readonly id: string;
  readonly key: string;
  readonly version: Version;
  readonly acceptedAtMs: number;
}

interface TrueRead {
  readonly node: string;
  readonly key: string;
  readonly version: Version | undefined;
  readonly atMs: number;
}

export class Oracle {
  readonly writes: TrueWrite[] = [];
  readonly reads: TrueRead[] = [];
  readonly #cluster: VirtualCluster;
  readonly #keys: readonly string[];
  /** Every version that a node was ever seen to hold, with the time. */
  readonly #held = new Map<string, { version: Version; atMs: number }[]>();

  constructor(cluster: VirtualCluster, keys: readonly string[]) {
    this.#cluster = cluster;
    this.#keys = keys;
    cluster.onStep = (node, now) => this.#look(node, now);
  }

  write(node: string, key: string, value: unknown): void {
    const before = this.#cluster.events.get(node)?.length ?? 0;
    this.#cluster.request(node, { type: 'write', key, value });
    const accepted = this.#cluster.events
      .get(node)
      ?.slice(before)
      .find((event) => event.type === 'accepted');
    const version = this.#cluster.server(node).replica?.versionOf(key);
    assert.ok(accepted?.type === 'accepted' && version !== undefined);
    this.writes.push({
      id: idOf(accepted),
      key,
      version: copy(version),
      acceptedAtMs: accepted.acceptedAtMs,
    });
  }

  read(node: string, key: string): void {
    const version = this.#cluster.server(node).replica?.versionOf(key);
    this.reads.push({ node, key, version: version && copy(version), atMs: this.#cluster.now });
    this.#cluster.request(node, { type: 'read', key });
  }

  /** The time until the last replica held each write or a later one, by dot; undefined: some replica does not. */
  convergence(): Map<string, number | undefined> {
    return new Map(
      this.writes.map((write) => {
        const times = this.#cluster.names.map(
          (node) =>
            (this.#held.get(`${node} ${write.key}`) ?? []).find(
              ({ version }) => compareVersions(version, write.version) >= 0,
            )?.atMs,
        );
        if (times.includes(undefined)) return [write.id, undefined];
        return [write.id, Math.max(write.acceptedAtMs, ...(times as number[])) - write.acceptedAtMs];
      }),
    );
  }

  /** `node age depth` of every stale read, sorted. */
  staleness(): string[] {
    return this.reads
      .flatMap(({ node, key, version, atMs }) => {
        const missed = this.writes.filter(
          (write) =>
            write.key === key &&
            write.acceptedAtMs < atMs &&
            (version === undefined || compareVersions(write.version, version) > 0),
        );
        if (missed.length === 0) return [];
        return [`${node} ${atMs - Math.min(...missed.map((write) => write.acceptedAtMs))} ${missed.length}`];
      })
      .sort();
  }

  #look(node: string, now: number): void {
    for (const key of this.#keys) {
      const version = this.#cluster.server(node).replica?.versionOf(key);
      if (version === undefined) continue;
      const name = `${node} ${key}`;
      let held = this.#held.get(name);
      if (held === undefined) this.#held.set(name, (held = []));
      const last = held.at(-1)?.version;
      if (last === undefined || compareVersions(version, last) > 0)
        held.push({ version: copy(version), atMs: now });
      else assert.equal(compareVersions(version, last), 0, `${node} went back on ${key}`);
    }
  }
}

export function idOf(event: Extract<NodeEvent, { dot: unknown }>): string {
  return `${event.dot.origin} ${event.dot.seq}`;
}

function copy({ origin, clockUs }: Version): Version {
  return { origin, clockUs };
}
