/** Draws the tree along which a write spread: a row per replica, a column per hop, so that no name touches a line or another name. */

import type { SlowWrite } from '../../schema/course-schema.ts';
import { treeRows, type Branch, type TreeRow } from './arrival-tree.ts';
import { drawn } from '../charts/draw.ts';
import { markup, type Html } from '../html/html.ts';
import { colour } from '../html/palette.ts';
import { counted, duration, shortened } from '../wording/words.ts';

const ROW_HEIGHT = 22;
const LEFT = 10;

/** Pixels: of the drawing, between two levels at most, and for the names right of the last level; characters of a name. */
interface Size {
  readonly width: number;
  readonly maxStep: number;
  readonly room: number;
  readonly fontSize: number;
  readonly maxName: number;
}

const WIDE: Size = { width: 960, maxStep: 130, room: 270, fontSize: 12, maxName: 24 };
const NARROW: Size = { width: 326, maxStep: 40, room: 150, fontSize: 11, maxName: 10 };

/** @param id unlike that of any other drawing */
export function spreadTree(write: SlowWrite, tree: Branch, id: string, runColour: string): Html {
  const rows = treeRows(tree);
  const height = rows.length * ROW_HEIGHT;
  const variant = (name: string, size: Size): Html => {
    const option = optionOf(rows, runColour, size);
    return markup`<div class="${name}">${drawn({ option, width: size.width, height }, `${id}-${name}`)}</div>`;
  };
  return markup`<div role="img" aria-label="${altOf(write, tree)}">
    ${variant('wide', WIDE)}${variant('narrow', NARROW)}
  </div>`;
}

function altOf({ key, origin }: SlowWrite, tree: Branch): string {
  return `Tree along which the write of ${key} spread from ${origin}, ${counted(depthOf(tree), 'hop')} deep. ${sentencesOf(tree).join(' ')} The table before it lists each arrival.`;
}

/** Who passed it on to whom, the first few. */
function sentencesOf(tree: Branch): string[] {
  const passing = (branch: Branch): Branch[] => [
    ...(branch.children.length > 0 ? [branch] : []),
    ...branch.children.flatMap(passing),
  ];
  return passing(tree)
    .slice(0, 5)
    .map(
      ({ node, children, omitted }) =>
        `${node} passed it to ${counted(children.length + omitted, 'replica')}.`,
    );
}

function depthOf({ children }: Branch): number {
  return children.length === 0 ? 0 : 1 + Math.max(...children.map(depthOf));
}

type Point = readonly [x: number, y: number];

function optionOf(rows: readonly TreeRow[], runColour: string, size: Size): object {
  const deepest = Math.max(1, ...rows.map(({ depth }) => depth));
  const step = Math.min(size.maxStep, (size.width - LEFT - size.room) / deepest);
  const points = rows.map(({ depth }, row): Point => [LEFT + depth * step, (row + 0.5) * ROW_HEIGHT]);
  const axis = { type: 'value', show: false, min: 0 };
  const line = {
    ...{ type: 'line', silent: true, symbol: 'none', clip: false },
    lineStyle: { color: colour('quiet'), width: 1.2 },
  };
  return {
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...axis, max: size.width },
    yAxis: { ...axis, max: rows.length * ROW_HEIGHT, inverse: true },
    series: [
      { ...line, data: linesOf(rows, points, true) },
      { ...line, data: linesOf(rows, points, false), lineStyle: { ...line.lineStyle, type: [3, 3] } },
      {
        ...{ type: 'scatter', silent: true, symbol: 'circle', symbolSize: 8, clip: false },
        itemStyle: { opacity: 1 },
        data: rows.map((row, index) => nodeOf(row, points[index] ?? [0, 0], runColour, size)),
        label: {
          ...{ show: true, position: 'right', distance: 6 },
          ...{ fontSize: size.fontSize, color: colour('text'), opacity: 1 },
          // Not a template: a name may look like one.
          formatter: ({ name }: { readonly name: string }) => name,
        },
      },
    ],
  };
}

/** Down from who passed the write on, then right to who got it. @param areSure whether who passed it on is known */
function linesOf(
  rows: readonly TreeRow[],
  points: readonly Point[],
  areSure: boolean,
): (Point | readonly [])[] {
  const above: Point[] = [];
  return rows.flatMap(({ of, depth }, row) => {
    const [x, y] = points[row] ?? [0, 0];
    above[depth] = [x, y];
    const parent = above[depth - 1];
    const isSure = !('node' in of) || (of.arrival?.from ?? null) !== null;
    return parent === undefined || isSure !== areSure ? [] : [parent, [parent[0], y], [x, y], []];
  });
}

function nodeOf({ of, depth }: TreeRow, value: Point, runColour: string, { maxName }: Size): object {
  if (!('node' in of)) {
    const itemStyle = { color: colour('ground'), borderColor: colour('quiet'), borderWidth: 1.5 };
    return { value, name: `and ${counted(of.omitted, 'more', 'more')}`, itemStyle };
  }
  const isRoot = depth === 0;
  const at = of.arrival === null ? (isRoot ? 'origin' : 'time not known') : duration(of.arrival.appliedAtMs);
  return {
    value,
    name: `${shortened(of.node, maxName)} · ${at}`,
    itemStyle: { color: isRoot ? colour('text') : runColour },
  };
}
