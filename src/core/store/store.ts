/** The replicated map: one value a key, the latest version wins; and since when each version was held here. */

import { DELETED, type JsonText, type Key, type Origin } from '../../protocol/names.ts';
import { assert } from '../../base/assert.ts';
import { compareVersions, type Version } from './dot.ts';
import type { Entry } from './entry.ts';
import { Feed } from './feed.ts';
import { History } from './history.ts';
import { KeyIndex } from './key-index.ts';
import { listOf } from './key-list.ts';
import { Tombstones } from './tombstones.ts';
import { covers, type View } from './view.ts';

interface Cell {
  /** This key alone. */
  readonly keys: readonly Key[];
  entry: Entry;
  /** {@link DELETED}: a tombstone. */
  value: JsonText;
  /** Most keys have none. */
  older: History | undefined;
}

/** A key has taken up another version. */
export interface KeyChange {
  readonly key: Key;
  readonly version: Version;
  /** {@link DELETED} where it is gone. */
  readonly value: JsonText;
}

/** What is held under one key. */
export interface HeldCell {
  readonly key: Key;
  readonly entry: Entry;
  readonly value: JsonText;
  /** The versions that it held before and that may still date a write, oldest first. */
  readonly older: Iterable<Entry>;
}

/** Last writer wins, by version: merging is commutative, associative and idempotent. */
export class Store {
  readonly #cells = new Map<Key, Cell>();
  /** Live entries in the order of their arrival. */
  readonly feed = new Feed((entry) => this.isLive(entry));
  readonly tombstones = new Tombstones();
  readonly #historyLimit: number;
  #historySize = 0;
  /** How often a key has taken up another version. */
  changes = 0;
  #historyDropped = 0;
  #arrivals = 0;
  #view: View | undefined;
  /** Where somebody has asked for keys in order. */
  #index: KeyIndex | undefined;
  /** Where somebody watches. */
  watcher: ((change: KeyChange) => void) | undefined;
  #seenThrough: (origin: Origin) => number = () => 0;

  /** @param historyLimit versions that all keys together remember having held: 0 without peers, when no write can come late */
  constructor(historyLimit: number) {
    this.#historyLimit = historyLimit;
  }

  /** Keys that hold a value. */
  get size(): number {
    return this.#cells.size - this.tombstones.size;
  }

  /**
   * Shows what there is, and every change from now on.
   * @param seenThrough through which of an origin's writes this replica has seen all
   */
  show(view: View, seenThrough: (origin: Origin) => number): void {
    this.#view = view;
    this.#seenThrough = seenThrough;
    for (const [key, { value }] of this.#cells) if (covers(view, key)) view.changed(key, value, undefined);
  }

  /** Whether some read can still return a value of the entry. */
  isLive(entry: Entry): boolean {
    for (const key of entry.keys) {
      const held = this.#cells.get(key)?.entry;
      if (held !== undefined && isSame(held, entry)) return true;
    }
    return false;
  }

  /** How many entries were taken in: the head of the feed. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** The place of the next entry in the order of arrival. */
  nextArrival(): number {
    return this.#arrivals++;
  }

  /** No entry gets a place before this one any more. */
  arriveFrom(place: number): void {
    this.#arrivals = Math.max(this.#arrivals, place);
  }

  /** All that is held: by key, with the versions that the key held before. */
  *cells(): Generator<HeldCell> {
    for (const [key, { entry, value, older }] of this.#cells)
      yield { key, entry, value, older: older?.all() ?? [] };
  }

  /** The keys of an entry's writes. Entries that write one key alone, nearly all of them, share its list. */
  keysOf(writes: readonly (readonly [key: Key, ...unknown[]])[]): readonly Key[] {
    const only = writes.length === 1 ? writes[0] : undefined;
    if (only === undefined) return writes.map(([key]) => key);
    return this.#cells.get(only[0])?.keys ?? listOf(only[0]);
  }

  /** What a read returns; undefined: there is no such key. */
  valueOf(key: Key): JsonText | undefined {
    const value = this.#cells.get(key)?.value;
    return value === DELETED ? undefined : value;
  }

  /** The same, but of a deleted key its tombstone. */
  heldOf(key: Key): JsonText | undefined {
    return this.#cells.get(key)?.value;
  }

  /** The entry whose value a read returns, or that deleted it. */
  entryOf(key: Key): Entry | undefined {
    return this.#cells.get(key)?.entry;
  }

  /** The entry's value for a key, or its tombstone; undefined once a later version has replaced it. */
  liveValue(entry: Entry, key: Key): JsonText | undefined {
    const cell = this.#cells.get(key);
    return cell !== undefined && isSame(cell.entry, entry) ? cell.value : undefined;
  }

  /** Whether a version would win over what the key holds. */
  wins(key: Key, version: Version): boolean {
    const entry = this.#cells.get(key)?.entry;
    return entry === undefined || compareVersions(version, entry.stamp) > 0;
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
    if (cell === undefined || compareVersions(cell.entry.stamp, version) < 0) return undefined;
    return cell.older?.firstFrom(version) ?? cell.entry;
  }

  /** Whether `firstHeld` is exact: it names too late an entry where an older version fell off the key's history. */
  isSureOf(key: Key, version: Version): boolean {
    return this.#cells.get(key)?.older?.isSureOf(version) ?? true;
  }

  /**
   * Puts the entry's value under the key, where it wins.
   * @param completeThroughMs no write accepted before this can still arrive: history before it is not needed
   */
  put(key: Key, entry: Entry, value: JsonText, completeThroughMs: number): void {
    const cell = this.#cells.get(key);
    const view = this.#view;
    this.changes++;
    this.watcher?.({ key, version: entry, value });
    if (this.#index !== undefined) this.#reindex(this.#index, key, value, cell?.value);
    if (value === DELETED) this.tombstones.add(key, entry);
    else if (cell?.value === DELETED) this.tombstones.delete(key);
    if (view !== undefined && covers(view, key)) view.changed(key, value, cell?.value);
    if (cell === undefined) {
      this.#cells.set(key, {
        keys: entry.keys.length === 1 ? entry.keys : listOf(key),
        entry,
        value,
        older: undefined,
      });
      return;
    }
    assert(compareVersions(entry.stamp, cell.entry.stamp) > 0, 'only a later version replaces a value');
    if (this.#historyLimit > 0) this.#remember(key, cell, completeThroughMs);
    cell.entry = entry;
    cell.value = value;
  }

  /** All of the entry's values that win have been put. */
  applied(entry: Entry): void {
    // Without peers nobody asks for it.
    if (this.#historyLimit > 0) this.feed.append(entry, this.#cells.size);
  }

  #reindex(index: KeyIndex, key: Key, value: JsonText, before: JsonText | undefined): void {
    const wasThere = before !== undefined && before !== DELETED;
    if (value === DELETED && wasThere) index.delete(key);
    else if (value !== DELETED && !wasThere) index.add(key);
    if (index.isIdle) this.#index = undefined;
  }

  /** The keys that hold a value, in order, from this one on; undefined: all. Where nobody has asked for long, they are sorted first. */
  keysFrom(key: Key | undefined): Iterable<Key> {
    return (this.#index ??= new KeyIndex(this.#liveKeys())).from(key);
  }

  *#liveKeys(): Generator<Key> {
    for (const [key, { value }] of this.#cells) if (value !== DELETED) yield key;
  }

  /** Nobody needs these tombstones any more (core/deletes/): as if their keys had never been. */
  forget(tombstones: Iterable<readonly [key: Key, entry: Entry]>): void {
    for (const [key, entry] of tombstones) {
      if (!this.tombstones.drop(key, entry)) continue;
      this.#historySize -= this.#cells.get(key)?.older?.size ?? 0;
      this.#cells.delete(key);
    }
    this.feed.trim(this.#cells.size);
  }

  /** Whether a write of the key may be one of those that were superseded by a tombstone which is forgotten. */
  mayBeForgotten(key: Key, version: Version): boolean {
    return this.tombstones.hasForgotten(version) && !this.#cells.has(key);
  }

  /** The version that is about to be replaced. */
  #remember(key: Key, cell: Cell, completeThroughMs: number): void {
    const older = (cell.older ??= new History());
    older.push(cell.entry);
    this.#historySize++;
    const needless = this.#needless(key, older, completeThroughMs);
    if (needless > 0) older.forget(needless);
    this.#historySize -= needless;
    if (this.#historySize <= this.#historyLimit || older.size === 0) return;
    older.lose();
    this.#historySize--;
    this.#historyDropped++;
  }

  /** How many of a key's older versions, from the oldest on, can date no write that is still to come. */
  #needless(key: Key, older: History, completeThroughMs: number): number {
    let needless = 0;
    for (let next = older.at(1); next !== undefined; next = older.at(needless + 1)) {
      if (next.heldAtMs > completeThroughMs) break;
      needless++;
    }
    if (this.#view?.hasSingleWriters !== true || !covers(this.#view, key)) return needless;
    for (let next = older.at(needless); next !== undefined; next = older.at(++needless))
      if (next.seq > this.#seenThrough(next.origin)) break;
    return needless;
  }

  /** Versions that fell off a key's history since the last call. */
  takeHistoryDropped(): number {
    const dropped = this.#historyDropped;
    this.#historyDropped = 0;
    return dropped;
  }
}

/** The same write, even where it was taken in twice: once before it could be dated, and once after. */
function isSame(a: Entry, b: Entry): boolean {
  return a.stamp === b.stamp || (a.stamp.seq === b.stamp.seq && a.stamp.origin === b.stamp.origin);
}
