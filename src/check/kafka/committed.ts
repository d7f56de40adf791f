/**
 * Committed offsets of one key: what clients committed, and what they were told of it later. A node may keep the highest offset or the
 * latest one, so an answer is right if it is either, as far as the clients can know. Maelstrom's clients never look at these answers.
 */

import { isServed, type Operation } from '../history.ts';
import { provenOffence, type ProvenOffence } from '../offences.ts';
import { outcomeOf } from '../outcome.ts';
import { countAtMost } from '../search.ts';

interface Told {
  readonly op: Operation;
  readonly offset: number | undefined;
}

interface Commit {
  readonly op: Operation;
  readonly offset: number;
}

export interface CommittedOffences {
  /** Each text is a sentence. */
  readonly back: readonly ProvenOffence[];
  readonly invented: readonly ProvenOffence[];
}

export class CommittedOffsets {
  readonly #commits: Commit[] = [];
  readonly #told: Told[] = [];

  /** In the order of invocation. */
  committing(op: Operation, offset: number): void {
    this.#commits.push({ op, offset });
  }

  /** @param offset undefined: the node knew of none */
  told(op: Operation, offset: number | undefined): void {
    this.#told.push({ op, offset });
  }

  offences(): CommittedOffences {
    const [back, invented]: [ProvenOffence[], ProvenOffence[]] = [[], []];
    const before = new CommitsBefore(this.#commits);
    const attempts = new Attempts(this.#commits);
    const told = [...this.#told].sort((a, b) => a.op.invokedAtMs - b.op.invokedAtMs);
    for (const { op, offset } of told) {
      const known = before.advanceTo(op.invokedAtMs);
      const tried =
        offset === undefined ? undefined : attempts.latestEnd(offset, op.completedAtMs ?? Infinity);
      const asked = `${op.node} (operation ${op.id}) answered ${offset ?? 'none'}`;
      if (offset !== undefined && tried === undefined)
        invented.push(provenOffence(`${asked}, and nobody had committed that`, op));
      else if (known !== undefined && !isFresh(offset, tried, known))
        back.push(goneBack(asked, op, known.highest));
    }
    return { back, invented };
  }
}

function goneBack(asked: string, op: Operation, { op: commit, offset }: Commit): ProvenOffence {
  const before = `${commit.node} had acknowledged ${offset} (operation ${commit.id})`;
  return provenOffence(`${asked}, after ${before}`, commit, op);
}

interface Known {
  /** Of those that were acknowledged. */
  readonly highest: Commit;
  readonly latestStartMs: number;
}

/** Whether it is the highest offset, or may be the latest: no commit that was acknowledged had begun when all of that offset had ended. */
function isFresh(offset: number | undefined, latestEndMs: number | undefined, known: Known): boolean {
  if (offset === undefined) return false;
  return offset >= known.highest.offset || (latestEndMs ?? -Infinity) >= known.latestStartMs;
}

/** What had been acknowledged at moments that are asked for in their order. */
class CommitsBefore {
  readonly #acknowledged: readonly Commit[];
  #next = 0;
  #known: Known | undefined;

  constructor(commits: readonly Commit[]) {
    this.#acknowledged = commits
      .filter(({ op }) => isServed(op))
      .sort((a, b) => (a.op.completedAtMs ?? 0) - (b.op.completedAtMs ?? 0));
  }

  advanceTo(atMs: number): Known | undefined {
    for (let commit; (commit = this.#acknowledged[this.#next]) !== undefined; this.#next++) {
      if ((commit.op.completedAtMs ?? Infinity) >= atMs) break;
      const known: Known = this.#known ?? { highest: commit, latestStartMs: -Infinity };
      this.#known = {
        highest: commit.offset > known.highest.offset ? commit : known.highest,
        latestStartMs: Math.max(known.latestStartMs, commit.op.invokedAtMs),
      };
    }
    return this.#known;
  }
}

/** Commits by offset, refused ones left out. */
class Attempts {
  readonly #byOffset = new Map<number, { readonly startsMs: number[]; readonly latestEndsMs: number[] }>();

  constructor(commits: readonly Commit[]) {
    for (const { op, offset } of commits) {
      const outcome = outcomeOf(op.completedAtMs, op.error);
      if (outcome === 'failed') continue;
      const endMs = outcome === 'done' ? (op.completedAtMs ?? Infinity) : Infinity;
      const known = this.#byOffset.get(offset) ?? { startsMs: [], latestEndsMs: [] };
      known.startsMs.push(op.invokedAtMs);
      known.latestEndsMs.push(Math.max(endMs, known.latestEndsMs.at(-1) ?? -Infinity));
      this.#byOffset.set(offset, known);
    }
  }

  /** The latest time at which one that was invoked by then may have taken effect; undefined: there was none. */
  latestEnd(offset: number, byMs: number): number | undefined {
    const known = this.#byOffset.get(offset);
    return known?.latestEndsMs[countAtMost(known.startsMs, byMs) - 1];
  }
}
