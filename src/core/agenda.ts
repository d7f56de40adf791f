/** All that a replica has to do at some time, as one list: when the next of it is due, and doing what is due, in a fixed order. */

export interface Duty {
  /** Says when it is due; Infinity: not before something happens. */
  readonly part: { readonly dueAtMs: number };
  run(now: number): void;
}

export class Agenda {
  readonly #duties: readonly Duty[];
  /** Of the duties: each step asks all of them, and runs few. */
  readonly #parts: readonly Duty['part'][];
  #dueAtMs = -Infinity;

  /** @param duties in the order in which they are done when several are due */
  constructor(duties: readonly Duty[]) {
    this.#duties = duties;
    this.#parts = duties.map(({ part }) => part);
  }

  /** When `run` wants to be called again, as of its last call; Infinity: not before something happens. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** Called in every step: mostly nothing is due, and the list is walked once. */
  run(now: number): void {
    let hasRun = false;
    let dueAtMs = Infinity;
    for (let i = 0; i < this.#parts.length; i++) {
      const { dueAtMs: partDueAtMs } = this.#parts[i] as Duty['part'];
      if (partDueAtMs <= now) {
        this.#duties[i]?.run(now);
        hasRun = true;
      } else if (partDueAtMs < dueAtMs) dueAtMs = partDueAtMs;
    }
    this.#dueAtMs = hasRun ? this.#next() : dueAtMs;
  }

  /** What one part did may have made another one due at another time. */
  #next(): number {
    let dueAtMs = Infinity;
    for (const part of this.#parts) dueAtMs = Math.min(dueAtMs, part.dueAtMs);
    return dueAtMs;
  }
}
