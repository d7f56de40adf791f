/** Who a node is: what `init` says of it. */

import { membershipOf } from '../core/membership.ts';
import type { Body } from '../protocol/envelope.ts';
import { RequestError } from '../protocol/errors.ts';
import type { NodeId } from '../protocol/names.ts';

/** Who this node is, once `init` has said so. */
export interface Identity {
  readonly node: NodeId;
  /** In the order of `init`. */
  readonly nodes: readonly NodeId[];
}

/** @throws {RequestError} malformed_request */
export function identityIn(body: Body): Identity {
  const { node_id: node, node_ids: nodes } = body;
  if (typeof node !== 'string' || node === '')
    throw new RequestError('malformed_request', '"node_id" must be a non-empty string');
  if (!Array.isArray(nodes) || !nodes.every((name) => typeof name === 'string') || !nodes.includes(node)) {
    throw new RequestError(
      'malformed_request',
      '"node_ids" must be an array of strings with this node among them',
    );
  }
  return { node: node as NodeId, nodes: membershipOf(nodes as NodeId[]).nodes };
}
