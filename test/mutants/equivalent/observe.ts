/** Equivalent mutants in what observes the core. */

import { SAME_WHERE_EQUAL, type Equivalent } from './equivalent.ts';

const METRICS = 'src/observe/metrics';
const HISTOGRAM = `${METRICS}/bucket-histogram.ts`;
const TALLY = `${METRICS}/tally.ts`;
const TEXT_FORMAT = `${METRICS}/text-format.ts`;

const SAME_BUCKET = 'a short cut: the search from the lowest bound finds the same bucket';
const NO_METADATA = 'a line without a keyword has no family either, and nobody looks for it';

export const OBSERVE: readonly Equivalent[] = [
  {
    file: HISTOGRAM,
    from: 'value <= (bounds[i] ?? Infinity) && value > (bounds[i - 1] ?? -Infinity)',
    to: 'false',
    reason: SAME_BUCKET,
  },
  { file: HISTOGRAM, from: '-Infinity', to: '+Infinity', reason: SAME_BUCKET },
  {
    file: `${METRICS}/sketch.ts`,
    from: 'value < EXACT_BELOW',
    to: 'value <= EXACT_BELOW',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: `${METRICS}/scrape-server.ts`,
    from: 'made === undefined',
    to: 'true',
    reason: 'a short cut: what is made again is the same',
  },
  {
    file: TALLY,
    from: 'HALVES[0] === 0',
    to: 'true',
    reason: 'only a machine that has the other half first tells them apart',
  },
  {
    file: TALLY,
    from: 'true',
    to: 'false',
    at: '#isEmpty = true',
    reason: 'a short cut: of what is empty nothing is handed over',
  },
  { file: TEXT_FORMAT, from: "''", at: 'const [, keyword', reason: NO_METADATA },
  {
    file: 'src/observe/tracing/node-tracing.ts',
    from: 'this.#applying.size > 0',
    to: 'this.#applying.size >= 0',
    reason: 'a short cut: what is empty can be emptied',
  },
];
