/**
 * Writes that wait for acknowledgements in such numbers that they are no longer followed one by one: neighbours are joined
 * into runs. A run is as pending as its writes were, and holds back what is stable; when its last acknowledgement has come,
 * all of its writes share one convergence time, counted from the first of them: an upper bound for each.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Audience, KeptAudience } from './audience.ts';
import type { PeerAcks } from './peer-acks.ts';

export interface OpenRun {
  readonly from: number;
  to: number;
  /** Writes of it that have not converged: those between them may have. */
  count: number;
  readonly firstAcceptedMs: number;
  /** The latest time from which a replica has held one of them, so far. */
  lastHeldMs: number;
  /** Whose acknowledgements they wait for. */
  audience: Audience;
  /** Somebody was removed who had not acknowledged all of them. */
  isAmongRest: boolean;
}

/** What of it survives the process. */
export type KeptRun = Omit<Readonly<OpenRun>, 'audience' | 'isAmongRest'> & KeptAudience;

/** A write that is no longer followed by itself. */
interface Joined {
  readonly entry: { readonly acceptedAtMs: number };
  readonly lastHeldMs: number;
  readonly audience: Audience;
  readonly isAmongRest: boolean;
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

  /** @param kept what has to be said of an audience */
  all(kept: (run: Pick<OpenRun, 'audience' | 'isAmongRest'>) => KeptAudience): KeptRun[] {
    return this.#runs.map((run) => {
      const { from, to, count, firstAcceptedMs, lastHeldMs } = run;
      return { from, to, count, firstAcceptedMs, lastHeldMs, ...kept(run) };
    });
  }

  /** One that was there before the node was started anew, behind the others. */
  resume(run: Readonly<OpenRun>): void {
    this.#runs.push({ ...run });
    this.count += run.count;
  }

  /** Writes are joined in their order. */
  join(seq: number, { entry, lastHeldMs, audience, isAmongRest }: Joined): void {
    this.count++;
    const last = this.#runs.at(-1);
    const isSameKind = last?.audience === audience && last.isAmongRest === isAmongRest;
    if (last === undefined || !isSameKind || last.count >= this.#limit) {
      const run = { from: seq, to: seq, count: 1, firstAcceptedMs: entry.acceptedAtMs };
      this.#runs.push({ ...run, lastHeldMs, audience, isAmongRest });
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

  /** A node does not count any more. @param without the audience that is left of one */
  removed(node: NodeId, acked: PeerAcks, without: (audience: Audience) => Audience): void {
    for (const run of this.#runs) {
      if (!run.audience.has(node)) continue;
      run.audience = without(run.audience);
      run.isAmongRest ||= !acked.covers(node, run.from, run.to);
    }
  }

  /** Takes out the runs that their audiences have acknowledged. */
  takeConverged(acked: PeerAcks): OpenRun[] {
    const done: OpenRun[] = [];
    if (this.#runs.length === 0) return done;
    this.#runs = this.#runs.filter((run) => {
      let covering = 0;
      for (const node of acked.peers())
        if (run.audience.has(node) && acked.covers(node, run.from, run.to)) covering++;
      if (covering < run.audience.size) return true;
      done.push(run);
      this.count -= run.count;
      return false;
    });
    return done;
  }
}
