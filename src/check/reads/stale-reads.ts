/**
 * Which reads were stale, judged from outside. A read is stale when a write of its key, later than the one it returned,
 * had been acknowledged before the read reached a replica (docs/design.md, section 4). Outside, each of these
 * moments is known only to lie within an operation's window, so the truth lies between two counts: what is certain and
 * what is possible. Whatever the nodes report must lie between them.
 */

import { isServed, type Operation, type ServedOperation } from '../history.ts';
import { groupByKey, KeyWrites, type KeyOperations, type Settled } from './key-writes.ts';
import { Offences, type OffenceList } from '../offences.ts';
import { countRightBelow } from '../search.ts';

/** The truth lies between, both ends included. */
export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

/** A read that is certainly or possibly stale. */
export interface StaleRead {
  readonly read: ServedOperation;
  readonly certain: boolean;
  /** From the acceptance of the oldest missed write to the read. `lo` is 0 where the read may be fresh. */
  readonly ageMs: Bounds;
  /** Writes missed. `lo` is 0 where the read may be fresh. */
  readonly depth: Bounds;
}

export interface ReadVerdict {
  /** Reads that were served. */
  readonly reads: number;
  readonly fresh: number;
  /** Certainly stale: the lower bound of what nodes may report. */
  readonly certain: number;
  /** Certainly or possibly stale, unanswered reads included: the upper bound. */
  readonly possible: number;
  /** Reads without an answer: a node may have served them all the same. */
  readonly unanswered: number;
  /** Reads answered with an error: they saw nothing and are not judged. */
  readonly failed: number;
  /** Served reads that returned what nobody had written: no stale reads, but faults. */
  readonly invented: OffenceList<ServedOperation>;
  /** By key, each key's in the order of the history. */
  readonly staleReads: readonly StaleRead[];
}

/**
 * Judges every read of a history. O(n log n).
 * @param skewMs how far apart two nodes' clocks may be: versions are ordered, and reads dated, by the nodes' clocks.
 */
export function judgeReads(history: Iterable<Operation>, skewMs = 0): ReadVerdict {
  const invented = new Offences<ServedOperation>();
  const staleReads: StaleRead[] = [];
  let reads = 0;
  let unanswered = 0;
  let failed = 0;
  for (const group of groupByKey(history).values()) {
    const served = group.reads.filter(isServed);
    reads += served.length;
    const silent = group.reads.filter((op) => op.completedAtMs === undefined).length;
    unanswered += silent;
    failed += group.reads.length - served.length - silent;
    for (const stale of judgeKey(group, served, skewMs, invented)) staleReads.push(stale);
  }
  return {
    reads,
    fresh: reads - staleReads.length - invented.count,
    certain: staleReads.filter((stale) => stale.certain).length,
    possible: staleReads.length + unanswered,
    unanswered,
    failed,
    invented,
    staleReads,
  };
}

interface Candidate {
  readonly read: ServedOperation;
  /** What it saw, or the latest delete that it can have seen. */
  readonly seen: Settled | undefined;
  readonly missable: { readonly count: number; readonly earliestInvokedMs: number };
}

function judgeKey(
  group: KeyOperations,
  served: readonly ServedOperation[],
  skewMs: number,
  invented: Offences<ServedOperation>,
): StaleRead[] {
  const writes = new KeyWrites(group, skewMs);
  const candidates: Candidate[] = [];
  for (const read of served) {
    const seen = writes.writeSeenBy(read);
    if (seen === undefined && read.value !== undefined) {
      invented.add(read);
      continue;
    }
    const missable = writes.possiblyMissed(seen, read.completedAtMs);
    if (missable.count > 0) candidates.push({ read, seen: writes.latestFor(read), missable });
  }
  const depths = countRightBelow(
    writes.acknowledged.map((op) => ({ x: op.invokedAtMs, y: op.completedAtMs })),
    candidates.map(({ read, seen }) => ({ x: writes.laterThanMs(seen), y: read.invokedAtMs - skewMs })),
  );
  return candidates.map(({ read, seen, missable }, index) => {
    const certainDepth = depths[index] ?? 0;
    const certain = certainDepth > 0;
    const sinceAckMs = read.invokedAtMs - writes.earliestLaterAckMs(seen);
    return {
      read,
      certain,
      ageMs: {
        lo: certain ? Math.max(0, sinceAckMs - skewMs) : 0,
        hi: read.completedAtMs - missable.earliestInvokedMs + skewMs,
      },
      depth: { lo: certainDepth, hi: missable.count },
    };
  });
}
