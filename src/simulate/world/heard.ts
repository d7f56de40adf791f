/** How a node hears what another one sends: as the object that it is, or by way of the text that processes send each other. */

import { encodeMessage } from '../../protocol/encode.ts';
import type { GossipMessage } from '../../protocol/envelope.ts';
import type { GossipBody } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import { isGossip } from '../../protocol/parse-gossip.ts';
import { parseLine } from '../../protocol/parse.ts';
import type { Input } from '../../workload/step.ts';

/** @param isText whether it is parsed and checked by all the rules of the wire, as in a node process */
export function heard(from: NodeId, message: GossipMessage, isText: boolean): Input {
  if (!isText) return { type: 'gossip', from, body: message.body };
  return { type: 'line', parsed: parseLine(encodeMessage(from, message)) };
}

/** What another node says; undefined: it is no message of a node. */
export function gossipIn(input: Input): GossipBody | undefined {
  if (input.type === 'gossip') return input.body;
  if (input.type !== 'line' || !input.parsed.ok) return undefined;
  const { body } = input.parsed.message;
  return isGossip(body.type) ? (body as unknown as GossipBody) : undefined;
}
