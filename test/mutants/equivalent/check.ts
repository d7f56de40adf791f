/** Equivalent mutants in the verdicts on answers. */

import { NO_LIVES_ENDED, SAME_WHERE_EQUAL, type Equivalent } from './equivalent.ts';

export const CHECK: readonly Equivalent[] = [
  {
    file: 'src/check/workloads/txn.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const written = new Set',
    reason: 'no key has that name',
  },
  {
    file: 'src/check/lives.ts',
    from: 'starts.size === 0',
    to: 'false',
    reason: NO_LIVES_ENDED,
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
  {
    file: 'src/check/reads/key-writes.ts',
    from: 'latest.settledAtMs >= one.settledAtMs',
    to: 'latest.settledAtMs > one.settledAtMs',
    reason: SAME_WHERE_EQUAL,
  },
  {
    file: 'src/check/workloads/lin-kv.ts',
    from: "op.kind === 'read'",
    to: 'true',
    at: "if (op.kind === 'read') this.#read.set",
    reason: 'what a write was answered is remembered, and nobody looks it up',
  },
  {
    file: 'src/check/workloads/lin-kv.ts',
    from: 'ops.some((op) => this.#saysMissing(op))',
    to: 'true',
    reason: 'a short cut: without such a read the second search is the first one again',
  },
  {
    file: 'src/check/replicas/replica-record.ts',
    from: 'steps.length <= step',
    to: 'steps.length < step',
    reason: 'the last step is added as it is counted',
  },
];
