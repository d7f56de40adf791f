/**
 * What a replica has seen: for each origin all writes through a number, and the exceptions beyond a gap
 * (version vectors with exceptions: Malkhi and Terry 2007, "Concise version vectors in WinFS").
 */

import { compareText } from '../base/order.ts';
import type { Origin, WireRun, WireSeen } from '../protocol/gossip.ts';
import { OriginLog } from './log.ts';

/** Writes of one origin that are remembered beyond a gap. What does not fit is taken as not seen, and comes again. */
export const GAP_LIMIT = 65_536;

const NONE: ReadonlySet<number> = new Set();

/** The sequence numbers seen from one origin: 1 … `through`, and `beyond`. */
export class Seen {
  through = 0;
  /** Shared while there is none: most replicas see most origins without gaps. */
  #beyond: Set<number> | undefined;

  get beyond(): ReadonlySet<number> {
    return this.#beyond ?? NONE;
  }

  get hasGaps(): boolean {
    return this.#beyond !== undefined;
  }

  has(seq: number): boolean {
    return seq <= this.through || this.#beyond?.has(seq) === true;
  }

  /** False when it was seen before, or when the gap limit leaves no room to remember it. */
  add(seq: number): boolean {
    if (this.has(seq)) return false;
    if (seq !== this.through + 1) {
      if (this.beyond.size >= GAP_LIMIT) return false;
      (this.#beyond ??= new Set()).add(seq);
      return true;
    }
    this.through = seq;
    this.#closeGaps();
    return true;
  }

  /** Adds from … to, both included. */
  addRun(from: number, to: number): void {
    if (from <= this.through + 1) {
      if (to <= this.through) return;
      this.through = to;
      for (const seq of this.beyond) if (seq <= to) this.#beyond?.delete(seq);
      this.#closeGaps();
      return;
    }
    const beyond = (this.#beyond ??= new Set());
    for (let seq = from; seq <= to && beyond.size < GAP_LIMIT; seq++) beyond.add(seq);
  }

  /** The exceptions as inclusive runs, ascending. */
  runs(): WireRun[] {
    const runs: [number, number][] = [];
    if (this.beyond.size === 0) return runs;
    for (const seq of [...this.beyond].sort((a, b) => a - b)) {
      const last = runs.at(-1);
      if (last?.[1] === seq - 1) last[1] = seq;
      else runs.push([seq, seq]);
    }
    return runs;
  }

  #closeGaps(): void {
    while (this.#beyond?.delete(this.through + 1) === true) this.through++;
    if (this.#beyond?.size === 0) this.#beyond = undefined;
  }
}

/** One origin: what was seen of it, which of that some peer may lack, and which all have. */
export class Known extends Seen {
  readonly origin: Origin;
  readonly log = new OriginLog();
  /** Through which of its writes it has said that all replicas have them. */
  stable = 0;

  constructor(origin: Origin) {
    super();
    this.origin = origin;
  }

  /** Nothing of it was seen. */
  get isEmpty(): boolean {
    return this.through === 0 && !this.hasGaps;
  }
}

/** {@link Known} by origin. An origin that never wrote takes no room. */
export class VersionVector {
  readonly #byOrigin = new Map<Origin, Known>();
  /** Until there is another one. */
  #sorted: readonly Known[] | undefined;

  of(origin: Origin): Known | undefined {
    return this.#byOrigin.get(origin);
  }

  has(origin: Origin, seq: number): boolean {
    return this.#byOrigin.get(origin)?.has(seq) ?? false;
  }

  through(origin: Origin): number {
    return this.#byOrigin.get(origin)?.through ?? 0;
  }

  add(origin: Origin, seq: number): boolean {
    const known = this.known(origin);
    if (known.isEmpty) this.#sorted = undefined;
    return known.add(seq);
  }

  addRun(origin: Origin, from: number, to: number): void {
    const known = this.known(origin);
    if (known.isEmpty) this.#sorted = undefined;
    known.addRun(from, to);
  }

  /** Those of which something was seen, in one order everywhere. */
  all(): readonly Known[] {
    this.#sorted ??= [...this.#byOrigin.values()]
      .filter((known) => !known.isEmpty)
      .sort((a, b) => compareText(a.origin, b.origin));
    return this.#sorted;
  }

  /**
   * What is known of each of these origins, in their order; undefined where nothing is.
   * @param list sorted by origin, as what is known is: so they are walked side by side
   */
  beside(list: readonly WireSeen[]): (Known | undefined)[] {
    const all = this.all();
    let at = 0;
    return list.map(([origin]) => {
      if (all[at]?.origin === origin) return all[at++];
      for (let next = all[at]; next !== undefined && next.origin < origin; next = all[at]) at++;
      return this.#byOrigin.get(origin);
    });
  }

  /** Remembers the origin from now on. */
  known(origin: Origin): Known {
    let known = this.#byOrigin.get(origin);
    if (known === undefined) this.#byOrigin.set(origin, (known = new Known(origin)));
    return known;
  }
}
