/** Draws what is shown: only the part of the time and the lanes looked at, and where that is too much, how much there is. */

import { milliseconds, seconds } from '../wording.ts';
import { axisTicks } from '../view.ts';
import type { Shown } from '../shown.ts';
import { LANE_HEIGHT, TOP, type Frame } from './frame.ts';
import { paintMessages } from './paint-messages.ts';
import { paintOperations } from './paint-operations.ts';

/** Pixels between labels of the axis. */
const LABEL_PX = 95;
/** Ticks: in a shorter view the axis counts milliseconds. */
const CLOSE = 5_000;

/** @returns whether every event of the view is drawn by itself */
export function paint(frame: Frame, shown: Shown): boolean {
  const { context, width, height } = frame;
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  paintSpans(frame, shown);
  context.save();
  context.beginPath();
  context.rect(0, TOP, width, height - TOP);
  context.clip();
  paintLanes(frame, shown);
  context.save();
  context.beginPath();
  context.rect(frame.left, TOP, width - frame.left, height - TOP);
  context.clip();
  const [messages, operations] = [paintMessages(frame, shown), paintOperations(frame, shown)];
  context.restore();
  context.restore();
  paintAxis(frame, shown);
  return messages && operations;
}

/** Cuts of the network, and times that are not shown in full. */
function paintSpans(frame: Frame, { recording, bounds }: Shown): void {
  const { context, height } = frame;
  const box = (from: number, to: number): void => {
    const [x, end] = [Math.max(frame.left, frame.x(from)), Math.min(frame.width, frame.x(to))];
    if (end > x) context.fillRect(x, TOP, Math.max(1, end - x), height - TOP);
  };
  context.globalAlpha = 0.14;
  context.fillStyle = frame.colour('shade');
  for (const [from, to] of recording.cuts) box(from, to);
  context.fillStyle = frame.colour('quiet');
  let covered = bounds[0];
  for (const [from, to] of recording.covered) {
    box(covered, from);
    covered = to;
  }
  box(covered, bounds[1]);
  context.globalAlpha = 1;
}

function paintLanes(frame: Frame, { lanes, recording }: Shown): void {
  const { context, width } = frame;
  context.textAlign = 'right';
  lanes.forEach((lane, place) => {
    const y = frame.yOfPlace(place);
    if (y < TOP - LANE_HEIGHT || y > frame.height + LANE_HEIGHT) return;
    context.fillStyle = frame.colour('grid');
    context.fillRect(frame.left, Math.round(y), width - frame.left, 1);
    context.fillStyle = frame.colour('text');
    context.fillText(recording.lanes[lane] ?? '', frame.left - 8, y, frame.left - 10);
  });
}

function paintAxis(frame: Frame, { view }: Shown): void {
  const { context, width, left } = frame;
  const [from, to] = view;
  context.fillStyle = frame.colour('quiet');
  context.textAlign = 'center';
  const ticks = axisTicks(view, (width - left) / LABEL_PX);
  const step = (ticks[1] ?? to) - (ticks[0] ?? from);
  for (const tick of ticks) {
    const x = frame.x(tick);
    context.fillRect(Math.round(x), TOP - 5, 1, 5);
    const label =
      to - from < CLOSE ? milliseconds(tick) : seconds(tick, step >= 100_000 ? 0 : step >= 10_000 ? 1 : 3);
    if (x > left + 20 && x < width - 30) context.fillText(label, x, TOP - 14);
  }
}
