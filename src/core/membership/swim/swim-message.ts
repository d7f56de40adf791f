/** What failure detectors tell each other: the probes of SWIM, with what their senders believe of the members riding on them. */

import type { DetectionKind, Health } from '../../../protocol/gossip.ts';
import type { NodeId } from '../../../protocol/names.ts';

/** A belief about one member, on its way from node to node. */
export interface Update {
  readonly node: NodeId;
  /** Of the same incarnation, the more severe one wins. */
  readonly health: Health;
  /** A member raises its own number to refute what is believed of it: of two beliefs, the one with the higher number wins. */
  readonly incarnation: number;
  /** Who believes so from its own probe: Lifeguard counts how many do, independently of each other. */
  readonly by: NodeId;
}

/**
 * - `ping`: "answer me".
 * - `pingreq`: "ping that one for me".
 * - `pingack`: the answer to a ping, or what an indirect ping was answered with.
 * - `pingnack`: "I am here, but that one has not answered me" (Lifeguard). Of the one that was pinged itself: "I take no part in this".
 */
export interface SwimMessage {
  readonly kind: DetectionKind;
  /** The number that the asker gave to its probe. */
  readonly probe: number;
  /** In a `pingreq`: who is to be pinged. */
  readonly target?: NodeId;
  readonly updates: readonly Update[];
}
