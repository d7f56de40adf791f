/** What histories of transactions can show that they should not, by the names that Elle gives it, and which of it implies which. */

import { BASE_TYPES, type CycleType } from '../cycles/cycles.ts';

export type Anomaly =
  | CycleType
  | 'G1a'
  | 'G1b'
  | 'incompatible-order'
  | 'dirty-update'
  | 'lost-update'
  | 'internal'
  | 'future-read'
  | 'duplicate-elements'
  /** Elle has no name for it: its check ends there, and Maelstrom's test does not pass. */
  | 'garbage-read'
  /** Elle does not look at it. */
  | 'reordered-appends';

/** Wider classes, by which models are defined: what is found is of the narrow ones. */
type WideBase = 'G1' | 'G-single' | 'G-nonadjacent' | 'G2';
export type Named = Anomaly | WideBase | `${WideBase}-process` | `${WideBase}-realtime`;

const BETWEEN_CYCLES: Readonly<Record<string, readonly string[]>> = {
  G0: ['G1c'],
  G1c: ['G1'],
  'G-single-item': ['G-single', 'G-nonadjacent-item'],
  'G-nonadjacent-item': ['G-nonadjacent', 'G2-item'],
  'G2-item': ['G2'],
};

/** What each implies at once. */
const IMPLIES: ReadonlyMap<string, readonly string[]> = new Map([
  ...variantsOfCycles(),
  ['G1a', ['G1']],
  ['G1b', ['G1']],
  // Two versions that were read cannot both be of one line: one of the reads was dirty.
  ['incompatible-order', ['G1a']],
  ['dirty-update', ['G1a']],
  // A circle of one transaction.
  ['future-read', ['G1c']],
  ['lost-update', ['G2-item']],
]);

/** A circle of data alone is one among those that the order of processes takes part in, and so with real time. */
function variantsOfCycles(): [string, readonly string[]][] {
  return [...BASE_TYPES, 'G1'].flatMap((name): [string, readonly string[]][] => {
    const wider = BETWEEN_CYCLES[name] ?? [];
    const variant = (suffix: string): string[] => wider.map((each) => `${each}${suffix}`);
    return [
      [name, [...wider, `${name}-process`]],
      [`${name}-process`, [...variant('-process'), `${name}-realtime`]],
      [`${name}-realtime`, variant('-realtime')],
    ];
  });
}

/** Whether the one is, or implies, one of the others. */
export function implies(anomaly: Anomaly, others: ReadonlySet<Named>): boolean {
  const reached = new Set<string>([anomaly]);
  for (const each of reached) {
    if (others.has(each as Named)) return true;
    for (const next of IMPLIES.get(each) ?? []) reached.add(next);
  }
  return false;
}
