/**
 * Checks a node-to-node message as a whole before anything is done with it: a peer can be broken, hostile, or of another version.
 * The rules are in validate/, one table that is documented as it is checked (docs/wire.md).
 */

import { Buffer } from 'node:buffer';
import type { Inbound } from './envelope.ts';
import { LINE_LIMIT_BYTES } from './framing.ts';
import { GOSSIP_KINDS, type GossipBody, type GossipKind } from './gossip.ts';
import { gossipRule } from './validate/gossip-rules.ts';
import { Hearing, type Fault, type GossipFault, type Listener } from './validate/hearing.ts';
import { WIRE_LIMITS } from './validate/limits.ts';
import { withoutLives } from './without-lives.ts';

const KINDS: ReadonlySet<string> = new Set(GOSSIP_KINDS);

/** A message is sent on under other names, and must fit into a line there, too. */
const ROOM_BYTES = 2048;

export function isGossip(type: string): type is GossipKind {
  return KINDS.has(type);
}

/** A message that is right in all its parts, or why it is refused. */
export type ParsedGossip =
  | {
      readonly ok: true;
      readonly body: GossipBody;
      /** What it says of some lives is not in the body any more: there is no room to remember them. */
      readonly left?: LeftOut;
    }
  | { readonly ok: false; readonly reason: GossipFault; readonly text: string };

export interface LeftOut {
  /** Entries of those lives. */
  readonly entries: number;
  /** In words. */
  readonly text: string;
}

/** Never throws. @param listener who takes it in */
export function parseGossip({ src, body, line }: Inbound, listener: Listener): ParsedGossip {
  if (3 * line.length > LINE_LIMIT_BYTES && Buffer.byteLength(line) > LINE_LIMIT_BYTES - ROOM_BYTES)
    return refused({
      reason: 'over_limit',
      at: '',
      must: `shorter than ${LINE_LIMIT_BYTES - ROOM_BYTES} bytes`,
    });
  const { hasView } = listener;
  if (body.type === 'view' && hasView === undefined)
    return refused({ reason: 'false_claim', at: 'type', must: 'another kind: members are fixed here' });
  const isOpen = body.type === 'view' || hasView?.(body['view']) === false;
  const heard = isOpen ? open(listener) : listener;
  const hearing = new Hearing(src, body, heard);
  const fault = gossipRule.fault(body, hearing);
  if (fault !== undefined) return refused(fault);
  const right = body as unknown as GossipBody;
  return hearing.surplus.size === 0 ? { ok: true, body: right } : leavingOut(right, hearing.surplus);
}

function leavingOut(body: GossipBody, lives: ReadonlySet<unknown>): ParsedGossip {
  const left = withoutLives(body, lives);
  const entries = (body.entries?.length ?? 0) - (left.entries?.length ?? 0);
  const text = `gossip: of each node ${WIRE_LIMITS.lives} lives are remembered, and what this says of ${lives.size} others is left out, e.g. of ${String([...lives][0])}`;
  return { ok: true, body: left, left: { entries, text } };
}

/**
 * Who asks to join is no member yet, and who has a later view may know of members that are not known here: the replica hears of
 * the view first, and takes in nothing else of such a message. Of who has an earlier view it takes in all.
 */
function open(listener: Listener): Listener {
  return {
    node: listener.node,
    origin: listener.origin,
    lastSeq: listener.lastSeq,
    stable: listener.stable,
    isMember: () => true,
    knows: (origin) => listener.knows(origin),
    livesOf: (node) => listener.livesOf(node),
  };
}

/** Names the field that is wrong, and what it should be. */
function refused({ reason, at, must }: Fault): ParsedGossip {
  const what = at === '' ? 'the message' : `"${at.replace(/^\./, '')}"`;
  return { ok: false, reason, text: `gossip: ${what} must be ${must}` };
}
