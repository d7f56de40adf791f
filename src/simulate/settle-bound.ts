/** How long a healed cluster may take until nothing is pending: a bound that follows from its settings. */

import type { Scenario } from '../net/scenarios.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';

/** The slowest message, in units of the mean latency: beyond the 99.99th percentile of every distribution. */
const TAIL = 10;
/** Rounds in which a peer may not be drawn, when peers are drawn at random: log n of them, and some to be sure. */
const ROUNDS = 30;
/** Pauses are spread by a tenth. */
const JITTER = 1.1;

/**
 * A message that is lost is made up for by a round of anti-entropy. While writes are pending, pauses are at most two
 * intervals; a node that has been quiet for long may be in its longest pause once. A suspected peer is asked again.
 */
export function settleBoundMs(settings: SimulationSettings, { extraLossRatio = 0 }: Scenario): number {
  const { gossip, latencyMs, jitterMs, nodes, skewMs, durationMs, driftRatio, quietMs } = settings;
  const lossRatio = Math.min(0.9, settings.lossRatio + extraLossRatio);
  const { antiEntropyIntervalMs, antiEntropyIdleMs, repairAfterMs, suspectAfterMs, ackDelayMs } = gossip;
  const rounds = (ROUNDS + 2 * nodes) / (1 - lossRatio) ** 2;
  const spreadMs = 2 * skewMs + 2 * driftRatio * durationMs;
  const onceMs =
    antiEntropyIdleMs * 2 + repairAfterMs + suspectAfterMs + TAIL * (latencyMs + jitterMs) + spreadMs;
  const roundMs = antiEntropyIntervalMs * 2 * JITTER + 2 * (latencyMs + jitterMs);
  return Math.max(quietMs, onceMs + rounds * roundMs + ackDelayMs * nodes);
}
