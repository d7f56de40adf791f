/** A write's trace as a waterfall: when the message that brought it left, and when it arrived, replica by replica. */

import type { LaterVersion, SlowWrite } from '../../schema/course-schema.ts';
import type { Run } from '../../schema/run-schema.ts';
import { treeRows, type Branch, type DrawnSpread } from './arrival-tree.ts';
import { UNKNOWN } from '../../words/format.ts';
import { markup, type Html, type Part } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import { counted, duration } from '../wording/words.ts';

const MAX_INDENT = 8;

export function waterfall(write: SlowWrite, drawn: DrawnSpread, { partitions }: Run): Html {
  const lastAppliedMs = Math.max(0, ...write.arrivals.map(({ appliedAtMs }) => appliedAtMs));
  const lastMs = Math.max(
    ...[write.convergenceMs, lastAppliedMs, 0.001],
    ...write.laterVersions.map(({ atMs }) => atMs),
  );
  const shades = partitions
    .map(({ fromMs, toMs }) => ({ fromMs: fromMs - write.acceptedAtMs, toMs: toMs - write.acceptedAtMs }))
    .filter(({ fromMs, toMs }) => toMs > 0 && fromMs < lastMs);
  const shaded = shades.map((shade) => bar('cut', shade.fromMs, shade.toMs, lastMs));
  const table = tableOf({
    caption: `Waterfall: how the write of ${write.key} reached each replica`,
    head: ['replica', scaleOf(lastMs), 'from', 'left after', 'arrived after', 'hops'],
    rows: [
      ...treeRows(drawn.tree).map(({ of, depth }) =>
        'node' in of ? cellsOf(write, of, depth, lastMs, shaded) : omittedCells(of.omitted, depth),
      ),
      ...drawn.laterVersions.map((later) => laterCells(later, lastMs, shaded)),
      ...(drawn.laterOmitted > 0 ? [omittedCells(drawn.laterOmitted, 1)] : []),
    ],
    wordColumns: [1, 2],
  });
  const sentences = [
    'A bar lasts from the departure of the message to its arrival.',
    ...(shades.length > 0 ? ['Shaded: the network was cut.'] : []),
    ...(write.laterVersions.length > 0 ? ['A ring: the replica took in a later version of the key.'] : []),
    ...(lastAppliedMs > write.convergenceMs
      ? ['The wire shows the delivery; a replica applies it a little later.']
      : []),
  ];
  return markup`<div class="waterfall">${table}</div>
    <p class="note">
      Times since the acceptance, from the left edge to ${duration(lastMs)}. ${sentences.join(' ')}
    </p>`;
}

function omittedCells(omitted: number, depth: number): Part[] {
  return [indented(depth, markup`<em>and ${counted(omitted, 'more', 'more')}</em>`), '', '', '', '', ''];
}

function laterCells({ node, atMs }: LaterVersion, lastMs: number, shaded: readonly Html[]): Part[] {
  const mark = bar('later', atMs, atMs, lastMs);
  return [indented(1, node), track([...shaded, mark]), 'later version', '', duration(atMs), ''];
}

function scaleOf(lastMs: number): Html {
  return markup`<span class="scale"
    ><span>0</span><span>${duration(lastMs / 2)}</span><span>${duration(lastMs)}</span></span
  >`;
}

function cellsOf(
  write: SlowWrite,
  { node, arrival }: Branch,
  depth: number,
  lastMs: number,
  shaded: readonly Html[],
): Part[] {
  const name = indented(depth, node);
  if (arrival === null && node === write.origin) {
    return [
      name,
      track([...shaded, bar('span', 0, lastMs, lastMs)]),
      'origin',
      duration(0),
      duration(0),
      '0',
    ];
  }
  if (arrival === null) return [name, track(shaded), ...Array.from({ length: 4 }, () => UNKNOWN)];
  const { from, sentAtMs, appliedAtMs, hops } = arrival;
  const flight = bar(sentAtMs === null ? 'arrival' : 'flight', sentAtMs ?? appliedAtMs, appliedAtMs, lastMs);
  return [
    ...[name, track([...shaded, flight]), from ?? 'not known'],
    ...[duration(sentAtMs), duration(appliedAtMs), hops === null ? UNKNOWN : `${hops}`],
  ];
}

function indented(depth: number, content: Part): Html {
  return markup`<span class="name" style="padding-left:${Math.min(depth, MAX_INDENT) * 14}px"
    >${content}</span
  >`;
}

function track(bars: readonly Html[]): Html {
  return markup`<span class="track" aria-hidden="true">${bars}</span>`;
}

function bar(kind: string, fromMs: number, toMs: number, lastMs: number): Html {
  const percentOf = (ms: number): number => (Math.min(lastMs, Math.max(0, ms)) / lastMs) * 100;
  const left = percentOf(fromMs);
  return markup`<span
    class="${kind}"
    style="left:${left.toFixed(2)}%;width:${(percentOf(toMs) - left).toFixed(2)}%"
  ></span>`;
}
