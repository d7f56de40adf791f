/**
 * Which members of messages carry the values of clients. A number in a message may be a value, or a counter of the nodes' own that happens to
 * be as large. Here it is decided by what arrived: a member without which all values that nodes show could have come to them says nothing.
 */

/** Members by which a value came to a node that shows it; each is named by its path. */
export type Arrival = readonly string[];

/** The fewest members that explain all arrivals, those that explain least left out first. None where nothing arrived. */
export function carryingMembers(arrivals: readonly Arrival[]): ReadonlySet<string> {
  const explained = new Map<string, Arrival[]>();
  for (const arrival of arrivals)
    for (const member of arrival) {
      const those = explained.get(member);
      if (those === undefined) explained.set(member, [arrival]);
      else those.push(arrival);
    }
  const carrying = new Set(explained.keys());
  const byLeast = [...explained].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
  for (const [member, those] of byLeast) {
    const isNeeded = those.some((arrival) => !arrival.some((one) => one !== member && carrying.has(one)));
    if (!isNeeded) carrying.delete(member);
  }
  return carrying;
}
