/** Deletes, in some of a swarm's runs: often with bounds so small, and a quiet time so long, that tombstones are dropped again. */

import type { Prng } from '../base/prng.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../core/bounds.ts';
import { workloadOf } from '../load/workloads.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { CLOCK_AHEAD_LIMIT_MS } from '../protocol/validate/limits.ts';
import type { LoadShape } from './clients.ts';

type Changes = Pick<SimulationSettings, 'deleteRatio'> & Partial<SimulationSettings>;

/** What takes longer than so many latencies is late now and then, but not always: it comes again. */
const USUAL_LATENCIES = 4;
/** Rounds of questions in a sweep, and some to make up for lost ones. */
const ROUNDS = 6;
/** By then every node has asked every other one as often. */
const MOST_QUIET_MS = 120_000;

/** Settings and load as they were drawn, with deletes, and clients that repeat their writes. */
export function withDeletes(
  rng: Prng,
  drawn: SimulationSettings,
  shape: LoadShape,
): { settings: SimulationSettings; shape: LoadShape } {
  const settings = { ...drawn, ...drawDeletes(rng, drawn) };
  // Where answers are forgotten soon, a repeated write may be another one.
  const remembers = settings.bounds.idempotencyKeys === undefined;
  const mayRepeat = workloadOf(settings).hasDelete === true && remembers;
  return { settings, shape: { ...shape, repeatsWrites: mayRepeat && rng.float() < 0.3 } };
}

/** @param settings as they were drawn before */
export function drawDeletes(rng: Prng, settings: SimulationSettings): Changes {
  const { gossip, nodes, skewMs, bounds, latencyMs, jitterMs } = settings;
  if (workloadOf(settings).hasDelete !== true || rng.float() < 0.5) return { deleteRatio: 0 };
  const deleteRatio = rng.float() < 0.5 ? 0.2 : 0.5;
  // Where clocks are near each other, less may be asked of them: then tombstones go while the load runs.
  const mayBeNear = 2 * skewMs < 100 && gossip.maxClockAheadMs < CLOCK_AHEAD_LIMIT_MS;
  const maxClockAheadMs = mayBeNear && rng.float() < 0.7 ? 100 : gossip.maxClockAheadMs;
  const usualMs = USUAL_LATENCIES * (latencyMs + jitterMs);
  const messageAgeMs = rng.float() < 0.7 ? usualMs + (rng.float() < 0.5 ? 20 : 500) : bounds.messageAgeMs;
  const waitMs = 2 * maxClockAheadMs + (messageAgeMs ?? DEFAULT_BOUNDS.messageAgeMs);
  const sweepMs = waitMs + ROUNDS * nodes * gossip.antiEntropyIntervalMs;
  const quietMs = rng.float() < 0.5 ? Math.min(MOST_QUIET_MS, 2 * sweepMs) : 0;
  return {
    ...{ deleteRatio, quietMs },
    gossip: { ...gossip, maxClockAheadMs },
    bounds: { ...bounds, ...retriesOf(rng), ...(messageAgeMs !== undefined && { messageAgeMs }) },
  };
}

/** How long answers are remembered for a retry: mostly for as long as a run lasts. */
function retriesOf(rng: Prng): Partial<Bounds> {
  return rng.float() < 0.7 ? {} : { idempotencyKeys: 1 + rng.below(8), idempotencyMs: 1 + rng.below(1000) };
}
