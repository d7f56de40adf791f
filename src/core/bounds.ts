/**
 * Every bound of a replica, by name: what it keeps, sends and waits for is limited by one of these. At a bound a replica
 * forgets what it can find out again, or dates a write less exactly and counts that it did; it never forgets a value. So
 * agreement and the safety of acknowledged writes never depend on them: the swarm draws them small.
 */

export interface Bounds {
  /** Entries that are kept for peers that may lack them, of all origins. Beyond it the oldest go: their values are in the store. */
  readonly logEntries: number;
  /** Sequence numbers that one origin's log may span. What is further ahead is not logged: its value is in the store. */
  readonly logSpan: number;
  /** Runs of writes of one origin that are remembered beyond a gap. The highest is forgotten: it is asked for again. */
  readonly gapRuns: number;
  /** Writes accepted here that are followed one by one until they converge. The oldest are joined into runs. */
  readonly openWrites: number;
  /** Writes in one such run: they share one convergence time, which is an upper bound for each. */
  readonly joinedWrites: number;
  /** Versions that keys held before, of all keys: they date writes that come late. The oldest of the growing key go. */
  readonly keyHistory: number;
  /** Reads of keys whose staleness is not known yet. The oldest is closed with what is known of it. */
  readonly keyReads: number;
  /** The same for reads of a view: a set, a sum. */
  readonly viewReads: number;
  /** Claims of completeness of one node that wait for writes. The oldest goes: it says least. */
  readonly waitingClaims: number;
  /** Answers to a roll call that wait for writes. The older go: newer ones say more. */
  readonly waitingRolls: number;
  /** Nodes from which on completeness is found out by calling the roll, and not kept in a table. */
  readonly rollCallNodes: number;
  /** Runs of acknowledgements kept of one replica for one origin. The newest go: the origin asks for them again. */
  readonly outgoingAckRuns: number;
  /** Acknowledgements repeated for one digest. The rest is asked for by the next. */
  readonly repeatedAcks: number;
  /** Origins whose writes from the future are not chased until the clock permits the first. The oldest is asked for with the rest. */
  readonly setAsideOrigins: number;
  /** Entries in one message. */
  readonly messageEntries: number;
  /** Encoded bytes of the entries in one message. A larger entry travels alone. */
  readonly messageBytes: number;
  /** Messages in one answer, after the first of a session. The asker goes on where it ended. */
  readonly answerMessages: number;
  /** Entries that a peer may lack and still be sent out of the log, with the stamps of overwritten ones. Beyond it: the feed. */
  readonly loggedAnswer: number;
  /** Places of the feed looked at for one answer. The asker goes on where it ended. */
  readonly feedScan: number;
  /** Stamps of overwritten writes that go with the feed, where the log still has them: more would cost more than the values. */
  readonly feedStamps: number;
  /** Symbols in one question by set reconciliation. Where it takes more, the version vector goes whole. */
  readonly codedSymbols: number;
  /** Rows of a version vector from which on it is coded: a shorter one goes whole. */
  readonly codedRows: number;
  /** Entries that are pushed back to a peer whose answer shows that it lacks them, or passed on by a strategy after repair. */
  readonly pushedEntries: number;
  /** Entries that a strategy gathers for its next message. The oldest go: anti-entropy brings them. */
  readonly unsentEntries: number;
  /** Rumors that are hot at once. The oldest cools down: anti-entropy spreads it on. */
  readonly hotRumors: number;
  /** Rounds for which a rumor is told at most, where no feedback comes. */
  readonly rumorRounds: number;
  /** How old a message may be, in ms, beside what clocks may differ by, and still bring new keys. Tombstones are kept for longer. */
  readonly messageAgeMs: number;
  /** Answers to requests with an idempotency key that are remembered. The oldest goes: a retry of it is another write. */
  readonly idempotencyKeys: number;
  /** For how long, in ms. */
  readonly idempotencyMs: number;
  /** Announced entries that Plumtree, or lazy push, waits for at once. What is beyond comes by anti-entropy. */
  readonly announcements: number;
  /** HyParView: peers that are kept to replace neighbours. New ones take the place of others. */
  readonly passiveView: number;
  /** HyParView: hops of a random walk (ARWL). At the last one a newcomer gets a neighbour. */
  readonly activeWalk: number;
  /** HyParView: so many hops before the end of its walk a newcomer gets into a passive view (PRWL). */
  readonly passiveWalk: number;
  /** HyParView: names from the active view in a shuffle (ka). */
  readonly shuffledActive: number;
  /** HyParView: names from the passive view in a shuffle (kp). */
  readonly shuffledPassive: number;
  /** SWIM: beliefs in one of its messages. The least told go first. */
  readonly probeBeliefs: number;
  /** SWIM: probes that are made for others at once. Beyond it the oldest is given up: its asker hears nothing. */
  readonly relayedProbes: number;
}

export type BoundName = keyof Bounds;

export const DEFAULT_BOUNDS: Bounds = {
  logEntries: 262_144,
  logSpan: 262_144,
  gapRuns: 4096,
  openWrites: 65_536,
  joinedWrites: 4096,
  keyHistory: 262_144,
  keyReads: 100_000,
  viewReads: 10_000,
  waitingClaims: 16,
  waitingRolls: 2,
  rollCallNodes: 257,
  outgoingAckRuns: 65_536,
  repeatedAcks: 10_000,
  setAsideOrigins: 1000,
  messageEntries: 2000,
  messageBytes: 2 ** 20,
  answerMessages: 16,
  loggedAnswer: 65_536,
  feedScan: 100_000,
  feedStamps: 1000,
  codedSymbols: 4096,
  codedRows: 8,
  pushedEntries: 200,
  unsentEntries: 65_536,
  hotRumors: 10_000,
  rumorRounds: 100,
  messageAgeMs: 10_000,
  idempotencyKeys: 100_000,
  idempotencyMs: 600_000,
  announcements: 10_000,
  passiveView: 30,
  activeWalk: 6,
  passiveWalk: 3,
  shuffledActive: 3,
  shuffledPassive: 4,
  probeBeliefs: 32,
  relayedProbes: 1000,
};

const known = new WeakMap<Partial<Bounds>, Bounds>();

/** The defaults with these put over them: worked out once for each set, however many replicas go by it. */
export function boundsWith(changed: Partial<Bounds> | undefined): Bounds {
  if (changed === undefined) return DEFAULT_BOUNDS;
  let bounds = known.get(changed);
  if (bounds === undefined) known.set(changed, (bounds = { ...DEFAULT_BOUNDS, ...changed }));
  return bounds;
}

/** These may be 0: the way that they bound is then not taken at all. All others are 1 at least. */
const MAY_BE_NONE: readonly BoundName[] = [
  ...(['gapRuns', 'keyHistory', 'keyReads', 'viewReads', 'repeatedAcks'] as const),
  ...(['loggedAnswer', 'feedStamps', 'pushedEntries'] as const),
];

/** Far more than any machine holds. */
export const MOST = 2 ** 31 - 1;

export const BOUND_NAMES = Object.keys(DEFAULT_BOUNDS) as BoundName[];

/** The least that a bound may be. */
export function leastOf(name: BoundName): number {
  return MAY_BE_NONE.includes(name) ? 0 : 1;
}
