/** Messages as arrows from where they were sent to where they arrived; lost ones end on the way with a cross and the cause. */

import { FATES } from '../../../../net/journal/segment.ts';
import { NEVER } from '../../../diagram/recording.ts';
import { isLost } from '../filter.ts';
import type { Shown } from '../shown.ts';
import type { Frame } from './frame.ts';

/** Arrows at one time: more are a grey plane, so it is told how many there are instead. */
const MAX_ARROWS = 1_500;
/** Crosses with their cause written beside them. */
const MAX_CAUSES = 12;
/** Of its way, so much of a lost message is drawn; and pixels that it seems to take. */
const [LOST_SHARE, LOST_PX] = [0.45, 16];
const HEAD_PX = 6;

/** @returns whether each is drawn by itself */
export function paintMessages(frame: Frame, shown: Shown): boolean {
  const { view, messageSpans } = shown;
  const [from, to] = view;
  const indices: number[] = [];
  let found = 0;
  messageSpans.within(from, to, (index) => {
    if (found++ < MAX_ARROWS) indices.push(shown.messages[index] ?? 0);
  });
  if (found > MAX_ARROWS) {
    paintDensity(frame, shown);
    return false;
  }
  const { fate } = shown.recording.messages;
  const lost = indices.filter((row) => isLost(fate[row]));
  for (const row of indices) paintArrow(frame, shown, row, lost.length <= MAX_CAUSES);
  return true;
}

function paintArrow(frame: Frame, { recording, selected }: Shown, row: number, withCause: boolean): void {
  const { context } = frame;
  const { messages, lanes } = recording;
  const [start, end] = [frame.y(messages.from[row]), frame.y(messages.to[row])];
  if (start === undefined || end === undefined) return;
  const [sent, took, fate] = [messages.sent[row] ?? 0, messages.took[row] ?? NEVER, messages.fate[row] ?? 0];
  const isSelected = selected?.type === 'message' && selected.row === row;
  const x = frame.x(sent);
  const share = took === NEVER ? LOST_SHARE : 1;
  const endX = took === NEVER ? x + LOST_PX : frame.x(sent + took);
  const endY = start + (end - start) * share;
  context.strokeStyle = frame.colour(isSelected ? 'link' : took === NEVER ? 'bad' : 'quiet');
  context.lineWidth = isSelected ? 3 : 1;
  context.globalAlpha = isSelected ? 1 : 0.75;
  context.setLineDash(took === NEVER ? [4, 3] : []);
  context.beginPath();
  context.moveTo(x, start);
  context.lineTo(endX, endY);
  context.stroke();
  context.setLineDash([]);
  if (took !== NEVER) paintHead(context, x, start, endX, endY);
  else if (isLost(fate)) {
    paintCross(context, endX, endY);
    context.fillStyle = frame.colour('bad');
    context.textAlign = 'left';
    if (withCause)
      context.fillText(`${FATES[fate] ?? ''} → ${lanes[messages.to[row] ?? 0] ?? ''}`, endX + 7, endY);
  }
  context.globalAlpha = 1;
  context.lineWidth = 1;
}

function paintHead(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  endX: number,
  endY: number,
): void {
  const angle = Math.atan2(endY - y, endX - x);
  context.beginPath();
  for (const turn of [-0.4, 0.4]) {
    context.moveTo(endX, endY);
    context.lineTo(endX - HEAD_PX * Math.cos(angle + turn), endY - HEAD_PX * Math.sin(angle + turn));
  }
  context.stroke();
}

export function paintCross(context: CanvasRenderingContext2D, x: number, y: number, size = 4): void {
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
  context.lineWidth = 2;
  context.stroke();
}

/** For each lane and pixel how many messages leave: the taller, the more. Lost ones stand in front. */
function paintDensity(frame: Frame, { recording, messages, messageSpans, view, lanes }: Shown): void {
  const { context, left } = frame;
  const width = Math.ceil(frame.width - left);
  const placeOf = recording.lanes.map((_, lane) => frame.placeOf(lane) ?? 0);
  const [all, lost] = [new Uint32Array(lanes.length * width), new Uint32Array(lanes.length * width)];
  const [first, end] = messageSpans.begun(view[0], view[1]);
  const scale = width / (view[1] - view[0]);
  for (let index = first; index < end; index++) {
    const row = messages[index] ?? 0;
    const x = Math.min(width - 1, Math.floor(((recording.messages.sent[row] ?? 0) - view[0]) * scale));
    const cell = (placeOf[recording.messages.from[row] ?? 0] ?? 0) * width + x;
    all[cell] = (all[cell] ?? 0) + 1;
    if (isLost(recording.messages.fate[row])) lost[cell] = (lost[cell] ?? 0) + 1;
  }
  const most = all.reduce((a, b) => Math.max(a, b), 1);
  for (const [counts, colour] of [
    [all, 'quiet'],
    [lost, 'bad'],
  ] as const) {
    context.fillStyle = frame.colour(colour);
    counts.forEach((count, cell) => {
      if (count === 0) return;
      const height = 2 + 22 * Math.sqrt(count / most);
      const y = frame.yOfPlace(Math.floor(cell / width));
      context.fillRect(left + (cell % width), y - height / 2, 1, height);
    });
  }
}
