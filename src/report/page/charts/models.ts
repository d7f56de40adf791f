/**
 * What simple models predict for spreading writes among n replicas, drawn beside what was measured. A model has no
 * acknowledgements, no repair and no loss, and every message takes the mean latency: it shows what spreading alone costs.
 */

export interface Cluster {
  readonly nodes: number;
  readonly latencyMs: number;
  readonly writesPerSec: number;
}

export interface ModelPoint {
  readonly messagesPerWrite: number;
  /** Median time until the last replica has a write. */
  readonly medianMs: number;
}

export interface Model {
  readonly name: string;
  /** One sentence that also names its source. */
  readonly meaning: string;
  /** @param batchMs how long writes are collected before one message carries them */
  readonly at: (cluster: Cluster, batchMs: number) => ModelPoint;
}

/** The first write opens a batch, and those of the next `batchMs` join it. */
function writesPerBatch(writesPerSec: number, batchMs: number): number {
  return 1 + (writesPerSec * batchMs) / 1000;
}

export const MODELS: readonly Model[] = [
  {
    name: 'direct mail',
    meaning:
      'every origin gathers its writes for a time F and sends each batch to the n − 1 others (Demers et al. 1987, section 1.2, with batches): (n − 1) / (1 + wF / n) messages per write at w writes a second, after a latency and F / 2',
    at: ({ nodes, latencyMs, writesPerSec }, batchMs) => ({
      messagesPerWrite: (nodes - 1) / writesPerBatch(writesPerSec / nodes, batchMs),
      medianMs: latencyMs + batchMs / 2,
    }),
  },
  {
    name: 'star with a hub that batches',
    meaning:
      'each write goes to one hub, which gathers for a time F and sends each batch to the n − 1 others: (n − 1) / n + (n − 1) / (1 + wF) messages per write, after two latencies and F / 2',
    at: ({ nodes, latencyMs, writesPerSec }, batchMs) => ({
      messagesPerWrite: (nodes - 1) / nodes + (nodes - 1) / writesPerBatch(writesPerSec, batchMs),
      medianMs: 2 * latencyMs + batchMs / 2,
    }),
  },
];

/** The batch intervals along a curve, beginning with none. */
export function modelCurve(model: Model, cluster: Cluster, longestMs: number): ModelPoint[] {
  const steps = 60;
  return Array.from({ length: steps + 1 }, (_, step) => model.at(cluster, longestMs * (step / steps) ** 2));
}

/** Demers et al. 1987, table 1: 1,000 sites, push with feedback and a counter of k. */
export const DEMERS = [
  { k: 1, residue: 0.18, messagesPerSite: 1.7 },
  { k: 2, residue: 0.037, messagesPerSite: 3.3 },
  { k: 3, residue: 0.011, messagesPerSite: 4.5 },
  { k: 4, residue: 0.0036, messagesPerSite: 5.6 },
] as const;
