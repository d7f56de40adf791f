/** The keys that were deleted and whose tombstones are still held, and up to which version tombstones have been dropped. */

import type { Key } from '../../protocol/names.ts';
import { compareVersions, type Version } from './dot.ts';
import type { Entry } from './entry.ts';

export class Tombstones {
  readonly #byKey = new Map<Key, Entry>();
  /** The latest version of one that was dropped. */
  #latestDropped: Version | undefined;

  get size(): number {
    return this.#byKey.size;
  }

  /** Whether any was ever dropped. */
  get hasDropped(): boolean {
    return this.#latestDropped !== undefined;
  }

  /** The latest version of one that was dropped. */
  get latestDropped(): Version | undefined {
    return this.#latestDropped;
  }

  all(): Iterable<readonly [key: Key, entry: Entry]> {
    return this.#byKey;
  }

  of(key: Key): Entry | undefined {
    return this.#byKey.get(key);
  }

  add(key: Key, entry: Entry): void {
    this.#byKey.set(key, entry);
  }

  /** The key was written again. */
  delete(key: Key): void {
    this.#byKey.delete(key);
  }

  /** @returns whether it was still the key's tombstone */
  drop(key: Key, entry: Entry): boolean {
    if (this.#byKey.get(key) !== entry) return false;
    this.#byKey.delete(key);
    this.droppedThrough(entry);
    return true;
  }

  /** A process or a life before this one had dropped one of this version. */
  droppedThrough({ clockUs, origin }: Version): void {
    const version = { clockUs, origin };
    const latest = this.#latestDropped;
    if (latest === undefined || compareVersions(version, latest) > 0) this.#latestDropped = version;
  }

  /** Whether a tombstone of this version or a later one was dropped. */
  hasForgotten(version: Version): boolean {
    return this.#latestDropped !== undefined && compareVersions(version, this.#latestDropped) <= 0;
  }
}
