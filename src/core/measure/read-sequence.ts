/**
 * Open reads of one thing, a key or a view, in order of time. What such reads see only grows, so a write that arrives late was
 * missed by a range of them: by those made after it was accepted, up to the first that saw it or a later version. Neither a write
 * that arrives nor a read that is closed looks at each read in the range: after a cut, there are thousands of both.
 */

/** The writes that a range of reads is known to have missed are dated by the oldest. */
interface MissedRange {
  readonly from: number;
  readonly to: number;
  readonly acceptedAtMs: number;
}

export interface SequencedRead {
  readonly atMs: number;
  /** By how many the writes missed by this read exceed those missed by the read before it. */
  change: number;
}

/** What a read missed in the end. */
export interface Missed {
  readonly writes: number;
  /** When the oldest of them was accepted, ms since the epoch; Infinity: there is none. */
  readonly oldestMs: number;
}

export class ReadSequence<Read extends SequencedRead> {
  /** Those before `#first` are closed. */
  #reads: Read[] = [];
  #first = 0;
  /** How many reads have left `#reads` in all: a place in the sequence is an index in `#reads` plus this. */
  #gone = 0;
  /** Of the read that comes next. */
  #changeOfNext = 0;
  /** Missed by the read that was closed last. */
  #missed = 0;
  /**
   * Ascending in all three fields: a range that lies within one of an older write dates no read. So the first that reaches a read
   * has its oldest write, and together they cover all reads that missed anything.
   */
  #ranges: MissedRange[] = [];

  get size(): number {
    return this.#reads.length - this.#first;
  }

  /** @param read not earlier than those before it */
  add(read: Read): void {
    read.change = this.#changeOfNext;
    this.#changeOfNext = 0;
    this.#reads.push(read);
  }

  /** The oldest open read is closed. */
  closeFirst(): Missed {
    const place = this.#gone + this.#first;
    this.#missed += this.#reads[this.#first++]?.change ?? 0;
    const expired = this.#ranges.findIndex(({ to }) => to > place);
    if (expired !== 0) this.#ranges.splice(0, expired < 0 ? this.#ranges.length : expired);
    const oldestMs = this.#missed > 0 ? (this.#ranges[0]?.acceptedAtMs ?? Infinity) : Infinity;
    if (this.#first * 2 >= this.#reads.length) {
      this.#reads = this.#reads.slice(this.#first);
      this.#gone += this.#first;
      this.#first = 0;
    }
    return { writes: this.#missed, oldestMs };
  }

  /** How many reads made after this time come before the first that saw it. */
  countMissing(acceptedAtMs: number, sawIt: (read: Read) => boolean): number {
    const { from, to } = this.#missing(acceptedAtMs, sawIt);
    return to - from;
  }

  /**
   * A write arrived that was accepted at this time.
   * @param sawIt whether a read returned the write or a later version: once one did, all later ones do
   * @returns how many reads it is the first that they are known to have missed
   */
  missed(acceptedAtMs: number, sawIt: (read: Read) => boolean): number {
    const { from, to } = this.#missing(acceptedAtMs, sawIt);
    if (from === to) return 0;
    this.#change(from, 1);
    this.#change(to, -1);
    return this.#cover({ from: from + this.#gone, to: to + this.#gone, acceptedAtMs });
  }

  #missing(acceptedAtMs: number, sawIt: (read: Read) => boolean): { from: number; to: number } {
    const from = this.#firstWhere(({ atMs }) => atMs > acceptedAtMs, this.#first);
    return { from, to: this.#firstWhere(sawIt, from) };
  }

  #change(index: number, by: number): void {
    const read = this.#reads[index];
    if (read !== undefined) read.change += by;
    else this.#changeOfNext += by;
  }

  /** @returns how many reads of the range no other one covered */
  #cover(range: MissedRange): number {
    const { from, to, acceptedAtMs } = range;
    const ranges = this.#ranges;
    const at = firstIndex(ranges.length, (index) => (ranges[index]?.acceptedAtMs ?? 0) > acceptedAtMs);
    let covered = Math.max(from, ranges[at - 1]?.to ?? from);
    if (covered >= to) return 0;
    let fresh = 0;
    let end = at;
    for (; end < ranges.length; end++) {
      const next = ranges[end] as MissedRange;
      fresh += Math.max(0, Math.min(next.from, to) - covered);
      covered = Math.max(covered, Math.min(next.to, to));
      if (next.to > to) break;
    }
    ranges.splice(at, end - at, range);
    return fresh + Math.max(0, to - covered);
  }

  /** The index of the first open read of which this holds, and of all after it. */
  #firstWhere(holds: (read: Read) => boolean, from: number): number {
    const reads = this.#reads;
    return from + firstIndex(reads.length - from, (index) => holds(reads[from + index] as Read));
  }
}

/** The first index that this holds of, where it holds of all after it; `length`: there is none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
