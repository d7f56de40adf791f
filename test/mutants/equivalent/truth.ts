/** Equivalent mutants in what the simulator takes for the truth. */

import { MEMORY_ONLY, SAME_WHERE_EQUAL, type Equivalent } from './equivalent.ts';

const HELD = 'src/simulate/truth/held-truth.ts';
const KEYS = 'src/simulate/truth/key-truth.ts';
const LATEST = 'a short cut: the latest write is found by its version, too, and nobody holds anything later';
const EITHER_WAY = 'what explains an age that is too great explains one that is too small as well';
const NO_READS = 'a short cut: of a request that reads no key nothing is noted';
const TRUE = 'src/simulate/truth/truth.ts';
const READS = 'src/simulate/truth/read-truth.ts';

export const TRUTH: readonly Equivalent[] = [
  { file: KEYS, from: 'sameVersion(this.#latest?.write, version)', to: 'false', reason: LATEST },
  {
    file: KEYS,
    from: 'this.#latest === undefined || compareVersions(write, this.#latest.write) > 0',
    to: 'false',
    reason: LATEST,
  },
  { file: KEYS, from: 'compareVersions(write, this.#latest.write) > 0', to: 'false', reason: LATEST },
  {
    file: KEYS,
    from: 'compareVersions(write, this.#latest.write) > 0',
    to: 'compareVersions(write, this.#latest.write) >= 0',
    reason: SAME_WHERE_EQUAL,
  },
  { file: KEYS, from: '{ this.#latest = written; return; }', to: '{}', reason: LATEST },
  {
    file: KEYS,
    from: 'this.#hadBefore.delete(write);',
    to: ';',
    reason: MEMORY_ONLY,
  },
  {
    file: KEYS,
    from: 'compareVersions(version, this.#carried) > 0',
    to: 'compareVersions(version, this.#carried) >= 0',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: READS,
    from: 'claim.versions <= most',
    to: 'claim.versions < most',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: READS,
    from: 'ageMs <= Math.max(...ages)',
    to: 'ageMs < Math.max(...ages)',
    reason: SAME_WHERE_EQUAL,
  },
  { file: READS, from: 'ageMs >= Math.min(...ages)', to: 'true', reason: EITHER_WAY },
  {
    file: READS,
    from: 'ageMs >= Math.min(...ages)',
    to: 'ageMs > Math.min(...ages)',
    reason: SAME_WHERE_EQUAL,
  },
  { file: READS, from: 'Math.min(...ages)', to: 'Math.max(...ages)', reason: EITHER_WAY },
  {
    file: HELD,
    from: 'replica.changes === this.#changes[node.index]',
    to: 'false',
    reason: 'a short cut: where nothing changed, nothing new is found',
  },
  { file: HELD, from: 'order < 0', to: 'order <= 0', reason: 'versions that are equal do not come here' },
  {
    file: 'src/simulate/truth/received-entries.ts',
    from: 'writes.every(([key]) => { const held = replica.versionOf(key); return held !== undefined && compareVersions(held, { origin, clockUs }) >= 0; })',
    to: 'writes.some(([key]) => { const held = replica.versionOf(key); return held !== undefined && compareVersions(held, { origin, clockUs }) >= 0; })',
    reason: 'an entry of several keys counts, or counts perhaps, whatever is held',
  },
  {
    file: 'src/simulate/truth/spread.ts',
    from: 'slower === SLOWEST_WRITES',
    to: 'false',
    reason: 'a short cut: what is put behind the last is taken away again',
  },
  {
    file: TRUE,
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const written = accepted === undefined ? [] : keys;',
    reason: 'no key has that name',
  },
  {
    file: TRUE,
    from: 'request.reads.length > 0',
    to: 'true',
    reason: NO_READS,
  },
  {
    file: TRUE,
    from: 'request.reads.length > 0',
    to: 'request.reads.length >= 0',
    reason: NO_READS,
  },
  { file: TRUE, from: 'isSameLife', to: 'true', reason: 'a new life has read nothing yet' },
];
