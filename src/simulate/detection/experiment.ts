/**
 * How soon a failed member is found, and how often a live one is accused: measured in virtual time, for one size of cluster, one
 * loss ratio, and SWIM with or without Lifeguard.
 */

import { prng } from '../../base/prng.ts';
import { summarize, type Summary } from '../../base/summary.ts';
import { DEFAULT_SWIM, type SwimSettings } from '../../core/membership/swim/swim-settings.ts';
import type { NodeId } from '../../protocol/names.ts';
import { toTicks } from '../world/virtual-time.ts';
import type { Finding } from '../../core/membership/swim/beliefs.ts';
import { DetectionWorld } from './detection-world.ts';

export interface DetectionSettings {
  readonly nodes: number;
  readonly lossRatio: number;
  readonly hasLifeguard: boolean;
  /** Whether the detectors run within replicas, which begin their periods at moments of their own: always with Lifeguard. */
  readonly inReplicas?: boolean;
  /** Members that are slow: behind for a spell, then not, then behind again. The same ones all the time, all at once. */
  readonly slowNodes: number;
  readonly seed: number;
  /** Failures, one after the other. */
  readonly failures: number;
  /** For how many minutes of one node accusations are counted before that. */
  readonly nodeMinutes: number;
}

export interface DetectionResult {
  readonly settings: DetectionSettings;
  /** From the failure until the first node suspects, until nearly all do, and until these count the member as failed; in periods. */
  readonly first: Summary;
  readonly nearlyAll: Summary;
  readonly failed: Summary;
  /**
   * Of live members that are not slow, for each node and minute: suspicions that a probe of the node's own raised, and members that it
   * counted as failed.
   */
  readonly falseSuspicionsPerMin: number;
  readonly falseFailuresPerMin: number;
  /** The same of those that are slow: they were silent for longer than an answer may take. */
  readonly slowFailuresPerMin: number;
  readonly messagesPerNodePerSec: number;
}

/** A belief that is told often enough reaches nearly all; the rest find out by a probe of their own, which may take n periods. */
const NEARLY_ALL = 0.99;
/** What takes longer does not end any more. */
const LONGEST_PERIODS = 2000;
/** How long a slow member is behind, and then not. */
const BEHIND_MS = 8000;
const BETWEEN_MS = 2000;

/** Who believes what of the member that failed. */
interface Watch {
  readonly node: NodeId;
  readonly failedAtMs: number;
  firstAtMs: number | undefined;
  readonly suspecting: Set<NodeId>;
  readonly failing: Set<NodeId>;
  nearlyAllAtMs: number | undefined;
}

export class DetectionExperiment {
  readonly #settings: DetectionSettings;
  readonly #swim: SwimSettings;
  readonly #world: DetectionWorld;
  readonly #rng;
  #suspicions = 0;
  #failures = 0;
  #slowFailures = 0;
  #slow: ReadonlySet<NodeId> = new Set();
  #watch: Watch | undefined;

  constructor(settings: DetectionSettings, swim: SwimSettings = DEFAULT_SWIM) {
    this.#settings = settings;
    this.#swim = { ...swim, hasLifeguard: settings.hasLifeguard };
    const { nodes, lossRatio, seed, inReplicas = false } = settings;
    const rng = prng(seed).fork(`${nodes} ${lossRatio}`);
    this.#rng = rng.fork('failures');
    this.#world = new DetectionWorld(
      { nodes, lossRatio, swim: this.#swim, inReplicas, rng },
      (by, finding, isOwn) => {
        if (this.#watch?.node === finding.node) this.#noticed(this.#watch, by, finding.health);
        else this.#accused(finding, isOwn);
      },
    );
  }

  run(): DetectionResult {
    const { nodes, nodeMinutes, failures, slowNodes } = this.#settings;
    const quietMs = Math.ceil((nodeMinutes / nodes) * 60) * 1000;
    if (slowNodes > 0) this.#slowDown(quietMs);
    this.#world.runFor(quietMs);
    const [suspicions, falseFailures, { messages }] = [this.#suspicions, this.#failures, this.#world];
    const slowFailures = this.#slowFailures;
    for (const name of this.#world.names) this.#world.goOn(name);
    const watched = Array.from({ length: failures }, () => this.#failOne());
    const periods = (times: readonly number[]): Summary =>
      summarize(times.map((ms) => ms / this.#swim.periodMs));
    const minutes = (quietMs / 60_000) * nodes;
    return {
      settings: this.#settings,
      first: periods(watched.map(({ firstMs }) => firstMs)),
      nearlyAll: periods(watched.map(({ nearlyAllMs }) => nearlyAllMs)),
      failed: periods(watched.map(({ failedMs }) => failedMs)),
      falseSuspicionsPerMin: suspicions / minutes,
      falseFailuresPerMin: falseFailures / minutes,
      slowFailuresPerMin: slowFailures / minutes,
      messagesPerNodePerSec: messages / minutes / 60,
    };
  }

  /** At the beginning of a period, as in the paper's model; when nearly all have found out it comes back, and has to be believed. */
  #failOne(): { firstMs: number; nearlyAllMs: number; failedMs: number } {
    const { periodMs } = this.#swim;
    const world = this.#world;
    const node = world.names[this.#rng.below(world.names.length)] as NodeId;
    world.agenda.runUntil(toTicks(Math.ceil(world.nowMs / periodMs + 1) * periodMs) - 1);
    const failedAtMs = world.nowMs;
    const watch: Watch = {
      ...{ node, failedAtMs, firstAtMs: undefined, nearlyAllAtMs: undefined },
      ...{ suspecting: new Set(), failing: new Set() },
    };
    this.#watch = watch;
    world.fail(node);
    this.#runUntil(() => watch.failing.size >= this.#nearlyAll);
    const failedMs = world.nowMs - failedAtMs;
    world.goOn(node);
    this.#runUntil(() => watch.suspecting.size <= world.names.length - 1 - this.#nearlyAll);
    this.#watch = undefined;
    const { firstAtMs = Infinity, nearlyAllAtMs = Infinity } = watch;
    return { firstMs: firstAtMs - failedAtMs, nearlyAllMs: nearlyAllAtMs - failedAtMs, failedMs };
  }

  /** Of the others. */
  get #nearlyAll(): number {
    return Math.ceil(NEARLY_ALL * (this.#world.names.length - 1));
  }

  /** A live member, falsely unless it was slow: Lifeguard's paper calls it a false positive where a healthy member counts as failed. */
  #accused({ node, health }: Finding, isOwnProbe: boolean): void {
    const isSlow = this.#slow.has(node);
    if (health === 'suspect' && isOwnProbe && !isSlow) this.#suspicions++;
    if (health !== 'failed') return;
    if (isSlow) this.#slowFailures++;
    else this.#failures++;
  }

  #noticed(watch: Watch, by: NodeId, health: string): void {
    const { nowMs } = this.#world;
    if (health === 'alive') {
      watch.suspecting.delete(by);
      watch.failing.delete(by);
      return;
    }
    watch.suspecting.add(by);
    watch.firstAtMs ??= nowMs;
    if (watch.suspecting.size >= this.#nearlyAll) watch.nearlyAllAtMs ??= nowMs;
    if (health === 'failed') watch.failing.add(by);
  }

  #runUntil(isReached: () => boolean): void {
    for (let period = 0; !isReached() && period < LONGEST_PERIODS * 10; period++)
      this.#world.runFor(this.#swim.periodMs / 10);
  }

  /** The slow members are behind, then nobody is, then they are again, and so on. */
  #slowDown(untilMs: number): void {
    const world = this.#world;
    const rng = this.#rng.fork('slow');
    const slow = new Set<NodeId>();
    while (slow.size < this.#settings.slowNodes)
      slow.add(world.names[rng.below(world.names.length)] as NodeId);
    this.#slow = slow;
    const spell = (): void => {
      if (world.nowMs >= untilMs) return;
      for (const name of slow) world.fallBehind(name);
      world.agenda.at(world.agenda.now + toTicks(BEHIND_MS), () => {
        for (const name of slow) world.goOn(name);
        world.agenda.at(world.agenda.now + toTicks(BETWEEN_MS), spell);
      });
    };
    world.agenda.at(0, spell);
  }
}
