/** Mutants that no test can kill, because they change nothing that anybody could see: each by its name, with the reason. */

export interface Equivalent {
  readonly file: string;
  /** The source that is replaced, as it stands there, but with single spaces. */
  readonly from: string;
  /** What it is replaced by; left out: whatever Stryker puts there. */
  readonly to?: string;
  /** The line begins so, where the file has the same source in several places. */
  readonly at?: string;
  readonly reason: string;
}

const ANY_NAME = 'any name does, as long as the three are different';
const NEVER_DRAWN = 'a number that is drawn is never exactly this one';
/** Lists are shortened, and texts shared, to save memory. */
const MEMORY_ONLY = 'it decides when memory is freed, and nothing else';
const SAME_WHERE_EQUAL = 'where both are equal, either way leads to the same';

export const EQUIVALENT: readonly Equivalent[] = [
  { file: 'src/net/network.ts', from: "'loss'", to: '""', at: 'this.#lossRng', reason: ANY_NAME },
  { file: 'src/net/network.ts', from: "'latency'", to: '""', at: 'this.#latencyRng', reason: ANY_NAME },
  { file: 'src/net/network.ts', from: "'duplicate'", to: '""', at: 'this.#duplicateRng', reason: ANY_NAME },
  {
    file: 'src/net/network.ts',
    from: 'this.#lossRng.float() < lossRatio',
    to: 'this.#lossRng.float() <= lossRatio',
    reason: NEVER_DRAWN,
  },
  {
    file: 'src/net/network.ts',
    from: 'this.#duplicateRng.float() < duplicateRatio',
    to: 'this.#duplicateRng.float() <= duplicateRatio',
    reason: NEVER_DRAWN,
  },
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
    file: 'src/check/lives.ts',
    from: 'starts.size === 0',
    to: 'false',
    reason: 'a short cut: without lives that ended nothing is of one',
  },
  {
    file: 'src/check/reads/lost-writes.ts',
    from: 'firm.length === writes.acknowledged.length',
    to: 'false',
    reason: 'a short cut: where no write is perishable, none is gone',
  },
  {
    file: 'src/check/workloads/broadcast.ts',
    from: 'found.size < read.values.length',
    to: 'true',
    reason: 'a short cut: where no value came twice, none is noted',
  },
  {
    file: 'src/check/workloads/broadcast.ts',
    from: 'found.size < read.values.length',
    to: 'found.size <= read.values.length',
    reason: 'a short cut: where no value came twice, none is noted',
  },
  {
    file: 'src/check/workloads/counter.ts',
    from: 'delta !== 0',
    to: 'true',
    reason: 'an open add of 0 makes no other sum possible',
  },
  {
    file: 'src/check/workloads/cycles.ts',
    from: 'root < graph.length',
    to: 'root <= graph.length',
    reason: 'a node behind the last has no edges, and is in no circle',
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
  {
    file: 'src/check/reads/key-writes.ts',
    from: 'value < after.least',
    to: 'value <= after.least',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: 'src/check/reads/stale-set-reads.ts',
    from: 'this.#skewMs > 0',
    to: 'true',
    reason:
      'where clocks agree, what comes later makes no read stale that was complete: nobody need remember it',
  },
  {
    file: 'src/check/reads/stale-set-reads.ts',
    from: 'this.#skewMs > 0',
    to: 'this.#skewMs >= 0',
    reason:
      'where clocks agree, what comes later makes no read stale that was complete: nobody need remember it',
  },
  {
    file: 'src/check/search.ts',
    from: 'i < tree.length',
    to: 'i <= tree.length',
    reason: 'a place behind the end of the tree, which nobody reads',
  },
];
