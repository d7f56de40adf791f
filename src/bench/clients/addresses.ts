/**
 * What the bench's clients are called: as Maelstrom names its own, c0, c1, … in the order in which they are opened. It opens one for
 * each node to send `init`, then one for each to set the workload up, then one for each to make the load; ours go on from there.
 */

export const PURPOSES = ['init', 'topology', 'load', 'control', 'probe'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** @returns the addresses, by node */
export function clientAddresses(nodes: readonly string[], purpose: Purpose): ReadonlyMap<string, string> {
  const first = PURPOSES.indexOf(purpose) * nodes.length;
  return new Map(nodes.map((node, index) => [node, `c${first + index}`]));
}
