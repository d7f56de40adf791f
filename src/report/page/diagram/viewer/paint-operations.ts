/** Operations of clients as bars, from the request to the answer; failed ones are crossed, those of a proof framed. */

import { endOf, NEVER } from '../../../diagram/recording.ts';
import { STACK } from '../lanes.ts';
import type { Shown } from '../shown.ts';
import { LANE_HEIGHT, type Frame } from './frame.ts';
import { paintCross } from './paint-messages.ts';

/** Bars at one time: of more, one in so many is drawn. */
const MAX_BARS = 4_000;
const [BAR, GAP] = [6, 2];
const SHORTEST = 3;

/** @returns whether each is drawn by itself */
export function paintOperations(frame: Frame, shown: Shown): boolean {
  const rows: number[] = [];
  shown.operationSpans.within(shown.view[0], shown.view[1], (index) =>
    rows.push(shown.operations[index] ?? 0),
  );
  const step = Math.ceil(rows.length / MAX_BARS);
  const { error } = shown.recording.operations;
  const isDrawn = (row: number, index: number): boolean =>
    index % step === 0 || error[row] !== 0 || shown.proof.has(row);
  for (const row of rows.filter(isDrawn)) paintBar(frame, shown, row);
  return step <= 1;
}

/** What a bar covers on the canvas; undefined: its lane is not shown. */
export function barOf(
  frame: Frame,
  { recording, stack }: Shown,
  row: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined {
  const { client, invoked, took } = recording.operations;
  const middle = frame.y(client[row]);
  if (middle === undefined) return undefined;
  const x = frame.x(invoked[row] ?? 0);
  const end = frame.x(endOf(invoked, took, row));
  const top = middle - LANE_HEIGHT / 2 + (LANE_HEIGHT - STACK * (BAR + GAP)) / 2;
  return { x, y: top + (stack[row] ?? 0) * (BAR + GAP), width: Math.max(SHORTEST, end - x), height: BAR };
}

function paintBar(frame: Frame, shown: Shown, row: number): void {
  const { context } = frame;
  const bar = barOf(frame, shown, row);
  if (bar === undefined) return;
  const { operations } = shown.recording;
  const { x, y, width, height } = bar;
  const hasFailed = operations.error[row] !== 0;
  context.fillStyle = frame.colour(operations.writes[row] === 1 ? 'run-1' : 'run-0');
  context.globalAlpha = hasFailed ? 0.45 : 1;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  if (hasFailed) {
    context.strokeStyle = frame.colour('bad');
    paintCross(context, x + width, y + height / 2, 3);
  }
  const isSelected = shown.selected?.type === 'operation' && shown.selected.row === row;
  if (!isSelected && !shown.proof.has(row)) return;
  context.strokeStyle = frame.colour(isSelected ? 'link' : 'bad');
  context.lineWidth = 2;
  context.strokeRect(x - 3, y - 3, width + 6, height + 6);
  context.lineWidth = 1;
  if (isSelected) paintRequest(frame, shown, row, bar);
}

/** From the client to the node that it asked, and back. */
function paintRequest(
  frame: Frame,
  { recording }: Shown,
  row: number,
  bar: { x: number; y: number; width: number },
): void {
  const { context } = frame;
  const node = frame.y(recording.operations.node[row]);
  if (node === undefined) return;
  context.setLineDash([2, 3]);
  context.beginPath();
  for (const x of recording.operations.took[row] === NEVER ? [bar.x] : [bar.x, bar.x + bar.width]) {
    context.moveTo(x, bar.y);
    context.lineTo(x, node);
  }
  context.stroke();
  context.setLineDash([]);
}
