/** How long strangers' replicas took to agree, measured from outside: by how many writes, what became of them, and how exactly. */

import { formatNumber, UNKNOWN } from '../../words/format.ts';
import type { Run } from '../../schema/run-schema.ts';
import { isOutside } from './outside.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import type { PageRun } from '../model.ts';
import { duration } from '../wording/words.ts';

type Probes = NonNullable<Run['probes']>;

const time =
  (of: (probes: Probes) => number) =>
  (probes: Probes): string =>
    probes.convergenceMs.count === 0 ? UNKNOWN : duration(of(probes));
const count =
  (of: (probes: Probes) => number) =>
  (probes: Probes): string =>
    formatNumber(of(probes), 'count');

const ROWS: readonly (readonly [label: string, of: (probes: Probes) => string])[] = [
  ['writes', count(({ writes }) => writes)],
  ['acknowledged', count(({ acknowledged }) => acknowledged)],
  ['seen in messages between nodes', count(({ seenOnWire }) => seenOnWire)],
  ['shown by every node', count(({ convergenceMs }) => convergenceMs.count)],
  ['lost with a node that was killed', count(({ lost }) => lost)],
  ['never shown by some node', count(({ pending }) => pending)],
  ['half within, at most', time(({ convergenceMs }) => convergenceMs.p50)],
  ['99 % within, at most', time(({ convergenceMs }) => convergenceMs.p99)],
  ['the slowest within, at most', time(({ convergenceMs }) => convergenceMs.max)],
  ['it may have been less by, median', time(({ resolutionMs }) => resolutionMs.p50)],
  ['it may have been less by, at most', time(({ resolutionMs }) => resolutionMs.max)],
];

/** Nothing where the nodes show themselves, or have nothing to show. */
export function probed(runs: readonly PageRun[]): Html {
  const known = runs.flatMap(({ name, run: { probes } }) => (probes === undefined ? [] : { name, probes }));
  if (known.length === 0) return NOTHING;
  const table = tableOf({
    caption: 'Writes that were followed from outside',
    head: ['writes followed from outside', ...known.map(({ name }) => name)],
    rows: ROWS.map(([label, of]) => [label, ...known.map(({ probes }) => of(probes))]),
  });
  return markup`<h3>Measured from outside</h3>
    <p class="note">
      ${isOutside(runs) ? 'The bench does not see messages between these nodes.' : 'These nodes do not say when a write has reached them.'} So a few writes went to keys that the load never uses, and each was looked for at
      every node: by reads at growing intervals, and at once where a message brought its value. A time counts from when the write was sent until the last
      node had shown it. It is an upper bound; how much less it may have been follows from the last read that missed it.
    </p>
    ${table}`;
}
