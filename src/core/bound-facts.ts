/**
 * What each bound of a replica is for, what happens at it, and what is counted: docs/bounds.md is made of this table. What a
 * drop means for the figures of a report stands beside the audit (check/audit/dropped.ts).
 */

import type { BoundName } from './bounds.ts';
import type { Droppable } from './events.ts';

export interface BoundFacts {
  readonly bounds: string;
  readonly atIt: string;
  /** The `what` of `gossip_dropped_total`; empty: nothing is lost. */
  readonly counted: readonly Droppable[];
}

export const BOUND_FACTS: Readonly<Record<BoundName, BoundFacts>> = {
  logEntries: {
    bounds: 'entries kept for peers that may lack them, of all origins',
    atIt: 'the oldest of the growing origin go: their values are in the store, and the feed brings those',
    counted: ['log_entries'],
  },
  logSpan: {
    bounds: "sequence numbers that one origin's log spans",
    atIt: 'what is further ahead is not logged: its value is in the store',
    counted: ['log_entries'],
  },
  gapRuns: {
    bounds: 'runs of writes of one origin that are remembered beyond a gap',
    atIt: 'the highest is forgotten, and comes again; its value stays',
    counted: ['gap_entries'],
  },
  openWrites: {
    bounds: 'writes accepted here that are followed one by one until they converge',
    atIt: 'the oldest are joined into runs, as pending as before',
    counted: ['apply_times'],
  },
  joinedWrites: {
    bounds: 'writes in one such run',
    atIt: 'the next run begins; the writes of a run share one convergence time, an upper bound for each',
    counted: ['apply_times'],
  },
  keyHistory: {
    bounds: 'earlier versions of all keys: they date writes that come late',
    atIt: 'the oldest of the growing key goes; a write that is older still is dated too late, and reads of a view that it may have been missed by are undecided',
    counted: ['key_history', 'undecided_reads'],
  },
  keyReads: {
    bounds: 'reads of keys whose staleness is not known yet',
    atIt: 'the oldest is closed with what is known of it',
    counted: ['read_log'],
  },
  viewReads: {
    bounds: 'the same for reads of a whole set or sum',
    atIt: 'the oldest is closed with what is known of it',
    counted: ['read_log'],
  },
  waitingClaims: {
    bounds: "one node's claims of completeness that wait for writes",
    atIt: 'the oldest goes: it says least',
    counted: [],
  },
  waitingRolls: {
    bounds: 'answers to a roll call that wait for writes',
    atIt: 'the older go: newer ones say more',
    counted: [],
  },
  rollCallNodes: {
    bounds: 'nodes from which on completeness is found out by calling the roll, and not kept in a table',
    atIt: 'age and depth of stale reads are known some rounds later',
    counted: [],
  },
  outgoingAckRuns: {
    bounds: 'runs of acknowledgements kept of one replica for one origin',
    atIt: 'the newest go: the origin asks for them again',
    counted: ['owed_acks'],
  },
  repeatedAcks: {
    bounds: 'acknowledgements repeated for one digest',
    atIt: 'the next digest asks for the rest; those that the log let go of are held since now at the latest',
    counted: ['apply_times'],
  },
  setAsideOrigins: {
    bounds: 'origins whose writes from the future are not asked for until the clock permits them',
    atIt: 'the oldest goes: its writes are asked for with everything else, and set aside again',
    counted: [],
  },
  messageEntries: {
    bounds: 'entries in one message',
    atIt: 'a further message',
    counted: [],
  },
  messageBytes: {
    bounds: 'encoded bytes of the entries in one message',
    atIt: 'a further message; a larger entry travels alone',
    counted: [],
  },
  answerMessages: {
    bounds: 'messages in one answer, after the first of a session',
    atIt: 'the asker goes on where it ended',
    counted: [],
  },
  loggedAnswer: {
    bounds: 'entries that a peer may lack and still be sent out of the log',
    atIt: 'it is sent the feed: live values, and a claim for what they replaced',
    counted: ['undecided_reads', 'apply_times'],
  },
  feedScan: {
    bounds: 'places of the feed that are looked at for one answer',
    atIt: 'the asker goes on where it ended',
    counted: [],
  },
  feedStamps: {
    bounds: 'stamps of overwritten writes that go with the feed',
    atIt: 'none go: what they would have dated is held since now at the latest',
    counted: ['undecided_reads', 'apply_times'],
  },
  codedSymbols: {
    bounds: 'coded symbols in one question by set reconciliation (`--anti-entropy set-reconciliation`)',
    atIt: 'the version vector goes whole',
    counted: [],
  },
  codedRows: {
    bounds: 'rows of a version vector from which on it is coded',
    atIt: 'a shorter one goes whole: it is no longer than its symbols',
    counted: [],
  },
  pushedEntries: {
    bounds:
      'entries pushed back to a peer whose answer shows that it lacks them, or passed on by a strategy after repair',
    atIt: 'nothing is pushed: the peer asks',
    counted: [],
  },
  unsentEntries: {
    bounds: 'entries that a strategy gathers for its next message',
    atIt: 'the oldest go: anti-entropy brings them',
    counted: ['outbox_entries'],
  },
  hotRumors: {
    bounds: 'rumors that are hot at once',
    atIt: 'the oldest cools down: anti-entropy spreads it on; beyond what a message holds, rumors take turns, and those that were overwritten cool down',
    counted: ['hot_rumors'],
  },
  rumorRounds: {
    bounds: 'rounds for which a rumor is told where no feedback comes',
    atIt: 'it cools down',
    counted: [],
  },
  messageAgeMs: {
    bounds:
      'how old a message may be, in ms, beside what clocks may differ by (`--max-clock-ahead`), and still bring new keys',
    atIt: 'its new keys are left out, and asked for again; tombstones are kept for longer than that, so it has to be the same at every node',
    counted: [],
  },
  idempotencyKeys: {
    bounds: 'answers to requests with an idempotency key that are remembered',
    atIt: 'the oldest goes: a retry of that request is another one',
    counted: [],
  },
  idempotencyMs: {
    bounds: 'for how long these are remembered, in ms',
    atIt: 'a retry of the request is another one',
    counted: [],
  },
  announcements: {
    bounds: 'announced entries that Plumtree, or lazy push, waits for at once',
    atIt: 'further ones are not waited for: anti-entropy brings them',
    counted: ['announcements'],
  },
  passiveView: {
    bounds: 'with `--topology hyparview`, peers kept to replace neighbours',
    atIt: 'a new one takes the place of another one',
    counted: [],
  },
  activeWalk: {
    bounds: "hops of HyParView's random walks (ARWL)",
    atIt: 'the walk ends: a newcomer gets a neighbour, a shuffle is answered',
    counted: [],
  },
  passiveWalk: {
    bounds: 'hops before the end of its walk at which a newcomer gets into a passive view (PRWL)',
    atIt: 'it does',
    counted: [],
  },
  shuffledActive: {
    bounds: "names from the active view in one of HyParView's shuffles",
    atIt: 'others are drawn for the next one',
    counted: [],
  },
  shuffledPassive: {
    bounds: 'names from the passive view in one',
    atIt: 'others are drawn for the next one',
    counted: [],
  },
  probeBeliefs: {
    bounds: "with `--failure-detector swim`, beliefs in one of SWIM's messages",
    atIt: 'the least told go first, the rest with the next',
    counted: [],
  },
  relayedProbes: {
    bounds: 'probes made for others at once',
    atIt: 'the oldest is given up: its asker hears nothing, and may suspect the one that it asked for',
    counted: [],
  },
};
