/** Which event lies under the pointer. */

import { endOf } from '../../../diagram/recording.ts';
import type { Event } from '../event-list.ts';
import type { Shown } from '../shown.ts';
import type { Frame } from './frame.ts';
import { barOf } from './paint-operations.ts';

/** Pixels beside it that still count. */
const REACH = 6;
/** Events looked at. */
const MOST = 20_000;

export function eventAt(frame: Frame, shown: Shown, x: number, y: number): Event | undefined {
  const { recording, operationSpans, messageSpans } = shown;
  const [from, to] = [frame.tickAt(x - 2 * REACH), frame.tickAt(x + 2 * REACH)];
  let best: Event | undefined;
  let least = REACH;
  let looked = 0;
  const offer = (distance: number, event: Event): void => {
    if (distance < least) [least, best] = [distance, event];
  };
  operationSpans.within(from, to, (index) => {
    const row = shown.operations[index] ?? 0;
    const bar = looked++ > MOST ? undefined : barOf(frame, shown, row);
    if (bar === undefined) return;
    const aside = Math.max(bar.x - x, x - bar.x - bar.width, bar.y - y, y - bar.y - bar.height, 0);
    offer(aside, { type: 'operation', row, at: recording.operations.invoked[row] ?? 0 });
  });
  messageSpans.within(from, to, (index) => {
    const row = shown.messages[index] ?? 0;
    const { sent, took, from: sender, to: receiver } = recording.messages;
    const [top, bottom] = [frame.y(sender[row]), frame.y(receiver[row])];
    if (looked++ > MOST || top === undefined || bottom === undefined || top === bottom) return;
    const share = Math.min(1, Math.max(0, (y - top) / (bottom - top)));
    const at = sent[row] ?? 0;
    const onLine = frame.x(at + (endOf(sent, took, row) - at) * share);
    offer(Math.hypot(onLine - x, top + (bottom - top) * share - y), { type: 'message', row, at });
  });
  return best;
}
