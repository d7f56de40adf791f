/**
 * Recent reads of single keys. When a write arrives that was accepted before a read and is later than what the read
 * returned, the read was stale.
 */

import type { Key } from '../../protocol/names.ts';
import type { NodeEvent } from '../events.ts';
import { compareVersions, type Version } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Store } from '../store/store.ts';
import { OpenReads } from './open-reads.ts';
import { ReadSequence, type Missed, type SequencedRead } from './read-sequence.ts';

const NOTHING: Missed = { writes: 0, oldestMs: Infinity };

interface KeyRead extends SequencedRead {
  readonly key: Key;
  /** What it returned; undefined: the key was not there. */
  readonly version: Version | undefined;
}

export class ReadLog {
  readonly #open: OpenReads<KeyRead>;
  readonly #byKey = new Map<Key, ReadSequence<KeyRead>>();

  /** @param limit open reads */
  constructor(limit: number) {
    this.#open = new OpenReads(limit, ({ key }) => this.#closeFirst(key));
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
    const read: KeyRead = { key, version, atMs, change: 0 };
    let sameKey = this.#byKey.get(key);
    if (sameKey === undefined) this.#byKey.set(key, (sameKey = new ReadSequence()));
    sameKey.add(read);
    this.#open.add(read, events);
  }

  /** A write is seen here for the first time: which reads does it prove stale? */
  arrived(entry: Entry, events: NodeEvent[]): void {
    const sawIt = ({ version }: KeyRead): boolean =>
      version !== undefined && compareVersions(entry, version) <= 0;
    for (const key of entry.keys) {
      const stale = this.#byKey.get(key)?.missed(entry.acceptedAtMs, sawIt) ?? 0;
      if (stale > 0) this.#open.turnedStale(stale, events);
    }
  }

  /** How many open reads returned a version that has been overwritten since. */
  undecided(store: Store): number {
    let count = 0;
    for (const { key, version } of this.#open.all()) {
      const held = store.entryOf(key);
      if (held !== undefined && (version === undefined || compareVersions(held, version) > 0)) count++;
    }
    return count;
  }

  /** Everything accepted anywhere before `throughMs` is known. */
  settle(throughMs: number, events: NodeEvent[]): void {
    this.#open.settle(throughMs, events);
  }

  /** The oldest read of a key is closed. */
  #closeFirst(key: Key): Missed {
    const sameKey = this.#byKey.get(key);
    if (sameKey?.size === 1) this.#byKey.delete(key);
    return sameKey?.closeFirst() ?? NOTHING;
  }
}
