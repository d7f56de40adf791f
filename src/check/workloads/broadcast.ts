/**
 * Verdicts on a broadcast or a g-set workload from its clients alone: the rules of Jepsen's `set-full` checker (checker.clj),
 * by which Maelstrom judges both. It also keeps which node first showed a value and last lacked it. Reads are taken in as
 * they complete and not kept: a read returns everything, so a run's would fill memory.
 */

import type { LifeStarts } from '../lives.ts';
import { MAX_EXAMPLES, Offences, type OffenceList } from '../offences.ts';
import { summarize, type Summary } from '../../base/summary.ts';

/** Values followed in a run; each costs two numbers per node. Later ones are counted as untracked. */
export const MAX_VALUES = 200_000;

/** A served read. */
export interface BroadcastRead {
  readonly node: string;
  readonly invokedAtMs: number;
  readonly completedAtMs: number;
  /** Each value as JSON text, in any order. */
  readonly values: readonly string[];
}

export interface BroadcastVerdict {
  /** Nothing is lost, missing at a node in the end, invented or duplicated. */
  readonly ok: boolean;
  /** Values whose broadcast was invoked. */
  readonly attempted: number;
  /** Values that every read found from some moment on. */
  readonly stable: number;
  /** Known values that the reads after some moment did not find: a broken promise. */
  readonly lost: OffenceList<string>;
  /** Values about which no read says anything. */
  readonly neverRead: number;
  /** Stable values that a read missed which began when they were known already. */
  readonly stale: number;
  /** From when a value was known to the last read that missed it; 0 where none did. Stable values only. */
  readonly stableLatencyMs: Summary;
  /**
   * From when a value was known until every node had shown it: an upper bound of its convergence time, as the stable latency
   * is a lower one. Only values that every node showed.
   */
  readonly seenEverywhereMs: Summary;
  /** Values that the last read of some node lacked: what is missing where, in the end. */
  readonly missing: OffenceList<{ readonly value: string; readonly nodes: readonly string[] }>;
  /** Values read that nobody had broadcast. */
  readonly invented: OffenceList<string>;
  /** Values that a read returned more than once. */
  readonly duplicated: OffenceList<string>;
  /** Acknowledged by a node that lost its memory since, and in nobody's last read: neither lost nor missing. */
  readonly perished: OffenceList<string>;
  /** Values beyond `MAX_VALUES`. */
  readonly untracked: number;
}

/** Values that were acknowledged by lives that have ended. */
export interface Perishable {
  readonly starts: LifeStarts;
  readonly values: ReadonlySet<string>;
}

interface Element {
  /** When its broadcast was acknowledged, or the first read that found it was answered; Infinity: neither. */
  knownAtMs: number;
  /** When the latest read that found it, and the latest that missed it, was invoked; -Infinity: none. */
  lastFoundMs: number;
  lastMissedMs: number;
  /** The same for each node, by its index; and when a read of that node that found it was first answered. */
  readonly lastFoundAtMs: Float64Array;
  readonly lastMissedAtMs: Float64Array;
  readonly firstSeenAtMs: Float64Array;
}

export class BroadcastChecker {
  readonly #nodes: readonly string[];
  readonly #elements = new Map<string, Element>();
  readonly #invented = new Set<string>();
  readonly #duplicated = new Set<string>();
  readonly #maxValues: number;
  #untracked = 0;

  constructor(nodes: readonly string[], maxValues = MAX_VALUES) {
    this.#nodes = nodes;
    this.#maxValues = maxValues;
  }

  /** A broadcast is about to be sent. `value` is JSON text; to send it again changes nothing. */
  invoked(value: string): void {
    if (this.#elements.has(value)) return;
    if (this.#elements.size >= this.#maxValues) {
      this.#untracked++;
      return;
    }
    const times = (initial: number): Float64Array => new Float64Array(this.#nodes.length).fill(initial);
    this.#elements.set(value, {
      knownAtMs: Infinity,
      lastFoundMs: -Infinity,
      lastMissedMs: -Infinity,
      lastFoundAtMs: times(-Infinity),
      lastMissedAtMs: times(-Infinity),
      firstSeenAtMs: times(Infinity),
    });
  }

  acknowledged(value: string, atMs: number): void {
    const element = this.#elements.get(value);
    if (element !== undefined) element.knownAtMs = Math.min(element.knownAtMs, atMs);
  }

  /** Takes in a served read. O(values followed). @returns those that it missed of the values that are on their way */
  read(read: BroadcastRead): string[] {
    const missed: string[] = [];
    const found = new Set(read.values);
    if (found.size < read.values.length) this.#noteDuplicates(read.values);
    const node = this.#nodes.indexOf(read.node);
    for (const [value, element] of this.#elements) {
      if (found.delete(value)) {
        noteFound(element, node, read);
        continue;
      }
      noteMissed(element, node, read);
      missed.push(value);
    }
    for (const value of found) {
      if (this.#untracked === 0 && this.#invented.size < this.#maxValues) this.#invented.add(value);
    }
    return missed;
  }

  /** Whether any read of the node found it. */
  hasShown(value: string, node: string): boolean {
    const seenAtMs = this.#elements.get(value)?.firstSeenAtMs[this.#nodes.indexOf(node)] ?? Infinity;
    return seenAtMs < Infinity;
  }

  #noteDuplicates(values: readonly string[]): void {
    const once = new Set<string>();
    for (const value of values) {
      if (once.has(value) && this.#duplicated.size < this.#maxValues) this.#duplicated.add(value);
      once.add(value);
    }
  }

  /** Computes the verdict so far; call it after the final reads. */
  verdict(perishable?: Perishable): BroadcastVerdict {
    const perished = new Offences<string>();
    const lost = new Offences<string>();
    const missing = new Offences<{ value: string; nodes: readonly string[] }>();
    const stableLatencies: number[] = [];
    const seenEverywhere: number[] = [];
    for (const [value, element] of this.#elements) {
      if (perishable !== undefined && this.#isGone(value, element, perishable)) {
        perished.add(value);
        continue;
      }
      if (isStable(element)) stableLatencies.push(Math.max(0, element.lastMissedMs - element.knownAtMs));
      else if (isLost(element)) lost.add(value);
      const nodes = this.#nodes.filter((_, node) => isMissingAt(element, node));
      if (nodes.length > 0) missing.add({ value, nodes });
      const seenAtMs = Math.max(...element.firstSeenAtMs);
      if (seenAtMs < Infinity) seenEverywhere.push(Math.max(0, seenAtMs - element.knownAtMs));
    }
    return {
      ok: lost.count + missing.count + this.#invented.size + this.#duplicated.size === 0,
      attempted: this.#elements.size + this.#untracked,
      stable: stableLatencies.length,
      lost,
      neverRead: this.#elements.size - stableLatencies.length - lost.count - perished.count,
      stale: stableLatencies.filter((latencyMs) => latencyMs > 0).length,
      stableLatencyMs: summarize(stableLatencies),
      seenEverywhereMs: summarize(seenEverywhere),
      missing,
      invented: listOf(this.#invented),
      duplicated: listOf(this.#duplicated),
      perished,
      untracked: this.#untracked,
    };
  }

  /** No life that goes on has ever shown it, and each was asked. */
  #isGone(
    value: string,
    { lastFoundAtMs, lastMissedAtMs }: Element,
    { starts, values }: Perishable,
  ): boolean {
    if (!values.has(value)) return false;
    return this.#nodes.every((node, index) => {
      const startMs = starts.get(node) ?? -Number.MAX_VALUE;
      const foundAtMs = lastFoundAtMs[index] ?? -Infinity;
      const missedAtMs = lastMissedAtMs[index] ?? -Infinity;
      return foundAtMs < startMs && missedAtMs >= startMs;
    });
  }
}

function noteFound(element: Element, node: number, read: BroadcastRead): void {
  element.knownAtMs = Math.min(element.knownAtMs, read.completedAtMs);
  element.lastFoundMs = Math.max(element.lastFoundMs, read.invokedAtMs);
  raise(element.lastFoundAtMs, node, read.invokedAtMs);
  element.firstSeenAtMs[node] = Math.min(element.firstSeenAtMs[node] ?? Infinity, read.completedAtMs);
}

function noteMissed(element: Element, node: number, read: BroadcastRead): void {
  element.lastMissedMs = Math.max(element.lastMissedMs, read.invokedAtMs);
  raise(element.lastMissedAtMs, node, read.invokedAtMs);
}

function raise(times: Float64Array, node: number, toMs: number): void {
  times[node] = Math.max(times[node] ?? -Infinity, toMs);
}

function isStable(element: Element): boolean {
  return element.lastFoundMs > element.lastMissedMs;
}

/** Where a read that found the value and one that missed it began at the same moment, the miss counts. */
function isLost(element: Element): boolean {
  return !isStable(element) && element.knownAtMs < element.lastMissedMs;
}

function isMissingAt(element: Element, node: number): boolean {
  const missedAtMs = element.lastMissedAtMs[node] ?? -Infinity;
  return missedAtMs > element.knownAtMs && missedAtMs >= (element.lastFoundAtMs[node] ?? -Infinity);
}

function listOf(values: ReadonlySet<string>): OffenceList<string> {
  return { count: values.size, examples: [...values].slice(0, MAX_EXAMPLES) };
}
