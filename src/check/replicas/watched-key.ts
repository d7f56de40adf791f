/**
 * One key that one client writes, with the numbers 1, 2, 3, …, and that is read at every replica, one read after the other. It says
 * of each acknowledged write when each replica showed it, and of each read whether it was stale. All times are of one clock, the
 * client's: a write is visible at a replica within an interval, from when the last read that missed it began until the first read
 * that showed it, or something later, had ended.
 */

import type { TimeBounds } from '../../base/time-bounds.ts';

export interface ReplicaRead {
  readonly replica: number;
  /** The number of the write that it returned; 0: none of them. */
  readonly seq: number;
  readonly beganAtMs: number;
  readonly endedAtMs: number;
}

export interface JudgedRead extends ReplicaRead {
  /** From the acknowledgement of the latest write before the read until it began; undefined: there was none. */
  readonly sinceAckMs: number | undefined;
  /** Writes that had been acknowledged before it began, and that it missed; 0: it was not stale. */
  readonly depth: number;
  /** How long before it began the oldest of them had been acknowledged; 0: it was not stale. */
  readonly ageMs: number;
  /** An earlier read at this replica had shown a later write. */
  readonly wentBack: boolean;
}

/** What there is to tell. */
export interface WatchSink {
  read(read: JudgedRead): void;
  /** An acknowledged write was shown by a replica; counted from its acknowledgement. */
  shown(replica: number, ackedAtMs: number, visible: TimeBounds): void;
  /** The last replica has shown it, too. */
  shownEverywhere(ackedAtMs: number, visible: TimeBounds): void;
}

interface Shown {
  /** When the last read that missed it began. */
  readonly missedAtMs: number;
  readonly shownAtMs: number;
}

interface Write {
  /** Infinity: it is not acknowledged, or never was. */
  ackedAtMs: number;
  isLost: boolean;
  /** By replica. */
  readonly shown: (Shown | undefined)[];
}

/** Writes that every replica has shown are kept for a while: a replica that goes back may miss them again. */
const HISTORY = 256;
/** Writes that some replica still lacks; beyond that the oldest are forgotten. */
export const MAX_OPEN_WRITES = 100_000;

export class WatchedKey {
  /** Writes that were forgotten although some replica lacked them. */
  forgotten = 0;
  readonly #sink: WatchSink;
  readonly #writes: Write[] = [];
  /** The number of the first of them. */
  #first = 1;
  /** By replica: the latest write that it ever showed, and when its last read began. */
  readonly #shownThrough: number[];
  readonly #lastReadAtMs: number[] = [];

  constructor(replicas: number, sink: WatchSink) {
    this.#sink = sink;
    this.#shownThrough = new Array<number>(replicas).fill(0);
  }

  /** The number of the latest write. */
  get latest(): number {
    return this.#first + this.#writes.length - 1;
  }

  /** A write is about to be sent. @returns its number */
  began(): number {
    this.#writes.push({
      ackedAtMs: Infinity,
      isLost: false,
      shown: new Array<undefined>(this.#shownThrough.length).fill(undefined),
    });
    this.#forgetOld();
    return this.latest;
  }

  acknowledged(seq: number, atMs: number): void {
    const write = this.#write(seq);
    if (write === undefined) return;
    write.ackedAtMs = atMs;
    // A replica may show a write before the client knows that it is written.
    write.shown.forEach((shown, replica) => {
      if (shown !== undefined) this.#sink.shown(replica, atMs, boundsOf(atMs, shown));
    });
    this.#tellIfEverywhere(write);
  }

  read(read: ReplicaRead): void {
    const { replica, seq, beganAtMs, endedAtMs } = read;
    const through = this.#shownThrough[replica] ?? 0;
    this.#sink.read({ ...read, ...this.#staleness(seq, beganAtMs), wentBack: seq < through });
    const shown = { missedAtMs: this.#lastReadAtMs[replica] ?? -Infinity, shownAtMs: endedAtMs };
    for (let one = Math.max(through + 1, this.#first); one <= Math.min(seq, this.latest); one++)
      this.#show(one, replica, shown);
    this.#shownThrough[replica] = Math.max(through, Math.min(seq, this.latest));
    this.#lastReadAtMs[replica] = beganAtMs;
  }

  /** The store has no more than this write: what was acknowledged after it is gone. @returns how many writes that are */
  lostAfter(seq: number): number {
    let lost = 0;
    for (let one = Math.max(seq + 1, this.#first); one <= this.latest; one++) {
      const write = this.#write(one);
      if (write === undefined || write.isLost || write.ackedAtMs === Infinity) continue;
      write.isLost = true;
      lost++;
    }
    return lost;
  }

  /** When the writes were acknowledged that this replica has never shown, nor anything later; the oldest first. */
  pendingAt(replica: number): number[] {
    const through = this.#shownThrough[replica] ?? 0;
    return this.#writes
      .slice(Math.max(0, through + 1 - this.#first))
      .filter(({ ackedAtMs, isLost }) => ackedAtMs < Infinity && !isLost)
      .map(({ ackedAtMs }) => ackedAtMs);
  }

  #write(seq: number): Write | undefined {
    return this.#writes[seq - this.#first];
  }

  #show(seq: number, replica: number, shown: Shown): void {
    const write = this.#write(seq);
    if (write === undefined || write.isLost) return;
    write.shown[replica] = shown;
    if (write.ackedAtMs === Infinity) return;
    this.#sink.shown(replica, write.ackedAtMs, boundsOf(write.ackedAtMs, shown));
    this.#tellIfEverywhere(write);
  }

  #tellIfEverywhere({ ackedAtMs, shown }: Write): void {
    const all = shown.filter((one) => one !== undefined);
    if (all.length < shown.length) return;
    const bounds = all.map((one) => boundsOf(ackedAtMs, one));
    this.#sink.shownEverywhere(ackedAtMs, {
      atLeastMs: Math.max(0, ...bounds.map(({ atLeastMs }) => atLeastMs)),
      atMostMs: Math.max(0, ...bounds.map(({ atMostMs }) => atMostMs)),
    });
  }

  /** The latest writes come first: those that a read can have missed are the last of all. */
  #staleness(seq: number, beganAtMs: number): Pick<JudgedRead, 'sinceAckMs' | 'depth' | 'ageMs'> {
    let [depth, oldestAckMs, latestAckMs] = [0, Infinity, -Infinity];
    for (let one = this.latest; one >= this.#first; one--) {
      const write = this.#write(one);
      const wasAcked = write !== undefined && !write.isLost && write.ackedAtMs < beganAtMs;
      if (wasAcked) latestAckMs = Math.max(latestAckMs, write.ackedAtMs);
      if (one <= seq && latestAckMs > -Infinity) break;
      if (!wasAcked) continue;
      depth++;
      oldestAckMs = Math.min(oldestAckMs, write.ackedAtMs);
    }
    return {
      sinceAckMs: latestAckMs === -Infinity ? undefined : beganAtMs - latestAckMs,
      depth,
      ageMs: depth === 0 ? 0 : beganAtMs - oldestAckMs,
    };
  }

  #forgetOld(): void {
    while (this.#writes.length > HISTORY) {
      const [oldest] = this.#writes;
      const isOpen = oldest?.isLost === false && oldest.shown.includes(undefined);
      if (isOpen && this.#writes.length <= MAX_OPEN_WRITES) return;
      if (isOpen && oldest.ackedAtMs < Infinity) this.forgotten++;
      this.#writes.shift();
      this.#first++;
    }
  }
}

function boundsOf(ackedAtMs: number, { missedAtMs, shownAtMs }: Shown): TimeBounds {
  return {
    atLeastMs: Math.max(0, missedAtMs - ackedAtMs),
    atMostMs: Math.max(0, shownAtMs - ackedAtMs),
  };
}
