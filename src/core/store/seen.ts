/**
 * The sequence numbers held of one origin: all through a number, and the exceptions beyond a gap, as runs (version vectors
 * with exceptions: Malkhi and Terry 2007, "Concise version vectors in WinFS").
 */

import type { WireRun } from '../../protocol/gossip.ts';

type Run = [from: number, to: number];

const NONE: readonly Run[] = [];

export class Seen {
  /** All of 1 … `through` are held. */
  through = 0;
  /** Ascending, disjoint, with gaps between them. Absent while there is none: most replicas see most origins without gaps. */
  #beyond: Run[] | undefined;

  get hasGaps(): boolean {
    return this.#beyond !== undefined;
  }

  /** The exceptions, ascending. */
  get beyond(): readonly WireRun[] {
    return this.#beyond ?? NONE;
  }

  has(seq: number): boolean {
    return seq <= this.through || this.#runAt(seq) !== undefined;
  }

  /** Whether all of from … to are held. */
  covers(from: number, to: number): boolean {
    const run = this.#runAt(from);
    return to <= this.through || (run !== undefined && to <= run[1]);
  }

  /**
   * Adds from … to, both included.
   * @param limit runs beyond a gap that are remembered; beyond it the highest are forgotten
   * @returns how many sequence numbers were forgotten
   */
  addRun(from: number, to: number, limit: number): number {
    if (from <= this.through + 1) {
      if (to > this.through) this.through = to;
      this.#closeGaps();
      return 0;
    }
    this.#insert(from, to);
    let forgotten = 0;
    const beyond = this.#beyond ?? [];
    while (beyond.length > limit) {
      const [first, last] = beyond.pop() as Run;
      forgotten += last - first + 1;
    }
    if (beyond.length === 0) this.#beyond = undefined;
    return forgotten;
  }

  /** Whether from … to can be added without forgetting anything. */
  hasRoomFor(from: number, to: number, limit: number): boolean {
    if (from <= this.through + 1 || this.beyond.length < limit) return true;
    const touched = this.beyond[this.#indexOf(from - 1)];
    return touched !== undefined && touched[0] <= to + 1;
  }

  /** What is held of from … to, ascending. */
  *heldIn(from: number, to: number): Generator<WireRun> {
    if (from <= this.through) yield [from, Math.min(to, this.through)];
    for (let i = this.#indexOf(from); i < this.beyond.length; i++) {
      const [first, last] = this.beyond[i] as Run;
      if (first > to) return;
      yield [Math.max(first, from), Math.min(last, to)];
    }
  }

  /** What is not held of from … to, ascending. */
  missingIn(from: number, to: number): WireRun[] {
    const missing: WireRun[] = [];
    let next = from;
    for (const [first, last] of this.heldIn(from, to)) {
      if (first > next) missing.push([next, first - 1]);
      next = last + 1;
    }
    if (next <= to) missing.push([next, to]);
    return missing;
  }

  /** What is held here and neither below `through` nor in `beyond`, ascending. */
  notIn(through: number, beyond: readonly WireRun[]): WireRun[] {
    const runs: WireRun[] = [];
    let at = 0;
    for (const [first, last] of this.heldIn(through + 1, Infinity)) {
      let from = first;
      while (at < beyond.length && (beyond[at] as Run)[1] < from) at++;
      for (let i = at; i < beyond.length && from <= last; i++) {
        const [start, end] = beyond[i] as Run;
        if (start > last) break;
        if (start > from) runs.push([from, start - 1]);
        from = Math.max(from, end + 1);
      }
      if (from <= last) runs.push([from, last]);
    }
    return runs;
  }

  /** The index of the first run that ends at `seq` or later. */
  #indexOf(seq: number): number {
    const runs = this.beyond;
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((runs[middle] as Run)[1] < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #runAt(seq: number): WireRun | undefined {
    if (this.#beyond === undefined) return undefined;
    const run = this.beyond[this.#indexOf(seq)];
    return run !== undefined && run[0] <= seq ? run : undefined;
  }

  /** Joined with the runs that it touches. */
  #insert(from: number, to: number): void {
    const runs = (this.#beyond ??= []);
    const first = this.#indexOf(from - 1);
    let end = first;
    const joined: Run = [from, to];
    for (let run = runs[end]; run !== undefined && run[0] <= to + 1; run = runs[++end]) {
      joined[0] = Math.min(joined[0], run[0]);
      joined[1] = Math.max(joined[1], run[1]);
    }
    runs.splice(first, end - first, joined);
  }

  /** Runs that `through` has reached are part of it now. */
  #closeGaps(): void {
    const runs = this.#beyond;
    if (runs === undefined) return;
    let closed = 0;
    for (let run = runs[0]; run !== undefined && run[0] <= this.through + 1; run = runs[++closed]) {
      this.through = Math.max(this.through, run[1]);
    }
    if (closed === runs.length) this.#beyond = undefined;
    else if (closed > 0) runs.splice(0, closed);
  }
}
