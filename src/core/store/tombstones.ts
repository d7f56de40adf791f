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

  all(): Iterable<readonly [key: Key, entry: Entry]> {
    return this.#byKey;
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
    const latest = this.#latestDropped;
    if (latest === undefined || compareVersions(entry, latest) > 0) this.#latestDropped = entry;
    return true;
  }

  /** Whether a tombstone of this version or a later one was dropped. */
  hasForgotten(version: Version): boolean {
    return this.#latestDropped !== undefined && compareVersions(version, this.#latestDropped) <= 0;
  }
}
