/** Whom the transport connects to, as the present view has it. */

import type { View } from '../../core/membership/view.ts';
import { nodeOf } from '../../core/store/dot.ts';
import type { Origin } from '../../protocol/names.ts';
import { hostPortIn } from '../../transport/address.ts';
import { isName } from '../../transport/names.ts';
import type { Peer, Transport } from '../../transport/transport.ts';

/** What a transport cannot use it does not get: another member gave it, and no mistake of another one may end this node. */
export function peersIn(view: View, kind: Transport['kind']): Peer[] {
  return [...view.members.keys()].map((life) => peerOf(view, life)).filter((peer) => isUsable(peer, kind));
}

function peerOf(view: View, life: Origin): Peer {
  return { node: nodeOf(life), address: view.addresses.get(life) ?? '' };
}

function isUsable({ node, address }: Peer, kind: Transport['kind']): boolean {
  if (!isName(node)) return false;
  // Its server knows where everybody is.
  if (kind === 'nats') return true;
  try {
    hostPortIn('the address of a member', address);
    return true;
  } catch {
    return false;
  }
}
