/** Bucket bounds, each with its reason: a threshold that matters stands on a bound, where quantiles are exact. */

/**
 * Seconds. The targets people set for gossip stand on bounds (0.4, 0.6: 25 nodes at 100 ms latency; 1 and 2: the same,
 * with fewer messages), narrow from a LAN's round trip on, and reach past a partition that lasts a minute.
 */
export const CONVERGENCE_BUCKETS_S = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60,
] as const;

/**
 * Seconds. A request is answered from memory, so 10 µs is an ordinary answer and 1 ms means that it queued behind others;
 * 5 s is when Maelstrom's clients give up.
 */
export const OPERATION_BUCKETS_S = [
  0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1,
  0.25, 0.5, 1, 5,
] as const;

/** Seconds. A drive with a safe cache syncs in some 20 µs, other flash in up to a few ms, a disk that turns in 10 ms; 1 s is a sick one. */
export const COMMIT_BUCKETS_S = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
] as const;

/** Hops. Direct mail takes 1; push gossip reaches 10,000 nodes in log2 n + ln n = 22.5 rounds (Pittel 1987). */
export const HOP_BUCKETS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24] as const;

/** Versions missed. 1 is the common case; a hot key behind a long partition misses thousands. */
export const VERSION_BUCKETS = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

/** Seconds. A piece of a swarm takes about one; a scenario of ten thousand replicas an hour. */
export const JOB_BUCKETS_S = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] as const;
