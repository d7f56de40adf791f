/**
 * The swarm: clusters, networks, strategies, workloads and faults drawn at random, one small run after the other. Each is
 * watched while everything goes wrong (safety), then healed, then given the time that its settings imply (liveness).
 */

import { oneOf, prng, SEEDS, type Prng } from '../base/prng.ts';
import { ANTI_ENTROPY_METHODS, DEFAULT_GOSSIP, PRESETS, type GossipSettings } from '../core/config.ts';
import { RUMOR_STOPS } from '../core/dissemination/rumor-interest.ts';
import { RUMOR_EXCHANGES } from '../core/dissemination/rumor-mongering.ts';
import { repairAfterMsOf, STRATEGY_NAMES } from '../core/dissemination/strategies.ts';
import { OUR_WORKLOADS, workloadOf } from '../load/workloads.ts';
import { LATENCY_DISTRIBUTIONS } from '../net/latency.ts';
import { PARTITION_SHAPES } from '../net/partition.ts';
import { SCENARIOS } from '../net/scenarios.ts';
import { CLOCK_AHEAD_LIMIT_MS } from '../protocol/validate/limits.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { drawBounds } from './draw-bounds.ts';
import { withDeletes } from './draw-deletes.ts';
import { withFailureDetector } from './draw-detector.ts';
import { withMemberChanges, type Drawn } from './draw-members.ts';
import { withPartialViews } from './draw-overlay.ts';
import { drawVolume } from './draw-volume.ts';
import { judge } from './judge/judge.ts';
import { DEFAULT_SIMULATION, MOST_KEPT_DRIFT } from './settings.ts';
import { describe, shrink } from './shrink.ts';
import { Simulation } from './simulation.ts';

export interface SwarmFailure {
  /** `--swarm 1` with this seed runs it again. */
  readonly seed: number;
  readonly description: string;
  readonly problems: readonly string[];
}

export interface SwarmResult {
  readonly done: number;
  readonly totals: {
    operations: number;
    writes: number;
    messages: number;
    staleReads: number;
    /** What fell off a bound, and the figures that differed because of it. */
    dropped: number;
    excused: number;
  };
  /** The first; the swarm ends with it. */
  readonly failure: SwarmFailure | undefined;
}

export const NO_RUNS: SwarmResult = {
  done: 0,
  totals: { operations: 0, writes: 0, messages: 0, staleReads: 0, dropped: 0, excused: 0 },
  failure: undefined,
};

/**
 * @param seed of the first run; each further run has the next one
 * @param goOn asked after each run
 * @param strategy of all runs; absent: it is drawn, too
 */
export async function swarm(
  runs: number,
  seed: number,
  goOn: (done: number) => Promise<boolean>,
  strategy?: string,
): Promise<SwarmResult> {
  const totals = { ...NO_RUNS.totals };
  for (let i = 0; i < runs; i++) {
    const drawn = draw((seed + i) % SEEDS, strategy);
    const { simulation, problems } = runOnce(drawn);
    totals.operations += simulation.clients.operations.length;
    totals.writes += simulation.truth.clientWrites;
    totals.messages += messagesOf(simulation);
    totals.staleReads += simulation.truth.reads.depth.length;
    totals.dropped += [...simulation.truth.differences.dropped.values()].reduce(
      (sum, count) => sum + count,
      0,
    );
    totals.excused += simulation.truth.differences.excused.count;
    if (problems.length > 0) {
      const description = describe(shrink(drawn, messagesOf(simulation), runAgain));
      return { done: i + 1, totals, failure: { seed: drawn.settings.seed, description, problems } };
    }
    if (!(await goOn(i + 1))) return { done: i + 1, totals, failure: undefined };
  }
  return { done: runs, totals, failure: undefined };
}

/** Of runs in which nodes hear each other by way of text, at first: that takes two to three times as long. */
const TEXT_RATIO = 0.25;
const TEXT_MESSAGES = 4000;

/** The others are what settings say that it draws by themselves: a shape, crashes, duplicates. */
const DRAWN_SCENARIOS = SCENARIOS.filter(({ name }) => !['one-way', 'crash', 'duplicate'].includes(name));

/** Two parts of one swarm, of which the second has the seeds after those of the first. */
export function joined(first: SwarmResult, second: SwarmResult): SwarmResult {
  const { totals: a } = first;
  const { totals: b } = second;
  return {
    done: first.done + second.done,
    totals: {
      operations: a.operations + b.operations,
      writes: a.writes + b.writes,
      messages: a.messages + b.messages,
      staleReads: a.staleReads + b.staleReads,
      dropped: a.dropped + b.dropped,
      excused: a.excused + b.excused,
    },
    failure: first.failure ?? second.failure,
  };
}

export function draw(seed: number, strategy?: string): Drawn {
  const rng = prng(seed).fork('swarm');
  const one = oneOf(rng);
  const clocks = prng(seed).fork('clocks');
  const data = prng(seed).fork('data');
  const nodes = 1 + rng.below(7);
  const some = (most: number): number => (nodes > 1 && rng.float() < 0.3 ? 1 + rng.below(most) : 0);
  const possible = DRAWN_SCENARIOS.filter(({ partitions }) => partitions.length === 0 || nodes >= 3);
  const ratePerSec = one([5, 50, 500]);
  const workload = one(OUR_WORKLOADS);
  const { hasCas, hasTopology } = workloadOf({ workload });
  const settings: SimulationSettings = {
    ...DEFAULT_SIMULATION,
    seed,
    nodes,
    ratePerSec,
    durationMs: Math.max(250, ((1 + rng.below(150)) * 1000) / ratePerSec),
    workload,
    readRatio: one([0.2, 0.5, 0.8]),
    casRatio: hasCas === true ? one([0, 0.5]) : 0,
    keys: one([1, 2, 5, 20]),
    keyChoice: one(['uniform', 'zipf'] as const),
    valueBytes: one([0, 16]),
    latencyMs: one([0, 1, 20, 300]),
    latencyDistribution: one(LATENCY_DISTRIBUTIONS),
    jitterMs: one([0, 0, 10]),
    lossRatio: one([0, 0.05, 0.4]),
    duplicateRatio: one([0, 0.2]),
    partition: one(PARTITION_SHAPES),
    skewMs: one([0, 0, 5, 2000]),
    driftRatio: one([0, 0, 0.0001, 0.1]),
    pauses: some(3),
    crashes: some(3),
    restarts: some(2),
    faultMs: one([10, 200, 3000]),
    bounds: drawBounds(prng(seed).fork('bounds')),
    clockJumps: nodes > 2 && clocks.float() < 0.2 ? Math.min(1 + clocks.below(2), (nodes - 1) >> 1) : 0,
    dataRestarts: nodes > 1 && data.float() < 0.3 ? 1 + data.below(3) : 0,
    gossip: {
      ...withAntiEntropy(seed, withRumors(prng(seed).fork('rumors'), drawGossip(rng, strategy))),
      topology: hasTopology === true ? one(['full', 'given'] as const) : 'full',
      maxClockAheadMs: clocks.float() < 0.2 ? 1000 : DEFAULT_GOSSIP.maxClockAheadMs,
    },
  };
  const sound = withSoundClocks(settings);
  const { changes, shape } = drawVolume(prng(seed).fork('volume'));
  const changed = { ...sound, ...changes(sound) };
  const drawn = { ...withDeletes(prng(seed).fork('deletes'), changed, shape), scenario: one(possible) };
  return withRest(seed, drawn);
}

/** In this order, and each from a sequence of its own: what others draw stays as it is. */
function withRest(seed: number, drawn: Omit<Drawn, 'textMessages'>): Drawn {
  const textMessages = prng(seed).fork('text').float() < TEXT_RATIO ? TEXT_MESSAGES : 0;
  const changing = withMemberChanges(prng(seed).fork('members'), { ...drawn, textMessages });
  const viewed = withPartialViews(prng(seed).fork('overlay'), changing);
  return withFailureDetector(prng(seed).fork('failure-detector'), viewed);
}

/** From a sequence of its own: what others draw stays as it is. */
function withAntiEntropy(seed: number, drawn: GossipSettings): GossipSettings {
  return { ...drawn, antiEntropy: oneOf(prng(seed).fork('anti-entropy'))(ANTI_ENTROPY_METHODS) };
}

/** Most clocks stay right: without a majority nobody can tell which are wrong. Where the others are apart already, none jumps. */
function withSoundClocks(drawn: SimulationSettings): SimulationSettings {
  const { driftRatio, skewMs } = drawn;
  const maxClockAheadMs = driftRatio > MOST_KEPT_DRIFT ? CLOCK_AHEAD_LIMIT_MS : drawn.gossip.maxClockAheadMs;
  return {
    ...drawn,
    gossip: { ...drawn.gossip, maxClockAheadMs },
    clockJumps: 2 * skewMs > maxClockAheadMs ? 0 : drawn.clockJumps,
  };
}

/** @param given the strategy; a preset would bring its own */
function drawGossip(rng: Prng, given?: string): GossipSettings {
  const one = oneOf(rng);
  if (rng.float() < 0.1 && given === undefined) return { ...DEFAULT_GOSSIP, ...one(Object.values(PRESETS)) };
  const drawn = one(STRATEGY_NAMES);
  const strategy = given ?? drawn;
  return {
    ...DEFAULT_GOSSIP,
    strategy,
    repairAfterMs: one([0, repairAfterMsOf(strategy)]),
    flushIntervalMs: one([0, 10, 500]),
    fanout: one([1, 2, 4]),
    roundIntervalMs: one([10, 100]),
    rumorStopCount: one([1, 3]),
    batchIntervalMs: one([0, 50, 300]),
    ackDelayMs: one([0, 100, 1000]),
    antiEntropyIntervalMs: one([200, 1000]),
    antiEntropyIdleMs: one([2000, 30_000]),
    suspectAfterMs: one([500, 2000]),
    lazyIntervalMs: one([50, 500]),
    graftAfterMs: one([50, 500]),
  };
}

/** Rumor mongering of each kind that the paper has; half of the runs have the usual one. */
function withRumors(rng: Prng, gossip: GossipSettings): GossipSettings {
  if (gossip.strategy !== 'rumor-mongering' || rng.float() < 0.5) return gossip;
  const one = oneOf(rng);
  return { ...gossip, rumorExchange: one(RUMOR_EXCHANGES), rumorStop: one(RUMOR_STOPS) };
}

export function runOnce({ settings, scenario, shape, textMessages }: Drawn): {
  simulation: Simulation;
  problems: string[];
} {
  const simulation = new Simulation(settings, scenario, shape);
  simulation.cluster.textMessages = textMessages;
  simulation.runThrough();
  return { simulation, problems: judge(simulation, false).problems };
}

function runAgain(drawn: Drawn): { fails: boolean; messages: number } {
  const { simulation, problems } = runOnce(drawn);
  return { fails: problems.length > 0, messages: messagesOf(simulation) };
}

function messagesOf({ cluster }: Simulation): number {
  return cluster.traffic.total().messages;
}
