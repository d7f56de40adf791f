/** What the messages name: nodes, addresses, keys, values and origins, each a type of its own. */

import type { Brand } from '../base/brand.ts';

/** A node's name, as `init` gave it. */
export type NodeId = Brand<string, 'NodeId'>;

/** One life of a node: `<node id>#<incarnation>`. A restarted node is a new origin and never reuses a dot. */
export type Origin = Brand<string, 'Origin'>;

/** A write's dot, the origin and its number there, as text: what maps are keyed by. */
export function dotName(origin: string, seq: number): string {
  return `${origin} ${seq}`;
}

/** A client's or a node's address on the network. */
export type Address = string;

/** Keys are strings or numbers; 1 and "1" are two keys. */
export type Key = string | number;

/** A value as JSON text, with ", " and ": " between its parts: it comes back exactly as it was sent. */
export type JsonText = Brand<string, 'JsonText'>;

/** What a deleted key holds in place of a value, for as long as some replica has to be told. It is no JSON: no value is the same. */
export const DELETED = '' as JsonText;
