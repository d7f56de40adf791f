/** What the nodes of a cluster are called, and lists of them for people. */

import type { NodeId } from '../protocol/names.ts';

/** How many names a list spells out. */
const MAX_NAMES = 10;

/** `n0`, `n1`, …, as Maelstrom names them where it is told their number. */
export function nodeNames(count: number): NodeId[] {
  return Array.from({ length: count }, (_, index) => `n${index}` as NodeId);
}

/** A line of text stays a line, with ten thousand nodes too: `n0 n1 n2`, and beyond `MAX_NAMES` names `n0 … n9 (+90 more)`. */
export function abbreviate(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(' ');
  return names.length > MAX_NAMES ? `${shown} (+${names.length - MAX_NAMES} more)` : shown;
}
