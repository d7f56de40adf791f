/**
 * Recent reads of single keys. When a write arrives that was accepted before a read and is later than what the read
 * returned, the read was stale.
 */

import type { Key } from '../../protocol/names.ts';
import type { NodeEvent } from '../events.ts';
import { compareVersions, type Version } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Store } from '../store/store.ts';
import { OpenReads, type OpenRead } from './open-reads.ts';

interface KeyRead extends OpenRead {
  readonly key: Key;
  /** What it returned; undefined: the key was not there. */
  readonly version: Version | undefined;
}

export class ReadLog {
  readonly #open: OpenReads<KeyRead>;
  readonly #byKey = new Map<Key, KeyRead[]>();

  /** @param limit open reads */
  constructor(limit: number) {
    this.#open = new OpenReads(limit, ({ key }) => this.#forgetFirst(key));
  }

  /** Reads whose staleness is not known yet. */
  get size(): number {
    return this.#open.size;
  }

  /** Whether a stale read waits for the rest of what it missed. */
  get hasOpenStale(): boolean {
    return this.#open.hasStale;
  }

  /** Reads come in order of time. */
  record(key: Key, version: Version | undefined, atMs: number, events: NodeEvent[]): void {
    const read: KeyRead = { key, version, atMs, missed: 0, oldestMissedMs: Infinity };
    const sameKey = this.#byKey.get(key);
    if (sameKey === undefined) this.#byKey.set(key, [read]);
    else sameKey.push(read);
    this.#open.add(read, events);
  }

  /** A write is seen here for the first time: which reads does it prove stale? */
  arrived(entry: Entry, events: NodeEvent[]): void {
    for (const key of entry.keys) {
      for (const read of this.#byKey.get(key) ?? []) {
        if (read.atMs <= entry.acceptedAtMs) continue;
        if (read.version !== undefined && compareVersions(entry, read.version) <= 0) continue;
        this.#open.missed(read, entry.acceptedAtMs, events);
      }
    }
  }

  /** How many open reads returned a version that has been overwritten since. */
  undecided(store: Store): number {
    let count = 0;
    for (const { key, version } of this.#open.since(-Infinity)) {
      const held = store.entryOf(key);
      if (held !== undefined && (version === undefined || compareVersions(held, version) > 0)) count++;
    }
    return count;
  }

  /** Everything accepted anywhere before `throughMs` is known. */
  settle(throughMs: number, events: NodeEvent[]): void {
    this.#open.settle(throughMs, events);
  }

  /** The oldest read of a key was closed. */
  #forgetFirst(key: Key): void {
    const sameKey = this.#byKey.get(key);
    if (sameKey?.length === 1) this.#byKey.delete(key);
    else sameKey?.shift();
  }
}
