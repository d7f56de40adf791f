/**
 * What a message between nodes may hold at most. Nodes of ours send less by construction: the numbers are what a faulty or
 * hostile peer can make a node do in one step. All nodes of a cluster must agree on them, so they are no settings.
 */

export const WIRE_LIMITS = {
  /** Entries in one message. A replica sends 2,000. */
  entries: 4096,
  /** Keys written by all of them together. */
  writes: 20_000,
  /** Keys written by one entry: a larger transaction is refused to its client. */
  entryWrites: 10_000,
  /** Runs beyond a gap, in all rows of `seen`. A replica names fewer: it claims less, and is sent more. */
  seenRuns: 16_384,
  /** Coded symbols in one question, and marks of unknown origins in its answer. A replica sends 4,096. */
  symbols: 16_384,
  /** Runs in all acknowledgements. A replica sends 10,000 and the rest with the next message. */
  ackRuns: 16_384,
  /** Runs in `dots`, and origins in `wanted`. */
  dots: 32_768,
  /** Lives of one member of the cluster: each restart without memory is another. Those that come later are refused. */
  lives: 1024,
  /** Members of a cluster whose members change, lives that have come and gone, and views before the present one that are told. */
  members: 1024,
  goneLives: 8192,
  viewHistory: 64,
  /** Hops of a random walk of HyParView, and names in a shuffle. */
  walkHops: 64,
  sample: 1024,
  /** What SWIM's messages believe of members. A replica tells 32. */
  beliefs: 1024,
  /** Node-to-node hops of an entry, and nodes that have passed an acknowledgement on. */
  hops: 10_000,
} as const;

/** A clock further ahead cannot be real (the year 2220); accepting it would leave no room for later versions. */
export const CLOCK_LIMIT_US = 2 ** 53 - 2 ** 50;

/** Dates are numbers of ms that fit a clock. */
export const TIME_LIMIT_MS = CLOCK_LIMIT_US / 1000;

/** A version runs ahead of the time at which its write was accepted where it follows a clock that is ahead, and never so far. */
export const VERSION_LEAD_LIMIT_MS = 24 * 60 * 60 * 1000;

/** The most that --max-clock-ahead can be: what follows a clock so far ahead twice over still keeps the rule above. */
export const CLOCK_AHEAD_LIMIT_MS = VERSION_LEAD_LIMIT_MS / 4;
