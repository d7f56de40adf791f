/** What a life that began because the clock was wrong accepted again, of the lives before it: it has to be defended. See succession.ts. */

import type { WireEntry } from '../protocol/gossip.ts';
import type { JsonText, Key, Origin } from '../protocol/names.ts';
import type { Entry } from './store/entry.ts';
import type { Store } from './store/store.ts';

/** Lives of one process whose writes may come back. Each is a clock that was found wrong. */
const LIVES_REMEMBERED = 8;

/** What reads still return of an entry. */
export interface Legacy {
  readonly entry: Entry;
  readonly values: readonly (readonly [key: Key, value: JsonText])[];
}

/** Of one life that ended. */
export interface RewrittenKeys {
  readonly life: Origin;
  readonly firstUs: readonly (readonly [key: Key, clockUs: number])[];
}

/**
 * What was accepted again, by key, with the version that it had first. A peer whose clock was near enough may have taken in an
 * older write of the same life, unknown to this node, with a version between the two. When that comes back it would win, and the
 * later write be lost: the later one then has to be accepted once more, with a later version.
 */
export class Rewritten {
  readonly #origin: Origin;
  /** Of the life that ended: for each key that was accepted again, the version that its value had then. */
  readonly #firstUs = new Map<Key, number>();
  /** Of the lives that ended before it, for their writes may come back, too; the latest last. */
  readonly #earlier: readonly Rewritten[];

  /** @param before what the life that ended had accepted again itself */
  constructor(origin: Origin, before: Rewritten | undefined) {
    this.#origin = origin;
    this.#earlier = before === undefined ? [] : [...before.#earlier, before].slice(-LIVES_REMEMBERED);
  }

  /** Of a process before this one. @param known so far */
  static joined(known: Rewritten | undefined, { life, firstUs }: RewrittenKeys): Rewritten {
    const isKnown = known !== undefined && known.#of(life) !== undefined;
    const rewritten = isKnown ? known : new Rewritten(life, known);
    for (const [key, clockUs] of firstUs) rewritten.#note(life, key, clockUs);
    return rewritten;
  }

  /** The lives in their order. */
  all(): RewrittenKeys[] {
    return [...this.#earlier, this].map((one) => ({ life: one.#origin, firstUs: [...one.#firstUs] }));
  }

  add({ entry, values }: Legacy): void {
    for (const [key] of values) this.#note(entry.origin, key, entry.clockUs);
  }

  #note(life: Origin, key: Key, clockUs: number): void {
    const one = this.#of(life);
    if (one !== undefined) one.#firstUs.set(key, clockUs);
  }

  #of(life: Origin): Rewritten | undefined {
    return [...this.#earlier, this].find((one) => one.#origin === life);
  }

  /**
   * @param own the present life
   * @param limitUs later versions are not taken in, and threaten nothing
   * @returns the values that one of these entries would replace and must not, and the latest version of such an entry
   */
  threatened(
    entries: readonly WireEntry[],
    store: Store,
    own: Origin,
    limitUs: number,
  ): { values: [Key, JsonText][]; latestUs: number } | undefined {
    const values = new Map<Key, JsonText>();
    let latestUs = 0;
    const lives = [...this.#earlier, this];
    if (lives.every((life) => life.#firstUs.size === 0)) return undefined;
    for (const [origin, , clockUs, , , writes] of entries) {
      const place = lives.findIndex((life) => life.#origin === origin);
      const life = lives[place];
      if (life === undefined || clockUs > limitUs) continue;
      const later = new Set<Origin>([...lives.slice(place + 1).map((one) => one.#origin), own]);
      for (const [key] of writes) {
        const held = store.entryOf(key);
        const value = store.heldOf(key);
        if (held === undefined || value === undefined || held.clockUs > clockUs) continue;
        if (!later.has(held.origin) || (life.#firstUs.get(key) ?? 0) <= clockUs) continue;
        values.set(key, value);
        latestUs = Math.max(latestUs, clockUs);
      }
    }
    return values.size > 0 ? { values: [...values], latestUs } : undefined;
  }
}
