/**
 * The writes of one key, seen from outside, and what can be said about their order. A write took effect at some moment
 * between its invocation and the first sign of it: its acknowledgement, or the answer to a read that returned it
 * (*settled*). So b is *certainly later* than a when b was invoked after a had settled; otherwise nobody outside knows.
 */

import { isServed, type Operation, type ServedOperation } from '../history.ts';
import { outcomeOf } from '../outcome.ts';
import { countAtMost, countBelow } from '../search.ts';

/** One key's operations, in the order of the history. */
export interface KeyOperations {
  readonly key: string | number;
  /** Those that took effect, or may have: a compare-and-set that compared in vain wrote nothing. */
  readonly writes: Operation[];
  readonly reads: Operation[];
}

/** Groups a history, without the writes that certainly failed; 1 and "1" are two keys. */
export function groupByKey(history: Iterable<Operation>): Map<string | number, KeyOperations> {
  const groups = new Map<string | number, KeyOperations>();
  for (const op of history) {
    let group = groups.get(op.key);
    if (group === undefined) groups.set(op.key, (group = { key: op.key, writes: [], reads: [] }));
    if (op.kind === 'read') group.reads.push(op);
    else if (outcomeOf(op.completedAtMs, op.error) !== 'failed') group.writes.push(op);
  }
  return groups;
}

export interface Settled {
  readonly op: Operation;
  /** By when it had certainly taken effect; Infinity: there was no sign of it. */
  settledAtMs: number;
}

/** The least and the second least of a run of numbers; they differ in who holds them, perhaps not in value. */
interface LeastTwo {
  readonly least: number;
  readonly holder: Settled | undefined;
  readonly second: number;
}

const NONE: LeastTwo = { least: Infinity, holder: undefined, second: Infinity };

export class KeyWrites {
  /** The acknowledged ones, in order of invocation. */
  readonly acknowledged: readonly ServedOperation[];

  readonly #byValue = new Map<string, Settled>();
  /** When those began that deleted the key, ascending; and, up to each, the one that settled last. */
  readonly #deletesInvoked: readonly number[];
  readonly #latestDeleteUntil: readonly Settled[];
  readonly #skewMs: number;
  /** All invocations, ascending. */
  readonly #invoked: readonly number[];
  /** All settling times, ascending; and, from each on, the earliest invocations of those that settled then or later. */
  readonly #settled: readonly number[];
  readonly #earliestInvokedFrom: readonly LeastTwo[];
  /** Invocations of the acknowledged, ascending; and, from each on, the earliest acknowledgement. */
  readonly #acknowledgedInvoked: readonly number[];
  readonly #earliestAckFrom: readonly number[];

  /** @param skewMs how far two nodes' clocks may be apart, for versions are ordered by the nodes' clocks. */
  constructor({ writes, reads }: KeyOperations, skewMs: number) {
    this.#skewMs = skewMs;
    for (const op of writes) {
      if (op.value !== undefined) {
        this.#byValue.set(op.value, { op, settledAtMs: isServed(op) ? op.completedAtMs : Infinity });
      }
    }
    for (const read of reads) this.#settleBy(read);
    const deletes = writes
      .filter(({ value }) => value === undefined)
      .map((op) => ({ op, settledAtMs: isServed(op) ? op.completedAtMs : Infinity }))
      .sort((a, b) => a.op.invokedAtMs - b.op.invokedAtMs);
    this.#deletesInvoked = deletes.map(({ op }) => op.invokedAtMs);
    this.#latestDeleteUntil = prefixLatest(deletes);
    this.acknowledged = writes.filter(isServed).sort((a, b) => a.invokedAtMs - b.invokedAtMs);
    this.#acknowledgedInvoked = this.acknowledged.map((op) => op.invokedAtMs);
    this.#earliestAckFrom = suffixMinima(this.acknowledged.map((op) => op.completedAtMs));
    this.#invoked = writes.map((op) => op.invokedAtMs).sort((a, b) => a - b);
    const bySettling = [...this.#byValue.values(), ...deletes].sort(
      (a, b) => Math.min(a.settledAtMs, Number.MAX_VALUE) - Math.min(b.settledAtMs, Number.MAX_VALUE),
    );
    this.#settled = bySettling.map((write) => write.settledAtMs);
    this.#earliestInvokedFrom = suffixLeastTwo(bySettling);
  }

  /** The write that a read returned; undefined when none before the read's end wrote this value: it was invented. */
  writeSeenBy(read: ServedOperation): Settled | undefined {
    const write = read.value === undefined ? undefined : this.#byValue.get(read.value);
    return write !== undefined && write.op.invokedAtMs <= read.completedAtMs ? write : undefined;
  }

  /**
   * What may have made the key missing for a read that did not find it: of the deletes that had begun, the one that settled
   * last, for the writes certainly later than that are certainly later than any; undefined: none had, and it never was there.
   */
  latestDeleteFor(read: ServedOperation): Settled | undefined {
    return this.#latestDeleteUntil[countAtMost(this.#deletesInvoked, read.completedAtMs) - 1];
  }

  /** The latest write that a read can have seen, as far as that matters for what is certainly later. */
  latestFor(read: ServedOperation): Settled | undefined {
    return read.value === undefined ? this.latestDeleteFor(read) : this.writeSeenBy(read);
  }

  /** Writes invoked after this moment are certainly later than `write`; undefined stands for the missing key. */
  laterThanMs(write: Settled | undefined): number {
    return write === undefined ? -Infinity : write.settledAtMs + this.#skewMs;
  }

  /** The earliest acknowledgement of the writes certainly later than `write`; Infinity without one. */
  earliestLaterAckMs(write: Settled | undefined): number {
    const from = countAtMost(this.#acknowledgedInvoked, this.laterThanMs(write));
    return this.#earliestAckFrom[from] ?? Infinity;
  }

  /**
   * The writes that may be later than `seen` and may have been accepted before `beforeMs`: how many
   * (none where that is not positive), and the earliest moment at which one was invoked.
   */
  possiblyMissed(seen: Settled | undefined, beforeMs: number): { count: number; earliestInvokedMs: number } {
    const invokedBefore = countBelow(this.#invoked, beforeMs + this.#skewMs);
    const certainlyEarlier =
      seen === undefined ? 0 : countBelow(this.#settled, seen.op.invokedAtMs - this.#skewMs);
    const itself = seen !== undefined && seen.op.invokedAtMs < beforeMs + this.#skewMs ? 1 : 0;
    const count = invokedBefore - certainlyEarlier - itself;
    const { least, holder, second } = this.#earliestInvokedFrom[certainlyEarlier] ?? NONE;
    return { count, earliestInvokedMs: holder === seen ? second : least };
  }

  #settleBy(read: Operation): void {
    if (!isServed(read)) return;
    const write = this.writeSeenBy(read);
    if (write !== undefined) write.settledAtMs = Math.min(write.settledAtMs, read.completedAtMs);
  }
}

function prefixLatest(writes: readonly Settled[]): Settled[] {
  let latest = writes[0];
  return writes.map((one) =>
    latest !== undefined && latest.settledAtMs >= one.settledAtMs ? latest : (latest = one),
  );
}

function suffixMinima(values: readonly number[]): number[] {
  let least = Infinity;
  return values
    .toReversed()
    .map((value) => (least = Math.min(least, value)))
    .reverse();
}

function suffixLeastTwo(writes: readonly Settled[]): LeastTwo[] {
  const suffixes: LeastTwo[] = [];
  let after = NONE;
  for (const write of writes.toReversed()) {
    const value = write.op.invokedAtMs;
    after =
      value < after.least
        ? { least: value, holder: write, second: after.least }
        : { ...after, second: Math.min(after.second, value) };
    suffixes.push(after);
  }
  return suffixes.reverse();
}
