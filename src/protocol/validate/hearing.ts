/**
 * One message as it is heard: who says it, to whom, and what that says of the origins it names. Each origin is looked at once,
 * however often the message names it.
 *
 * Lives of a node beyond those that are remembered are no mistake of who names them: it may remember others. They are noted, for the
 * message to be taken in without them.
 */

import type { NodeId, Origin } from '../names.ts';
import type { RejectReason } from '../envelope.ts';
import { WIRE_LIMITS } from './limits.ts';

/** Why a message is refused: all of these count as rejected inputs. */
export type GossipFault = Extract<
  RejectReason,
  'malformed' | 'over_limit' | 'false_claim' | 'unknown_version' | 'clock_wrong'
>;

/** What is wrong with a message, and where. */
export interface Fault {
  readonly reason: GossipFault;
  /** The path to what is wrong; '' for the message itself. */
  readonly at: string;
  /** Completes "must be". */
  readonly must: string;
}

/** Who listens. What a peer may say depends on what the listener knows for certain: who is in the cluster, and what it wrote itself. */
export interface Listener {
  readonly node: NodeId;
  /** Its present life; undefined for somebody who only reads along. */
  readonly origin: Origin | undefined;
  /** The last sequence number that it gave to a write of its own. */
  readonly lastSeq: number;
  /** Through which of its own writes it has said that all replicas have them. */
  readonly stable: number;
  isMember(node: string): boolean;
  /** Whether this is the view that it has, or one before that; absent where members are fixed: nobody is heard there who is none. */
  readonly hasView?: ((view: unknown) => boolean) | undefined;
  /** Whether it remembers anything of this life. */
  knows(origin: Origin): boolean;
  /** How many lives of the node it remembers, its own present one among them. */
  livesOf(node: NodeId): number;
}

/** One life of a node, as its name tells it. */
export interface Life {
  readonly node: NodeId;
  /** When it began, on its own clock; a count of restarts in tests. */
  readonly startMs: number;
  /** No write of it beyond this one exists, as far as the speaker or the listener knows for certain. */
  readonly lastSeq: number;
  /** As `lastSeq`, of the writes that all replicas have. */
  readonly stable: number;
}

/** Who is not remembered can be told nothing, and whatever it says would be forgotten. */
const TOO_LATE_A_LIFE: Fault = {
  reason: 'over_limit',
  at: '',
  must: `one of the first ${WIRE_LIMITS.lives} lives of its node: each start without the data of the last one is another, and further ones are heard only where all nodes are started anew`,
};

/** The longest incarnation: 2^53 − 1 in base 36. */
const INCARNATION_CHARS = 11;

/** The parts of an origin's name; undefined: it is none. There is one way to write it, so that no life has two names. */
export function lifeNamed(origin: unknown): Pick<Life, 'node' | 'startMs'> | undefined {
  if (typeof origin !== 'string') return undefined;
  const mark = origin.lastIndexOf('#');
  const incarnation = origin.slice(mark + 1);
  if (mark < 1 || incarnation.length > INCARNATION_CHARS) return undefined;
  const startUs = Number.parseInt(incarnation, 36);
  if (!Number.isSafeInteger(startUs) || startUs.toString(36) !== incarnation) return undefined;
  return { node: origin.slice(0, mark) as NodeId, startMs: startUs / 1000 };
}

export class Hearing {
  readonly src: string;
  readonly listener: Listener;
  readonly #speaker: { readonly origin: unknown; readonly seq: unknown; readonly stable: unknown };
  /** Lives that it names and that the listener has no room to remember. */
  readonly surplus = new Set<unknown>();
  readonly #lives = new Map<unknown, Life | Fault>();
  /** Of each node: lives that the message names, and those among them that the listener does not know. */
  readonly #named = new Map<NodeId, { all: number; unknown: number }>();
  #last: { readonly origin: unknown; readonly life: Life | Fault } | undefined;

  constructor(src: string, body: Readonly<Record<string, unknown>>, listener: Listener) {
    this.src = src;
    this.listener = listener;
    this.#speaker = { origin: body['origin'], seq: body['seq'], stable: body['stable'] };
  }

  /** What an origin's name says; a fault where it cannot be one. */
  life(origin: unknown): Life | Fault {
    if (this.#last !== undefined && this.#last.origin === origin) return this.#last.life;
    let life = this.#lives.get(origin);
    if (life === undefined) this.#lives.set(origin, (life = this.#look(origin)));
    this.#last = { origin, life };
    return life;
  }

  #look(origin: unknown): Life | Fault {
    const named = lifeNamed(origin);
    if (named === undefined)
      return { reason: 'malformed', at: '', must: 'a node and its incarnation, as in "n1#0"' };
    const { node } = named;
    if (!this.listener.isMember(node))
      return { reason: 'false_claim', at: '', must: 'a life of a node that init named' };
    if (!this.#hasRoomFor(node, origin as Origin)) {
      if (origin === this.#speaker.origin) return TOO_LATE_A_LIFE;
      this.surplus.add(origin);
    }
    if ((this.#named.get(node)?.all ?? 0) > WIRE_LIMITS.lives)
      return { reason: 'over_limit', at: '', must: `one of at most ${WIRE_LIMITS.lives} lives of its node` };
    return { ...named, ...this.#ceiling(origin) };
  }

  #hasRoomFor(node: NodeId, origin: Origin): boolean {
    const { listener } = this;
    let named = this.#named.get(node);
    if (named === undefined) this.#named.set(node, (named = { all: 0, unknown: 0 }));
    named.all++;
    if (origin === listener.origin || listener.knows(origin)) return true;
    return listener.livesOf(node) + ++named.unknown <= WIRE_LIMITS.lives;
  }

  /** A node knows its own writes best; of another's nobody can say for certain that they do not exist. */
  #ceiling(origin: unknown): Pick<Life, 'lastSeq' | 'stable'> {
    const { listener } = this;
    if (origin === listener.origin) return { lastSeq: listener.lastSeq, stable: listener.stable };
    const { origin: speaker, seq, stable } = this.#speaker;
    // What is no number is refused when its turn comes.
    if (origin === speaker) return { lastSeq: numberIn(seq), stable: numberIn(stable) };
    return { lastSeq: Number.MAX_SAFE_INTEGER, stable: Number.MAX_SAFE_INTEGER };
  }
}

function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

export function isFault(life: Life | Fault): life is Fault {
  return 'reason' in life;
}
