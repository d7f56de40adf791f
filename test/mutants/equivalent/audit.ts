/** Equivalent mutants in the audit. */

import type { Equivalent } from './equivalent.ts';

/** Lists are shortened, and texts shared, to save memory. */
const MEMORY_ONLY = 'it decides when memory is freed, and nothing else';
const SAME_WHERE_EQUAL = 'where both are equal, either way leads to the same';

export const AUDIT: readonly Equivalent[] = [
  {
    file: 'src/check/audit/audit-row.ts',
    from: 'row.reported > hi',
    to: 'row.reported >= hi',
    reason: 'a row that reports the bound itself agrees, and does not come here',
  },
  {
    file: 'src/check/audit/converged-writes.ts',
    from: 'write.firstHeldAtMs < write.lastHeldAtMs',
    to: 'write.firstHeldAtMs <= write.lastHeldAtMs',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: 'src/check/audit/converged-writes.ts',
    from: 'write.firstHeldAtMs < write.lastHeldAtMs',
    to: 'true',
    reason:
      'the first time is never after the last: what is kept where both are equal is what is looked up without it',
  },
  {
    file: 'src/check/audit/seen-dots.ts',
    from: 'seen.through + 1',
    to: 'seen.through - 1',
    reason: 'all dots are then remembered one by one: it costs memory, and answers the same',
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'write.remaining > 0',
    to: 'true',
    at: 'if (write.remaining > 0)',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#converged * 2 <= this.#writes.length',
    to: 'true',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#converged * 2 <= this.#writes.length',
    to: 'false',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#converged * 2 <= this.#writes.length',
    to: 'this.#converged * 2 < this.#writes.length',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#converged * 2 <= this.#writes.length',
    to: 'this.#converged * 2 > this.#writes.length',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#converged * 2',
    to: 'this.#converged / 2',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#converged++',
    to: 'this.#converged--',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'this.#writes.filter(({ remaining }) => remaining > 0)',
    to: 'this.#writes',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'remaining > 0',
    to: 'true',
    at: 'this.#writes = this.#writes.filter',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'remaining > 0',
    to: 'remaining >= 0',
    at: 'this.#writes = this.#writes.filter',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: 'this.#head * 2 < this.#end',
    to: 'true',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: 'this.#head * 2 < this.#end',
    to: 'false',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: 'this.#head * 2 < this.#end',
    to: 'this.#head * 2 <= this.#end',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: 'this.#head * 2 < this.#end',
    to: 'this.#head * 2 >= this.#end',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: 'this.#head * 2',
    to: 'this.#head / 2',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/wire-convergence.ts',
    from: 'known === undefined',
    to: 'true',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/wire-convergence.ts',
    from: 'known === undefined',
    to: 'false',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/wire-convergence.ts',
    from: 'known === undefined',
    to: 'known !== undefined',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/open-writes.ts',
    from: 'write.remaining > 0',
    to: 'write.remaining >= 0',
    at: 'if (write.remaining > 0)',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/ended-lives.ts',
    from: 'key.open.delete(write);',
    to: ';',
    at: 'for (const key of write.keys) key.open.delete(write);',
    reason: MEMORY_ONLY,
  },
  {
    file: 'src/check/audit/ended-lives.ts',
    from: 'compareWireVersions(latest, awaited) >= 0',
    to: 'compareWireVersions(latest, awaited) > 0',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: '[]',
    to: '["Stryker was here"]',
    reason: 'it stays behind the last step, where nobody looks for an origin',
  },
  {
    file: 'src/check/audit/held-versions.ts',
    from: 'this.#end - this.#head',
    to: 'this.#end + this.#head',
    at: 'if (this.#end - this.#head < 2)',
    reason:
      'the head is less than half of the end: where there is one, two steps are left, whichever way it is counted',
  },
  {
    file: 'src/check/audit/wire-convergence.ts',
    from: 'true',
    to: 'false',
    at: 'for (const key of keys) this.#hold(key, nodeOf(origin)',
    reason: 'the write itself is not open yet: those that it overtakes are',
  },
  {
    file: 'src/check/audit/wire-convergence.ts',
    from: 'before !== undefined && compareWireVersions(version, before) <= 0',
    to: 'false',
    reason: 'a short cut: nothing lies between a later version and an earlier one',
  },
  {
    file: 'src/check/audit/wire-convergence.ts',
    from: 'compareWireVersions(version, before) <= 0',
    to: 'compareWireVersions(version, before) < 0',
    reason: 'a short cut: nothing lies between a version and itself',
  },
];
