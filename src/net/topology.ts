/** Who gossips with whom, where clients say so: the `topology` of Maelstrom's broadcast workload. */

/**
 * Maelstrom's default: a grid of about √n columns.
 * @returns each node's neighbours, by name
 */
export function gridTopology<Name extends string>(nodes: readonly Name[]): Map<Name, Name[]> {
  const columns = Math.ceil(Math.sqrt(nodes.length));
  const neighbours = (index: number): number[] => {
    const sides = [index - columns, index + columns];
    if (index % columns > 0) sides.push(index - 1);
    if (index % columns < columns - 1) sides.push(index + 1);
    return sides;
  };
  return new Map(
    nodes.map((node, index) => [node, neighbours(index).flatMap((neighbour) => nodes[neighbour] ?? [])]),
  );
}
