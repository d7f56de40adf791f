/** Searching and counting in sorted arrays: what makes the verdicts over a million operations take seconds. */

/** How many values of an ascending array are less than `bound`. */
export function countBelow(sorted: ArrayLike<number>, bound: number): number {
  return partitionPoint(sorted.length, (i) => (sorted[i] ?? Infinity) < bound);
}

/** How many values of an ascending array are at most `bound`. */
export function countAtMost(sorted: readonly number[] | Float64Array, bound: number): number {
  return partitionPoint(sorted.length, (i) => (sorted[i] ?? Infinity) <= bound);
}

/** The first index in 0 … length for which `holds` is false, where it is true up to there and false from there on. */
function partitionPoint(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * For each query the number of points with a greater x and a lesser y, in O((n + m) log n): points enter a Fenwick tree
 * (Fenwick 1994) over the ranks of x in the order of y.
 */
export function countRightBelow(points: readonly Point[], queries: readonly Point[]): number[] {
  const xs = points.map((point) => point.x).sort((a, b) => a - b);
  const byY = points.toSorted((a, b) => a.y - b.y);
  const tree = new Uint32Array(xs.length + 1);
  const counts = queries.map(() => 0);
  const order = queries.map((query, index) => ({ query, index })).sort((a, b) => a.query.y - b.query.y);
  let entered = 0;
  for (const { query, index } of order) {
    for (let point = byY[entered]; point !== undefined && point.y < query.y; point = byY[++entered]) {
      for (let i = countBelow(xs, point.x) + 1; i < tree.length; i += i & -i) tree[i] = (tree[i] ?? 0) + 1;
    }
    let notRight = 0;
    for (let i = countAtMost(xs, query.x); i > 0; i -= i & -i) notRight += tree[i] ?? 0;
    counts[index] = entered - notRight;
  }
  return counts;
}
