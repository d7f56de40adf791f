/** What a dissemination strategy is: how entries reach the peers first. Anti-entropy repairs whatever it misses. */

import type { Prng } from '../../base/prng.ts';
import type { Bounds } from '../bounds.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { GossipBody, GossipKind, WireDots, WireRun, WireWanted } from '../../protocol/gossip.ts';
import type { Dot } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Droppable } from '../events.ts';
import type { Peers } from '../membership.ts';

/** The sections that a strategy puts into a message beside entries. */
export type StrategySections = Pick<GossipBody, 'dots' | 'wanted'>;

/** What the replica does for a strategy. */
export interface StrategyHost {
  readonly me: NodeId;
  /** In one order everywhere. */
  readonly peers: Peers;
  isPeer(name: string): name is NodeId;
  /** Those of the peers with whom this node gossips: the neighbours of a given topology or of HyParView, all of them otherwise. */
  readonly neighbours: Peers;
  /** Whether a topology was given, or is HyParView's: then entries go from neighbour to neighbour, even where one node has all others beside it. */
  readonly isTopologyGiven: boolean;
  readonly rng: Prng;
  readonly bounds: Bounds;
  /** Sends these entries, in as many messages as their size demands. */
  send(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void;
  /** The same, for who asked for them: what more messages than an answer may take would hold comes by anti-entropy. */
  answer(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void;
  /** Sends one message without entries. */
  tell(dest: NodeId, kind: GossipKind, sections: StrategySections, now: number): void;
  /** The same as `send`, with what this replica has seen: the receiver learns how far it is complete. */
  sendWithSeen(
    dest: NodeId,
    kind: GossipKind,
    entries: readonly Entry[],
    now: number,
    sections?: StrategySections,
  ): void;
  /** A round of anti-entropy with this peer, now. */
  ask(peer: NodeId, now: number): void;
  isSuspected(peer: NodeId): boolean;
  /** Whether the peer is suspected and was tried lately: what is pushed to it now is most likely sent in vain. */
  isAvoided(peer: NodeId, now: number): boolean;
  /** The peer has to answer: if it stays silent for too long it is suspected. */
  expectAnswer(peer: NodeId, now: number): void;
  /** Whether a write was seen here. */
  hasSeen(dot: Dot): boolean;
  /** What was not seen here of a run, ascending. */
  unseenIn(run: WireDots): readonly WireRun[];
  /** The writes of a run that some peer may lack and that were seen here: no more than there are, however long the run. */
  entriesIn(run: WireDots): Iterable<Entry>;
  /** A write that some peer may lack; undefined when all have it, or it was never seen here. */
  entryOf(dot: Dot): Entry | undefined;
  /** Whether some read can still return a value of the entry. */
  isLive(entry: Entry): boolean;
  /** Local writes that have not converged, in order; none where they are so many that peers had better ask for them. */
  pendingWrites(): readonly Entry[];
  /** What to ask for again of this node's acknowledgements; empty when none is missing. */
  wantedAcks(): readonly WireWanted[];
  /** Something fell off a bound. */
  dropped(what: Droppable): void;
  /** Says again, to all origins, since when this replica holds what they may not know of yet. */
  acknowledgeAgain(now: number): void;
}

/** What a message brought. */
export interface Arrival {
  readonly kind: GossipKind;
  readonly from: NodeId;
  readonly body: GossipBody;
  /** Seen here for the first time. */
  readonly fresh: readonly Entry[];
  /** Seen before. */
  readonly duplicates: readonly Dot[];
}

/** One strategy, with its state. The replica calls it; it never looks at a clock. */
export interface Dissemination {
  /** A local write. */
  accepted(entry: Entry, now: number): void;
  /** A message of a peer's, of any kind, after its entries were merged. */
  arrived(arrival: Arrival, now: number): void;
  /** A peer became suspected, or answered again. */
  reachabilityChanged(now: number): void;
  /** A client gave this node its neighbours, or HyParView others than before. */
  neighboursChanged(): void;
  /** Where members change: there are other peers. What is kept of those that are gone must not be used any more. */
  membersChanged?(now: number): void;
  /** Another node that hears of everything first, where there is one: it knows soonest how far all nodes are. */
  readonly hub?: NodeId | undefined;
  /** The next node on an acknowledgement's way to an origin's node. */
  ackVia(origin: NodeId): NodeId;
  /** When `flush` wants to be called; Infinity: not before something happens. */
  readonly dueAtMs: number;
  flush(now: number): void;
}
