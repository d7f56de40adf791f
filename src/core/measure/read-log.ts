/**
 * Recent reads, kept until it is known whether they were stale: a replica cannot know that when it answers. When a
 * write arrives that was accepted before a read and is later than what the read returned, the read was stale.
 */

import type { Key } from '../../protocol/names.ts';
import { compareVersions, type Version } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { NodeEvent } from '../events.ts';

/** Reads whose books are still open. Beyond it the oldest goes, with what is known of it, and is counted. */
export const READ_LOG_LIMIT = 100_000;

interface OpenRead {
  readonly key: Key;
  /** What it returned; undefined: the key was not there. */
  readonly version: Version | undefined;
  readonly atMs: number;
  missed: number;
  oldestMissedMs: number;
}

export class ReadLog {
  /** In order of time; `#head` is the first that is still open. */
  #reads: OpenRead[] = [];
  #head = 0;
  readonly #byKey = new Map<Key, OpenRead[]>();
  #openStale = 0;

  /** Whether a stale read waits for the rest of what it missed. */
  get hasOpenStale(): boolean {
    return this.#openStale > 0;
  }

  /** Reads come in order of time. */
  record(key: Key, version: Version | undefined, atMs: number, events: NodeEvent[]): void {
    const read: OpenRead = { key, version, atMs, missed: 0, oldestMissedMs: Infinity };
    this.#reads.push(read);
    const sameKey = this.#byKey.get(key);
    if (sameKey === undefined) this.#byKey.set(key, [read]);
    else sameKey.push(read);
    if (this.#reads.length - this.#head <= READ_LOG_LIMIT) return;
    events.push({ type: 'dropped', what: 'read_log', count: 1 });
    this.#close(events);
  }

  /** A write is seen here for the first time: which reads does it prove stale? */
  arrived(entry: Entry, events: NodeEvent[]): void {
    for (const key of entry.keys) {
      for (const read of this.#byKey.get(key) ?? []) {
        if (read.atMs <= entry.acceptedAtMs) continue;
        if (read.version !== undefined && compareVersions(entry, read.version) <= 0) continue;
        if (read.missed++ === 0) {
          this.#openStale++;
          events.push({ type: 'stale_read' });
        }
        read.oldestMissedMs = Math.min(read.oldestMissedMs, entry.acceptedAtMs);
      }
    }
  }

  /** Everything accepted anywhere before `throughMs` is known: reads until then missed nothing more. */
  settle(throughMs: number, events: NodeEvent[]): void {
    for (let read = this.#reads[this.#head]; read !== undefined && read.atMs <= throughMs;) {
      this.#close(events);
      read = this.#reads[this.#head];
    }
  }

  #close(events: NodeEvent[]): void {
    const read = this.#reads[this.#head];
    if (read === undefined) return;
    const sameKey = this.#byKey.get(read.key);
    if (sameKey?.length === 1) this.#byKey.delete(read.key);
    else sameKey?.shift();
    if (read.missed > 0) {
      this.#openStale--;
      events.push({ type: 'staleness', ageMs: read.atMs - read.oldestMissedMs, versions: read.missed });
    }
    this.#head++;
    if (this.#head * 2 < this.#reads.length) return;
    this.#reads = this.#reads.slice(this.#head);
    this.#head = 0;
  }
}
