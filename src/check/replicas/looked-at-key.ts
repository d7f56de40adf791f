/**
 * One key that others write: looked at again and again at the primary, and read at every replica, without writing. Nobody tells when it was
 * written: a change happened between the beginning of the last look that missed it and the end of the first look that showed it, and its
 * delay at a replica has bounds at both ends. The order of values is that in which the looks showed them.
 *
 * A read is judged by the first look that began after it had ended: it is stale if the primary showed a later value before the read began,
 * and cannot have come back to the read one since. How sure that is depends on how values are told apart. All times are of one clock, the
 * client's.
 */

import type { TimeBounds } from '../../base/time-bounds.ts';

/**
 * How values are told apart. `revisions`: no two share one, and no replica has a value before the primary. `versions`: no two share one, but
 * replicas take writes, too. `digests`: a value that comes back has its old one. Of such a value, and of no key at all, it is assumed that the
 * primary had it only while looks showed it, until they show it a second time.
 */
export type Comparison = 'revisions' | 'versions' | 'digests';

/** What a server held, and when it was asked. */
export interface Look {
  /** The same for the same; undefined: there was no such key. */
  readonly version: string | undefined;
  readonly beganAtMs: number;
  readonly endedAtMs: number;
}

/** Of the value at the primary. */
export interface KeyChange {
  /** When the last look that missed it began. */
  readonly missedAtMs: number;
  /** When the first look that showed it had ended. */
  readonly seenAtMs: number;
}

export type ReadVerdict = 'fresh' | 'stale' | 'undecided';

/** What there is to tell. */
export interface LookSink {
  changed(change: KeyChange): void;
  read(replica: number, verdict: ReadVerdict): void;
  /** Counted from the change; as long as the replica may have taken, and no longer. */
  shown(replica: number, change: KeyChange, visible: TimeBounds): void;
  /** It has shown it, and since when cannot be known: it had shown the same value before, and it came back. */
  untimed(replica: number): void;
  shownEverywhere(change: KeyChange, visible: TimeBounds): void;
  /** Nothing will be told of it any more. */
  dropped(change: KeyChange): void;
}

interface Seen extends KeyChange {
  readonly seq: number;
  readonly version: string | undefined;
  /** By replica. */
  readonly shown: (TimeBounds | undefined)[];
  isDropped: boolean;
}

interface ReplicaState {
  /** Reads that no look has judged yet, the oldest first. */
  held: Look[];
  /** The latest change that it was known to show. */
  through: number;
  /** When its last read began that showed a value of the primary's. */
  lastReadAtMs: number;
  /** What its last judged read showed, where that was stale; and when the primary was first seen with what it missed. */
  stale: { readonly version: string | undefined; readonly sinceMs: number } | undefined;
}

/** Changes of the primary's that are remembered. */
export const HISTORY = 256;
/** Reads that wait for a look, for each replica; of those beyond nothing is known. */
export const MOST_HELD_READS = 64;

export class LookedAtKey {
  readonly #compares: Comparison;
  readonly #sink: LookSink;
  readonly #replicas: ReplicaState[];
  #changes: Seen[] = [];
  #latest = 0;
  #lookedAtMs = -Infinity;

  constructor(replicas: number, compares: Comparison, sink: LookSink) {
    this.#compares = compares;
    this.#sink = sink;
    this.#replicas = Array.from({ length: replicas }, newState);
  }

  /** Of the primary: one look after the other. */
  look({ version, beganAtMs, endedAtMs }: Look): void {
    const last = this.#changes.at(-1);
    if (last?.version !== version || last === undefined)
      this.#changed({ version, missedAtMs: this.#lookedAtMs, seenAtMs: endedAtMs });
    this.#lookedAtMs = beganAtMs;
    this.#replicas.forEach((state, replica) => {
      while (state.held[0] !== undefined && state.held[0].endedAtMs <= beganAtMs)
        this.#judge(replica, state, state.held.shift() as Look);
    });
  }

  /** Of a replica: one read after the other. */
  read(replica: number, read: Look): void {
    const state = this.#replicas[replica];
    if (state === undefined) return;
    state.held.push(read);
    if (state.held.length <= MOST_HELD_READS) return;
    state.held.shift();
    this.#undecided(replica, state);
  }

  /** When the primary was first seen with the oldest value that the last judged read at this replica missed; undefined: it is not known to be stale. */
  missesSince(replica: number): number | undefined {
    return this.#replicas[replica]?.stale?.sinceMs;
  }

  /** Another server is the primary: what values it had is not known. */
  restart(): void {
    this.#changes.forEach((change) => this.#drop(change));
    this.#replicas.forEach((state, replica) => {
      state.held.forEach(() => this.#undecided(replica, state));
      Object.assign(state, newState());
    });
    [this.#changes, this.#latest, this.#lookedAtMs] = [[], 0, -Infinity];
  }

  #changed(change: KeyChange & Pick<Seen, 'version'>): void {
    const shown = this.#replicas.map(() => undefined);
    // When it was found there, it may have been there for long.
    const isDropped = change.missedAtMs === -Infinity;
    const seen: Seen = { ...change, shown, isDropped, seq: ++this.#latest };
    this.#changes.push(seen);
    if (!isDropped) this.#sink.changed(seen);
    const oldest = this.#changes.length > HISTORY ? this.#changes.shift() : undefined;
    if (oldest !== undefined) this.#drop(oldest);
  }

  #judge(replica: number, state: ReplicaState, read: Look): void {
    const before = this.#changes.findLast(({ seenAtMs }) => seenAtMs < read.beganAtMs);
    // Where a value came back, the read is taken for the latest: it is not blamed for what it may not have done.
    const found = this.#changes.findLast(({ version }) => version === read.version);
    if (before === undefined) {
      this.#undecided(replica, state);
      return;
    }
    if (found !== undefined) this.#show(replica, state, found, read);
    if (found !== undefined && found.seq >= before.seq) {
      state.stale = undefined;
      this.#sink.read(replica, 'fresh');
      return;
    }
    const sinceMs = this.#missedSince(read, found, before, state);
    if (sinceMs === undefined) {
      this.#undecided(replica, state);
      return;
    }
    state.stale = { version: read.version, sinceMs };
    this.#sink.read(replica, 'stale');
  }

  /**
   * When the primary was first seen with what a read missed that did not show its latest value; undefined: it may have missed nothing.
   * @param found where the primary was seen with the value of the read, last @param before what it was seen with before the read
   */
  #missedSince(
    { version }: Look,
    found: Seen | undefined,
    before: Seen,
    { stale }: ReplicaState,
  ): number | undefined {
    // Nothing came and went while it was read.
    const isSteady = before.seq === this.#latest && this.#isUnique(before.version);
    if (found !== undefined) {
      if (!isSteady && this.#comesBack(found)) return undefined;
      return this.#changes.find(({ seq }) => seq === found.seq + 1)?.seenAtMs;
    }
    // The replica stands still, for more changes than are remembered.
    if (stale !== undefined && stale.version === version) return stale.sinceMs;
    return isSteady && this.#compares === 'revisions' ? before.seenAtMs : undefined;
  }

  /** No key at all has no version. */
  #isUnique(version: string | undefined): boolean {
    return this.#compares !== 'digests' && version !== undefined;
  }

  #show(replica: number, state: ReplicaState, found: Seen, read: Look): void {
    const isUnsure = this.#changes.some(
      ({ seq, version }) => seq >= state.through && seq < found.seq && version === read.version,
    );
    for (const change of this.#changes) {
      if (change.seq <= state.through || change.seq > found.seq) continue;
      if (isUnsure) {
        if (change.missedAtMs > -Infinity) this.#sink.untimed(replica);
        this.#drop(change);
        continue;
      }
      const visible = {
        atLeastMs: Math.max(0, state.lastReadAtMs - change.seenAtMs),
        atMostMs: Math.max(0, read.endedAtMs - change.missedAtMs),
      };
      change.shown[replica] = visible;
      if (change.missedAtMs === -Infinity) continue;
      this.#sink.shown(replica, change, visible);
      this.#tellIfEverywhere(change);
    }
    state.through = Math.max(state.through, found.seq);
    state.lastReadAtMs = read.beganAtMs;
  }

  #tellIfEverywhere(change: Seen): void {
    const all = change.shown.filter((one) => one !== undefined);
    if (change.isDropped || all.length < change.shown.length) return;
    change.isDropped = true;
    this.#sink.shownEverywhere(change, {
      atLeastMs: Math.max(...all.map(({ atLeastMs }) => atLeastMs)),
      atMostMs: Math.max(...all.map(({ atMostMs }) => atMostMs)),
    });
  }

  /** Whether the primary has to be expected to have had it since it was last seen with it. */
  #comesBack({ seq, version }: Seen): boolean {
    return (
      !this.#isUnique(version) && this.#changes.some((one) => one.seq !== seq && one.version === version)
    );
  }

  #undecided(replica: number, state: ReplicaState): void {
    state.stale = undefined;
    this.#sink.read(replica, 'undecided');
  }

  #drop(change: Seen): void {
    if (!change.isDropped) this.#sink.dropped(change);
    change.isDropped = true;
  }
}

function newState(): ReplicaState {
  return { held: [], through: 0, lastReadAtMs: -Infinity, stale: undefined };
}
