/**
 * The node-to-node messages. One shape serves every kind: each section is optional and handled on its own, so
 * that whatever has to travel rides on whichever message leaves first.
 */

import type { WireMembership, WireViewId } from './membership.ts';
import type { JsonText, Key, NodeId, Origin } from './names.ts';

/** Of this protocol. Each question names it; version 1, which named none, is understood as docs/design.md says. */
export const WIRE_VERSION = 2;

/** The kinds of node-to-node message: the body's `type`, and the `kind` label of `gossip_messages_total`. */
export const GOSSIP_KINDS = [
  'digest', // anti-entropy asks, with what its sender has seen
  'delta', // and is answered with what the asker lacks
  'symbols', // it asks by set reconciliation
  'ack', // acknowledgements that found no message to ride on
  'mail', // direct mail
  'rumor', // rumor mongering, and its
  'feedback', // answer: what was known already
  'pull', // rumor mongering asks for rumors
  'eager', // Plumtree: along the tree,
  'ihave', // announcements beside it, or, of lazy push, of rumors,
  'iwant', // lazy push: of which some are asked for
  'graft', // a branch is needed,
  'prune', // a branch is not
  'post', // relay: to it
  'batch', // and from it to everybody
  'view', // who counts: views, and the votes on them
  'join', // HyParView: a node wants neighbours,
  'forwardjoin', // its name on a random walk,
  'neighbor', // a question for a link,
  'keepalive', // there is a link: "you are in my active view",
  'disconnect', // there is none,
  'shuffle', // names on a random walk, and
  'shufflereply', // names in return
  'ping', // SWIM: "answer me",
  'pingreq', // "ping that one for me",
  'pingack', // the answer, and
  'pingnack', // "there is none"
] as const;
export type GossipKind = (typeof GOSSIP_KINDS)[number];

/** Failure detection: sent whether or not anything is written, and no part of what a write costs. */
export const DETECTION_KINDS = [
  'ping',
  'pingreq',
  'pingack',
  'pingnack',
] as const satisfies readonly GossipKind[];
export type DetectionKind = (typeof DETECTION_KINDS)[number];

export function isDetection(kind: string): kind is DetectionKind {
  return DETECTION_KINDS.some((one) => one === kind);
}

/**
 * A value on its way: JSON strings, safe integers, true, false and null as themselves, anything that parsing might
 * change (objects, floats, big numbers) as its text in an array of one. An empty array: the key was deleted.
 */
export type WireValue = string | number | boolean | null | readonly [] | readonly [JsonText];

/** A key with its value; without one where a later version has replaced the value at the sender. */
export type WireWrite = readonly [key: Key, value?: WireValue];

/** One accepted write (or transaction) on its way. */
export type WireEntry = readonly [
  origin: Origin,
  /** 1, 2, 3, … per origin; with the origin it is the entry's dot. */
  seq: number,
  /** Hybrid logical clock, microseconds since the epoch. */
  clockUs: number,
  /** When the origin accepted it, milliseconds since the epoch. */
  acceptedAtMs: number,
  /** Node-to-node hops from the origin to the receiver. */
  hops: number,
  writes: readonly WireWrite[],
  /** W3C trace context of the sender's span, where the write is sampled. */
  traceparent?: string,
];

/** Inclusive run of sequence numbers. */
export type WireRun = readonly [from: number, to: number];

/** An origin, and the first of its writes whose acknowledgements it misses. */
export type WireWanted = readonly [
  origin: Origin,
  from: number,
  /** How long ago it was accepted, in ms: a replica that lacks it for longer than it can be on its way asks at once. */
  ageMs?: number,
];

/** A run of one origin's writes. */
export type WireDots = readonly [origin: Origin, ...run: WireRun];

/** What the sender has seen from one origin. */
export type WireSeen = readonly [
  origin: Origin,
  /** All of 1 … `through`. */
  through: number,
  /** All that the origin accepted until this long before the message was sent, in ms; null when not known. */
  completeAgeMs: number | null,
  /** Through which write the origin has said that all replicas have them. */
  stable: number,
  /** What it has seen beyond a gap. */
  beyond?: readonly WireRun[],
];

/** In a large cluster, where the sender is with finding out until when it knows everything that was accepted anywhere. */
export type WireRoll = readonly [
  /** It does until then, ms since the epoch; null where it never did. */
  throughMs: number | null,
  /** The time in question, where there is one. */
  targetMs?: number,
  /** The nodes of whom it knows everything until then: a bit for each, in their order, in words of 32. */
  present?: readonly number[],
];

/** Inclusive run of sequence numbers that have been held since the same time, ms since the epoch. */
export type AckRun = readonly [
  from: number,
  to: number,
  heldAtMs: number,
  /** Present where they have been held since then at the latest: when they came is not known. */
  atMost?: 1,
];

/** How far the sender of a digest has come in the feed of its receiver: "what was live there before this place, I hold". */
export type WireCursor = readonly [
  /** The life of the receiver whose feed it is; null: none is known yet. */
  feed: Origin | null,
  place: number,
  /** How many messages the answer may take. */
  messages: number,
];

/** A message of an answer to a digest. */
export type WireAnswer = readonly [
  /** The life that asked: an answer to another one is no answer. */
  asker: Origin,
  /** The entries are what was live between these two places of the sender's feed, less what the asker holds. */
  after: number,
  to: number,
  state: AnswerState,
];

/**
 * `more`: another message of this answer follows. The others end it: `again` where there is more to ask for, `done` where
 * there is not, and `head` where the asker has come to the head of the feed, so that it holds all that the sender holds.
 */
export const ANSWER_STATES = ['more', 'again', 'done', 'head'] as const;
export type AnswerState = (typeof ANSWER_STATES)[number];

/** Of one coded symbol: four words, and how many elements are in it, modulo 2^16. */
export const SYMBOL_BYTES = 4 * 4 + 2;
/** In base64: whole groups of three bytes, so that texts need no padding. */
export const SYMBOL_CHARS = (SYMBOL_BYTES / 3) * 4;

/** What the sender has seen, as coded symbols of the rows of its vector: with those of the receiver they show where the two differ. */
export type WireSymbols = readonly [
  /** Drawn for this question: everything is hashed with it. */
  salt: number,
  /** How many messages the answer may take; 0: no writes are asked for. */
  messages: number,
  /** In base64. */
  symbols: string,
  /** Rows that do not fit their symbols: those with gaps. */
  rows?: readonly WireSeen[],
];

/** `undecoded`: the symbols were too few for what differs. `vector`: the answer needs the asker's whole vector. */
export const DIFFERENCE_STATES = ['decoded', 'undecoded', 'vector'] as const;
export type DifferenceState = (typeof DIFFERENCE_STATES)[number];

/** Where the vectors of an asker and of its peer differ. It says nothing of the rows that it does not name. */
export type WireDifference = readonly [
  /** The life that asked. */
  asker: Origin,
  /** Of its question. */
  salt: number,
  /** Elements that differ; about, where they could not be decoded. */
  count: number,
  state: DifferenceState,
  /** What the sender has seen of the origins in question, sorted. */
  rows?: readonly WireSeen[],
  /** Marks of origins of the asker's that the sender does not know. */
  unknown?: readonly number[],
];

/** "Your question that left at this time, by your clock, is answered here": with `at` it tells how far the two clocks are apart. */
export type WireEcho = readonly [
  /** The life that asked. */
  asker: Origin,
  /** The `at` of its question, which was answered in the step in which it came. */
  askedAtMs: number,
  /** By how much the sender corrects its clock, which it takes for wrong: `at` is what the clock shows and this. */
  correctionMs?: number,
];

/** "`by` held these writes of `origin`, or later versions, from these times on." */
export type WireAck = readonly [
  origin: Origin,
  by: NodeId,
  runs: readonly AckRun[],
  /** How many nodes have passed it on; absent for none. */
  passedOn?: number,
];

/** A random walk along the neighbours of HyParView. */
export type WireWalk = readonly [
  /** Who began it. */
  node: NodeId,
  /** How many nodes are still to pass it on. */
  hops: number,
];

export const PRIORITIES = ['high', 'low'] as const;
/** `high`: the sender has no other neighbour, so that it must not be refused. */
export type Priority = (typeof PRIORITIES)[number];

/** A probe of SWIM, or what becomes of one. */
export type WireProbe = readonly [
  /** The number that its asker gave it. */
  number: number,
  /** In a `pingreq`: who is to be pinged. */
  target?: NodeId,
];

/** From mild to severe. */
export const HEALTHS = ['alive', 'suspect', 'failed'] as const;
export type Health = (typeof HEALTHS)[number];

/** What is believed of a member, on its way from node to node. */
export type WireBelief = readonly [
  node: NodeId,
  health: Health,
  /** Its member raises it to refute what is believed of it. */
  incarnation: number,
  /** Who believes so from a probe of its own. */
  by: NodeId,
];

/** The body of a node-to-node message (its `msg_id` is added when it is sent). */
export interface GossipBody {
  readonly type: GossipKind;
  /** The protocol's version. In a digest; absent in version 1. */
  readonly v?: number;
  readonly origin: Origin;
  /** When the message left, milliseconds since the epoch. */
  readonly at: number;
  /** The sender's last sequence number when the message left. */
  readonly seq: number;
  /** All of the sender's writes through this one have converged: nobody needs to keep them for repair. */
  readonly stable: number;
  /** In a cluster whose members change: the sender's view. */
  readonly view?: WireViewId;
  /** In a message of kind `view`. */
  readonly membership?: WireMembership;
  readonly entries?: readonly WireEntry[];
  /** In a digest: writes are asked for. */
  readonly after?: WireCursor;
  /** In a delta that answers a digest. At the head of the feed `seen` is what the sender held in that very step. */
  readonly answer?: WireAnswer;
  /** In a question by set reconciliation. */
  readonly symbols?: WireSymbols;
  /** In a delta that answers such a question. */
  readonly difference?: WireDifference;
  /** In a delta that answers a question, or writes from the future. */
  readonly echo?: WireEcho;
  /** The whole vector, sorted by origin. */
  readonly seen?: readonly WireSeen[];
  readonly roll?: WireRoll;
  readonly acks?: readonly WireAck[];
  /** What an `ihave` announces, a `graft` or an `iwant` asks for, and a `feedback` knew already. */
  readonly dots?: readonly WireDots[];
  /** "Acknowledge the writes of this origin from this one on again": acknowledgements were lost. */
  readonly wanted?: readonly WireWanted[];
  /** In a `forwardjoin` or a `shuffle`. */
  readonly walk?: WireWalk;
  /** Names from the views of HyParView: in a `shuffle` and its reply. */
  readonly sample?: readonly NodeId[];
  /** In a `neighbor`. */
  readonly priority?: Priority;
  /** In SWIM's messages. */
  readonly probe?: WireProbe;
  /** The same. */
  readonly beliefs?: readonly WireBelief[];
}
