/**
 * Completeness for large clusters, where a table of all nodes at each of them would grow with the square of the cluster. All
 * of them work on one question at a time: who is known to be complete through such and such a time? An answer is a set of
 * nodes. It travels with anti-entropy; whoever has seen all that its sender had seen may make the set its own. So the sets
 * grow as rumors spread: one of them is full after some log2 n rounds, and that it is full spreads likewise.
 */

import type { NodeId, Origin } from '../../protocol/names.ts';
import type { WireRoll, WireSeen } from '../../protocol/gossip.ts';
import type { Membership } from '../membership.ts';
import type { VersionVector } from '../store/version-vector.ts';
import { isCurrent, undatedRow } from '../store/wire-seen.ts';
import type { Completeness, SeenSections } from './completeness.ts';

interface Waiting {
  readonly roll: WireRoll;
  /** What its sender had seen and is missing here. */
  lacking: readonly WireSeen[];
}

export class CompletenessRoll implements Completeness {
  /** The rolls travel beside them, and hold for who has come as far as their senders. */
  readonly saysInRows = false;
  readonly #membership: Membership;
  readonly #me: NodeId;
  readonly #seen: VersionVector;
  readonly #waitingLimit: number;
  /** In a set. */
  readonly #words: number;
  /** The time in question; Infinity: none is. */
  #targetMs = Infinity;
  /** A bit for each node, in their order. */
  #present: readonly number[] | undefined;
  /** Whether others have this very list: then it changes no more, and what is added goes into a copy. */
  #isShared = false;
  #missing = 0;
  #waiting: Waiting[] = [];
  #lastSeen: readonly WireSeen[] = [];
  throughMs = -Infinity;

  /** @param waitingLimit answers that wait for writes that their senders had seen: the older go, newer ones say more */
  constructor(membership: Membership, me: NodeId, seen: VersionVector, waitingLimit: number) {
    this.#waitingLimit = waitingLimit;
    this.#membership = membership;
    this.#words = Math.ceil(membership.nodes.length / 32);
    this.#me = me;
    this.#seen = seen;
  }

  get isAsking(): boolean {
    return this.#targetMs < Infinity;
  }

  claim(node: NodeId, origin: Origin, seq: number, atMs: number): void {
    if (atMs < this.#targetMs || this.#seen.through(origin) < seq) return;
    this.#mark(node);
  }

  membersChanged(): void {
    // Clusters whose members change are small: they keep a table.
  }

  advanced(origin: Origin): void {
    if (this.#waiting.length === 0) return;
    const ready: WireRoll[] = [];
    this.#waiting = this.#waiting.filter((one) => {
      if (!one.lacking.some(([of]) => of === origin)) return true;
      one.lacking = one.lacking.filter(([of, through]) => through > this.#seen.through(of));
      if (one.lacking.length === 0) ready.push(one.roll);
      return one.lacking.length > 0;
    });
    for (const roll of ready) this.#takeOver(roll);
  }

  /** Something that happened after what is known to be complete calls for a question, where none is open. */
  seenSections(now: number, activeAtMs: number): SeenSections {
    const seen = this.#seenSection();
    return { seen, roll: this.#roll(now, activeAtMs >= this.throughMs) };
  }

  #roll(now: number, isWanted: boolean): WireRoll {
    if (isWanted && !this.isAsking) this.#ask(now);
    if (now >= this.#targetMs) this.#mark(this.#me);
    const throughMs = this.throughMs === -Infinity ? null : this.throughMs;
    if (!this.isAsking) return [throughMs];
    this.#isShared = true;
    return [throughMs, this.#targetMs, this.#present ?? []];
  }

  /** In a large cluster this section is long: what did not change since the last message is not made anew. */
  #seenSection(): readonly WireSeen[] {
    const all = this.#seen.all();
    let isSame = all.length === this.#lastSeen.length;
    const section = all.map((state, i) => {
      const last = this.#lastSeen[i];
      if (last !== undefined && isCurrent(last, state)) return last;
      isSame = false;
      return undatedRow(state);
    });
    if (!isSame) this.#lastSeen = section;
    return this.#lastSeen;
  }

  heard(roll: WireRoll, lacking: readonly WireSeen[]): void {
    const [, targetMs = Infinity] = roll;
    if (targetMs < this.#targetMs && targetMs > this.throughMs) this.#ask(targetMs);
    if (lacking.length === 0) this.#takeOver(roll);
    else if (this.#says(roll)) {
      if (this.#waiting.length >= this.#waitingLimit) this.#waiting.shift();
      this.#waiting.push({ roll, lacking });
    }
  }

  /** Whether there is anything new in it. */
  #says([throughMs, targetMs]: WireRoll): boolean {
    return (throughMs ?? -Infinity) > this.throughMs || (targetMs ?? -Infinity) >= this.#targetMs;
  }

  #takeOver(roll: WireRoll): void {
    const [throughMs, targetMs = -Infinity, words = []] = roll;
    if (throughMs !== null && throughMs > this.throughMs) this.#complete(throughMs);
    // Who is complete through a later time is so through an earlier one.
    if (targetMs < this.#targetMs || this.#present === undefined) return;
    if (this.#holds(this.#present, words)) return;
    if (this.#holds(words, this.#present) && this.#isWellFormed(words)) this.#share(words);
    else {
      const own = this.#own(this.#present);
      for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) | ((words[i] ?? 0) & this.#mask(i));
    }
    this.#missing = this.#membership.nodes.length;
    for (const word of this.#present) this.#missing -= bitsIn(word);
    if (this.#missing === 0) this.#complete(this.#targetMs);
  }

  /** Whether one set has all nodes of another one. */
  #holds(set: readonly number[], other: readonly number[]): boolean {
    for (let i = 0; i < this.#words; i++)
      if (((other[i] ?? 0) & ~(set[i] ?? 0) & this.#mask(i)) !== 0) return false;
    return true;
  }

  /** Whether a set is as long as it has to be, and has no bits that stand for nobody. */
  #isWellFormed(set: readonly number[]): boolean {
    return set.length === this.#words && set.every((word, i) => word === (word & this.#mask(i)));
  }

  /** In a large cluster of one process most replicas come to have the same set: they hold the same list. */
  #share(set: readonly number[]): void {
    this.#present = set;
    this.#isShared = true;
  }

  /** The set, to be changed. */
  #own(present: readonly number[]): number[] {
    const own = this.#isShared ? [...present] : (present as number[]);
    this.#present = own;
    this.#isShared = false;
    return own;
  }

  /** Takes up a question. Answers to one about a later time serve it, too. */
  #ask(targetMs: number): void {
    this.#targetMs = targetMs;
    if (this.#present !== undefined) return;
    this.#missing = this.#membership.nodes.length;
    this.#present = new Array<number>(this.#words).fill(0);
    this.#isShared = false;
  }

  #mark(node: NodeId): void {
    const index = this.#membership.indexOf(node);
    if (index === undefined || this.#present === undefined) return;
    const word = this.#present[index >> 5] ?? 0;
    const bit = 1 << (index & 31);
    if ((word & bit) !== 0) return;
    this.#own(this.#present)[index >> 5] = word | bit;
    if (--this.#missing === 0) this.#complete(this.#targetMs);
  }

  #complete(throughMs: number): void {
    this.throughMs = throughMs;
    if (this.#targetMs > throughMs) return;
    this.#targetMs = Infinity;
    this.#present = undefined;
  }

  /** The bits of a word that stand for nodes. */
  #mask(index: number): number {
    const left = this.#membership.nodes.length - 32 * index;
    return left >= 32 ? -1 : (1 << left) - 1;
  }
}

/** Warren, "Hacker's Delight", figure 5-2. */
function bitsIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
