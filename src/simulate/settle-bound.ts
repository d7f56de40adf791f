/** How long a healed cluster may take until nothing is pending: a bound that follows from its settings. */

import { DEFAULT_BOUNDS } from '../core/bounds.ts';
import { ROUNDS_FOR_ONE_BEYOND } from '../core/repair/anti-entropy.ts';
import type { Scenario } from '../net/scenarios.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';

/** The slowest message, in units of the mean latency: beyond the 99.99th percentile of every distribution. */
const TAIL = 10;
/** Rounds in which a peer may not be drawn, when peers are drawn at random: log n of them, and some to be sure. */
const ROUNDS = 30;
/** Of an entry on the wire: smaller ones do not occur. */
const LEAST_ENTRY_BYTES = 100;
/** A question that is lost, or whose answer is, is asked again after a time that doubles up to ten seconds. */
const LOST_QUESTION_MS = 5000;
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
  const rounds = ((ROUNDS + 2 * nodes) * roundsForOne(gossip)) / (1 - lossRatio) ** 2;
  const spreadMs = 2 * skewMs + 2 * driftRatio * durationMs;
  const onceMs =
    antiEntropyIdleMs * 2 + repairAfterMs + suspectAfterMs + TAIL * (latencyMs + jitterMs) + spreadMs;
  const roundMs = antiEntropyIntervalMs * 2 * JITTER + 2 * (latencyMs + jitterMs);
  const questionsMs = questionsFor(settings, lossRatio) * (lossRatio > 0 ? LOST_QUESTION_MS : roundMs);
  const restMs = onceMs + rounds * roundMs + questionsMs + ackDelayMs * nodes;
  return Math.max(quietMs, restMs + clocksMs(settings, restMs) + membersMs(settings, restMs));
}

/** How many rounds there are for one in which any peer may be drawn: the neighbours of some may be cut off from all others. */
function roundsForOne({ topology }: SimulationSettings['gossip']): number {
  return topology === 'hyparview' ? ROUNDS_FOR_ONE_BEYOND : 1;
}

/** What differs may take several questions to each peer: by default a handful, with small bounds as many as there were operations. */
function questionsFor(
  { bounds, nodes, ratePerSec, durationMs }: SimulationSettings,
  lossRatio: number,
): number {
  const { feedScan, messageEntries, messageBytes, repeatedAcks, outgoingAckRuns } = {
    ...DEFAULT_BOUNDS,
    ...bounds,
  };
  const fitting = Math.ceil(messageBytes / LEAST_ENTRY_BYTES);
  const entries = Math.min(feedScan, messageEntries, fitting, repeatedAcks, outgoingAckRuns);
  const operations = (ratePerSec * durationMs) / 1000;
  return (nodes * Math.floor(operations / entries)) / (1 - lossRatio) ** 2;
}

/**
 * Where clocks are too far apart, a node with a wrong one has to find out by asking the others, and the cluster has to settle
 * again with what it begins anew. What is ahead of a right clock waits for it.
 */
function clocksMs(settings: SimulationSettings, settleMs: number): number {
  return mayBeApart(settings) ? settleMs + 2 * settings.gossip.maxClockAheadMs : 0;
}

/** Nodes that come back join one after the other, and each of them has to catch up with all others. */
function membersMs({ memberChanges = 0, nodes }: SimulationSettings, settleMs: number): number {
  return memberChanges === 0 ? 0 : (memberChanges + nodes) * settleMs;
}

/** Whether some clock can be further from another one than they may be. */
export function mayBeApart({ clockJumps, skewMs, driftRatio, gossip }: SimulationSettings): boolean {
  return clockJumps > 0 || driftRatio > 0 || 2 * skewMs > gossip.maxClockAheadMs;
}
