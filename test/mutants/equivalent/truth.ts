/** Equivalent mutants in what the simulator takes for the truth. */

import { MEMORY_ONLY, SAME_WHERE_EQUAL, type Equivalent } from './equivalent.ts';

const KEYS = 'src/simulate/truth/key-truth.ts';
const LATEST = 'a short cut: the latest write is found by its version, too, and nobody holds anything later';
const EITHER_WAY = 'what explains an age that is too great explains one that is too small as well';
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
];
