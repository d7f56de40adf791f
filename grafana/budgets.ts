/** What is still good enough: the thresholds of the dashboards. The alert rules use the same numbers, and a test holds that. */

/** Where a panel turns from green to amber, and from amber to red. */
export interface Budget {
  readonly warn: number;
  readonly bad: number;
}

/** Seconds; both stand on bucket bounds, where quantiles are exact. People set 0.6 s for 25 nodes at 100 ms latency. */
export const CONVERGENCE_P99_S: Budget = { warn: 0.6, bad: 2 };

/** Share of the reads that were stale. */
export const STALE_SHARE: Budget = { warn: 0.01, bad: 0.05 };

/** Seconds that a pending write has waited, on average (Little's law: how many wait, over how many come a second). */
export const PENDING_WAIT_S: Budget = { warn: 2, bad: 10 };

/** Writes that the peer furthest behind has not acknowledged. */
export const PEER_LAG_ENTRIES: Budget = { warn: 100, bad: 1000 };

/** Seconds for which a replica of a store has not shown a write: what reads there may miss. */
export const REPLICA_STALE_S: Budget = { warn: 1, bad: 10 };

/** Seconds without an answer from a replica, or without an acknowledged write. */
export const STORE_SILENT_S: Budget = { warn: 5, bad: 15 };

/** Peers that do not answer. One is a warning already. */
export const SUSPECTED_PEERS: Budget = { warn: 1, bad: 2 };

/** Share of the requests that were answered with an error. */
export const ERROR_SHARE: Budget = { warn: 0.01, bad: 0.05 };

/** Seconds that the event loop was blocked: everything measured is late by as much. */
export const EVENT_LOOP_LAG_S: Budget = { warn: 0.02, bad: 0.1 };

/** Rejected inputs or dropped items a second: none is normal. */
export const LOSSES_PER_SEC: Budget = { warn: 0.001, bad: 1 };

/** Share of the API's answers that say the node could not: 5xx. */
export const API_ERROR_SHARE: Budget = { warn: 0.01, bad: 0.05 };

/** Seconds; on bucket bounds. An answer from memory takes far less than a millisecond, one that waits for a disk some milliseconds. */
export const API_P99_S: Budget = { warn: 0.1, bad: 0.5 };

/** Bytes that wait for one peer: it is cut off, or slower than what is written. The queue drops its oldest at 32 MiB. */
export const TRANSPORT_QUEUE_BYTES: Budget = { warn: 2 ** 20, bad: 16 * 2 ** 20 };
