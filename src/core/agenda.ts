/** All that a replica has to do at some time, as one list: when the next of it is due, and doing what is due, in a fixed order. */

export interface Duty {
  /** Infinity: not before something happens. */
  readonly dueAtMs: number;
  run(now: number): void;
}

/** What some part of the replica has to do whenever that part says that it is due. */
export function duty(part: { readonly dueAtMs: number }, run: (now: number) => void): Duty {
  return {
    get dueAtMs() {
      return part.dueAtMs;
    },
    run,
  };
}

export class Agenda {
  readonly #duties: readonly Duty[];

  /** @param duties in the order in which they are done when several are due */
  constructor(duties: readonly Duty[]) {
    this.#duties = duties;
  }

  /** When `run` wants to be called; Infinity: not before something happens. */
  get dueAtMs(): number {
    let dueAtMs = Infinity;
    for (const duty of this.#duties) dueAtMs = Math.min(dueAtMs, duty.dueAtMs);
    return dueAtMs;
  }

  run(now: number): void {
    for (const duty of this.#duties) if (duty.dueAtMs <= now) duty.run(now);
  }
}
