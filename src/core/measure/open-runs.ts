/**
 * Writes that wait for acknowledgements in such numbers that they are no longer followed one by one: neighbours are joined
 * into runs. A run is as pending as its writes were, and holds back what is stable; when its last acknowledgement has come,
 * all of its writes share one convergence time, counted from the first of them: an upper bound for each.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Seen } from '../store/seen.ts';

export interface OpenRun {
  readonly from: number;
  to: number;
  /** Writes of it that have not converged: those between them may have. */
  count: number;
  readonly firstAcceptedMs: number;
  /** The latest time from which a replica has held one of them, so far. */
  lastHeldMs: number;
}

export class OpenRuns {
  readonly #limit: number;
  #runs: OpenRun[] = [];
  /** Writes in all of them. */
  count = 0;

  /** @param limit writes in one run */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Where the first begins. */
  get first(): OpenRun | undefined {
    return this.#runs[0];
  }

  all(): readonly Readonly<OpenRun>[] {
    return this.#runs;
  }

  /** One that was there before the node was started anew, behind the others. */
  resume(run: Readonly<OpenRun>): void {
    this.#runs.push({ ...run });
    this.count += run.count;
  }

  /** Writes are joined in their order. */
  join(seq: number, acceptedAtMs: number, lastHeldMs: number): void {
    this.count++;
    const last = this.#runs.at(-1);
    if (last === undefined || last.count >= this.#limit) {
      this.#runs.push({ from: seq, to: seq, count: 1, firstAcceptedMs: acceptedAtMs, lastHeldMs });
      return;
    }
    last.to = seq;
    last.count++;
    last.lastHeldMs = Math.max(last.lastHeldMs, lastHeldMs);
  }

  /** One more replica has held some of the writes from … to since `heldAtMs`. */
  held(from: number, to: number, heldAtMs: number): void {
    for (const run of this.#runs) {
      if (run.from > to) return;
      if (run.to >= from) run.lastHeldMs = Math.max(run.lastHeldMs, heldAtMs);
    }
  }

  /** Takes out the runs that all of these have acknowledged. */
  takeConverged(acked: ReadonlyMap<NodeId, Seen>, peerCount: number): OpenRun[] {
    if (this.#runs.length === 0 || acked.size < peerCount) return [];
    const done: OpenRun[] = [];
    this.#runs = this.#runs.filter((run) => {
      for (const seen of acked.values()) if (!seen.covers(run.from, run.to)) return true;
      done.push(run);
      this.count -= run.count;
      return false;
    });
    return done;
  }
}
