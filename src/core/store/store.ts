/** The replicated map: one value a key, the latest version wins; and since when each version was held here. */

import type { JsonText, Key, Origin } from '../../protocol/names.ts';
import { assert } from '../../base/assert.ts';
import { compareVersions, type Version } from './dot.ts';
import type { Entry } from './entry.ts';
import { covers, type View } from './view.ts';

/** Versions that a key remembers having held. Older ones are dropped, and counted. */
export const HISTORY_LIMIT = 64;

interface Cell {
  /** This key alone. */
  readonly keys: readonly Key[];
  entry: Entry;
  value: JsonText;
  /** Versions held before, ascending: they date a late write that had been overwritten before it came. Most keys have none. */
  older: Entry[] | undefined;
}

/** Last writer wins, by version: merging is commutative, associative and idempotent. */
export class Store {
  readonly #cells = new Map<Key, Cell>();
  readonly #keepHistory: boolean;
  /** How often a key has taken up another version. */
  changes = 0;
  #historyDropped = 0;
  #arrivals = 0;
  #view: View | undefined;
  #seenThrough: (origin: Origin) => number = () => 0;

  /** @param keepHistory whether writes can arrive late at all: false without peers */
  constructor(keepHistory: boolean) {
    this.#keepHistory = keepHistory;
  }

  get size(): number {
    return this.#cells.size;
  }

  /**
   * Shows every change from now on.
   * @param seenThrough through which of an origin's writes this replica has seen all
   */
  show(view: View, seenThrough: (origin: Origin) => number): void {
    this.#view = view;
    this.#seenThrough = seenThrough;
  }

  /** How many entries were taken in. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** The place of the next entry in the order of arrival. */
  nextArrival(): number {
    return this.#arrivals++;
  }

  /** The keys of an entry's writes. Entries that write one key alone, nearly all of them, share its list. */
  keysOf(writes: readonly (readonly [key: Key, ...unknown[]])[]): readonly Key[] {
    const only = writes.length === 1 ? writes[0] : undefined;
    if (only === undefined) return writes.map(([key]) => key);
    return this.#cells.get(only[0])?.keys ?? [only[0]];
  }

  valueOf(key: Key): JsonText | undefined {
    return this.#cells.get(key)?.value;
  }

  /** The entry whose value a read returns. */
  entryOf(key: Key): Entry | undefined {
    return this.#cells.get(key)?.entry;
  }

  /** The entry's value for a key; undefined once a later version has replaced it. */
  liveValue(entry: Entry, key: Key): JsonText | undefined {
    const cell = this.#cells.get(key);
    return cell?.entry === entry ? cell.value : undefined;
  }

  /** Whether a version would win over what the key holds. */
  wins(key: Key, version: Version): boolean {
    const entry = this.#cells.get(key)?.entry;
    return entry === undefined || compareVersions(version, entry) > 0;
  }

  /**
   * Since when this replica has held `version` of a key, or a later one; undefined if it does not.
   * Exact as long as the history reaches back to the version's acceptance.
   */
  heldSince(key: Key, version: Version): number | undefined {
    return this.firstHeld(key, version)?.heldAtMs;
  }

  /** The first to bring `version` of a key, or a later one; undefined: none has. Exact as far as `heldSince` is. */
  firstHeld(key: Key, version: Version): Entry | undefined {
    const cell = this.#cells.get(key);
    if (cell === undefined || compareVersions(cell.entry, version) < 0) return undefined;
    return cell.older?.find((entry) => compareVersions(entry, version) >= 0) ?? cell.entry;
  }

  /**
   * Puts the entry's value under the key, where it wins.
   * @param completeThroughMs no write accepted before this can still arrive: history before it is not needed
   */
  put(key: Key, entry: Entry, value: JsonText, completeThroughMs: number): void {
    const cell = this.#cells.get(key);
    const view = this.#view;
    this.changes++;
    if (view !== undefined && covers(view, key)) view.changed(key, value, cell?.value);
    if (cell === undefined) {
      this.#cells.set(key, {
        keys: entry.keys.length === 1 ? entry.keys : [key],
        entry,
        value,
        older: undefined,
      });
      return;
    }
    assert(compareVersions(entry, cell.entry) > 0, 'only a later version replaces a value');
    if (this.#keepHistory) {
      const older = (cell.older ??= []);
      older.push(cell.entry);
      const needless = this.#needless(key, older, completeThroughMs);
      if (needless > 0) older.splice(0, needless);
      if (older.length > HISTORY_LIMIT) {
        older.shift();
        this.#historyDropped++;
      }
    }
    cell.entry = entry;
    cell.value = value;
  }

  /** How many of a key's older versions, from the oldest on, can date no write that is still to come. */
  #needless(key: Key, older: readonly Entry[], completeThroughMs: number): number {
    let needless = 0;
    while ((older[needless + 1]?.heldAtMs ?? Infinity) <= completeThroughMs) needless++;
    if (this.#view?.hasSingleWriters !== true || !covers(this.#view, key)) return needless;
    for (let next = older[needless]; next !== undefined; next = older[++needless])
      if (next.seq > this.#seenThrough(next.origin)) break;
    return needless;
  }

  /** Versions that fell off a key's history since the last call. */
  takeHistoryDropped(): number {
    const dropped = this.#historyDropped;
    this.#historyDropped = 0;
    return dropped;
  }

  /** Every entry that some read can still return, each once. In insertion order of keys. */
  liveEntries(): Set<Entry> {
    return new Set([...this.#cells.values()].map((cell) => cell.entry));
  }
}
