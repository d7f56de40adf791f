/** Draws the tree along which a write spread. */

import type { SlowWrite } from '../course-schema.ts';
import type { Branch } from './arrival-tree.ts';
import { drawn } from './charts/draw.ts';
import { markup, type Html } from './html.ts';
import { colour } from './palette.ts';
import { counted, duration, shortened } from './words.ts';

const ROW_HEIGHT = 22;
const WIDE_WIDTH = 960;
const NARROW_WIDTH = 326;

/** @param id unlike that of any other drawing */
export function spreadTree(write: SlowWrite, tree: Branch, id: string, runColour: string): Html {
  const height = Math.max(2, leavesOf(tree)) * ROW_HEIGHT + 16;
  const variant = (name: string, width: number): Html => {
    const option = { series: [seriesOf(tree, runColour, width)] };
    return markup`<div class="${name}">${drawn({ option, width, height }, `${id}-${name}`)}</div>`;
  };
  return markup`<div role="img" aria-label="${altOf(write, tree)}">
    ${variant('wide', WIDE_WIDTH)}${variant('narrow', NARROW_WIDTH)}
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

function leavesOf({ children, omitted }: Branch): number {
  return Math.max(1, children.reduce((sum, child) => sum + leavesOf(child), 0) + (omitted > 0 ? 1 : 0));
}

interface TreeNode {
  readonly name: string;
  readonly children: TreeNode[];
  readonly itemStyle: object;
  readonly lineStyle?: object;
}

/** Pixels between two levels from which on a name, or a name and a time, fit between them. */
const ROOM_FOR_NAME = 56;
const ROOM_FOR_TIME = 140;

/** @param room pixels between two levels; leaves and the root have all that they need */
function nodesOf(
  { node, arrival, children, omitted }: Branch,
  runColour: string,
  room: number,
  isRoot = true,
): TreeNode {
  const at = arrival === null ? (isRoot ? 'origin' : 'time not known') : duration(arrival.appliedAtMs);
  const isEnd = isRoot || (children.length === 0 && omitted === 0);
  const isSure = isRoot || (arrival !== null && arrival.from !== null);
  const own = isRoot ? colour('text') : runColour;
  const more = {
    name: `and ${counted(omitted, 'more', 'more')}`,
    children: [],
    itemStyle: { color: colour('ground'), borderColor: colour('quiet') },
  };
  return {
    name:
      isEnd || room >= ROOM_FOR_TIME
        ? `${shortened(node, 24)} · ${at}`
        : room >= ROOM_FOR_NAME
          ? shortened(node, 10)
          : '',
    children: [
      ...children.map((child) => nodesOf(child, runColour, room, false)),
      ...(omitted > 0 ? [more] : []),
    ],
    itemStyle: { color: own, borderWidth: 1.5, borderColor: own },
    ...(isSure ? {} : { lineStyle: { type: [3, 3] } }),
  };
}

function seriesOf(tree: Branch, runColour: string, width: number): object {
  const isWide = width > 500;
  const depth = Math.max(1, depthOf(tree));
  const [left, right] = isWide ? [120, Math.max(130, 700 - depth * 190)] : [12, 96];
  const room = (width - left - right) / depth;
  const label = {
    ...{ fontSize: isWide ? 12 : 11, color: colour('text'), verticalAlign: 'middle', distance: 6 },
    ...{ textBorderColor: colour('ground'), textBorderWidth: 3 },
  };
  return {
    ...{ type: 'tree', silent: true, emphasis: { disabled: true }, animation: false },
    ...{ initialTreeDepth: -1, expandAndCollapse: false, symbol: 'circle', symbolSize: 7 },
    ...{ data: [nodesOf(tree, runColour, room)], orient: 'LR', layout: 'orthogonal', edgeShape: 'curve' },
    ...{ left, right, top: 12, bottom: 12 },
    lineStyle: { color: colour('quiet'), width: 1.2, opacity: 0.75, curveness: 0.6 },
    label: {
      ...label,
      ...(isWide && room >= ROOM_FOR_TIME
        ? { position: 'left', align: 'right' }
        : { position: 'top', align: 'left' }),
    },
    leaves: { label: { ...label, position: 'right', align: 'left' } },
  };
}
