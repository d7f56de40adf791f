/** What failure detectors tell each other: the probes of SWIM, with what their senders believe of the members riding on them. */

import type { NodeId } from '../../../protocol/names.ts';

/** From mild to severe: of the same incarnation, the more severe belief wins. */
export type Health = 'alive' | 'suspect' | 'failed';

/** A belief about one member, on its way from node to node. */
export interface Update {
  readonly node: NodeId;
  readonly health: Health;
  /** A member raises its own number to refute what is believed of it: of two beliefs, the one with the higher number wins. */
  readonly incarnation: number;
  /** Who believes so from its own probe: Lifeguard counts how many do, independently of each other. */
  readonly by: NodeId;
}

/**
 * - `ping`: "answer me".
 * - `ping_req`: "ping that one for me".
 * - `ack`: the answer to a ping, or what an indirect ping was answered with.
 * - `nack`: "I am here, but that one has not answered me" (Lifeguard).
 */
export interface SwimMessage {
  readonly kind: 'ping' | 'ping_req' | 'ack' | 'nack';
  /** The number that the asker gave to its probe. */
  readonly probe: number;
  /** In a `ping_req`: who is to be pinged. */
  readonly target?: NodeId;
  readonly updates: readonly Update[];
}
