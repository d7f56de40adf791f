/** Who gossips with whom, where clients say so: the `topology` of Maelstrom's broadcast workload, in the shapes that it has. */

export const TOPOLOGY_SHAPES = ['grid', 'line', 'tree', 'tree2', 'tree3', 'tree4', 'total'] as const;
export type TopologyShape = (typeof TOPOLOGY_SHAPES)[number];

/** Maelstrom's default. */
export const USUAL_SHAPE: TopologyShape = 'grid';

/** The indexes of a node's neighbours; those that are none of a node count for nothing. */
type Neighbours = (index: number, count: number) => number[];

const SHAPES: Readonly<Record<TopologyShape, Neighbours>> = {
  grid,
  line: (index) => [index - 1, index + 1],
  tree: tree(2),
  tree2: tree(2),
  tree3: tree(3),
  tree4: tree(4),
  total: (index, count) =>
    Array.from({ length: count }, (_, other) => other).filter((other) => other !== index),
};

/** @returns each node's neighbours, by name */
export function topologyOf<Name extends string>(
  shape: TopologyShape,
  nodes: readonly Name[],
): Map<Name, Name[]> {
  return new Map(
    nodes.map((node, index) => [
      node,
      SHAPES[shape](index, nodes.length).flatMap((neighbour) => nodes[neighbour] ?? []),
    ]),
  );
}

/** About √n columns. */
function grid(index: number, count: number): number[] {
  const columns = Math.ceil(Math.sqrt(count));
  const sides = [index - columns, index + columns];
  if (index % columns > 0) sides.push(index - 1);
  if (index % columns < columns - 1) sides.push(index + 1);
  return sides;
}

/** Full from the top: the parent first, then the children. */
function tree(branches: number): Neighbours {
  return (index) => {
    const children = Array.from({ length: branches }, (_, child) => branches * index + child + 1);
    // That of the top would be -1, which is no node.
    return [Math.floor((index - 1) / branches), ...children];
  };
}
