/** The sequence numbers seen from one origin: all through a number, and the exceptions beyond a gap. */

import type { WireRun } from '../../protocol/gossip.ts';

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
