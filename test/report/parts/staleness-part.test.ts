/** Stale reads in a report: whose count it is, and when there is none. */

import assert from 'node:assert/strict';
import { EMPTY_SUMMARY, summarize } from '../../../src/base/summary.ts';
import type { ClusterAccount } from '../../../src/report/parts/cluster-account.ts';
import { stalenessPart } from '../../../src/report/parts/staleness-part.ts';

const SEEN = {
  reads: 10,
  stale: { lo: 2, hi: 3 },
  ageMs: summarize([5]),
  depth: summarize([1]),
  visibility: [{ fromMs: 0, toMs: 1, reads: 4, stale: 1 }],
};
const REPORTED: ClusterAccount = {
  ...{ strategy: 'relay', messagesSentByKind: {}, bytesSent: 0, writes: 0, reads: 8, staleReads: 4 },
  ...{ pendingWrites: 0, convergence: EMPTY_SUMMARY, confirmed: EMPTY_SUMMARY, propagation: EMPTY_SUMMARY },
  ...{ staleness: summarize([9]), depth: summarize([2]) },
  entries: { applied: 0, superseded: 0, duplicate: 0, late: 0 },
  dropped: new Map(),
};

describe('the stale reads of a run', () => {
  it('are those that the nodes count, with what was seen beside them', () => {
    const part = stalenessPart(SEEN, REPORTED);
    assert.deepEqual([part?.source, part?.count, part?.share, part?.ageMs.max], ['nodes', 4, 0.5, 9]);
    assert.deepEqual([part?.certain, part?.possible, part?.visibility], [2, 3, SEEN.visibility]);
  });

  it('are those that are certain from outside where the nodes report nothing', () => {
    const part = stalenessPart(SEEN, undefined);
    assert.deepEqual([part?.source, part?.count, part?.share, part?.ageMs.max], ['clients', 2, 0.2, 5]);
  });

  it('are unknown where neither tells, or nothing was read', () => {
    assert.equal(stalenessPart(undefined, undefined), null);
    const unread = { ...SEEN, reads: 0, stale: { lo: 0, hi: 0 } };
    assert.equal(stalenessPart(undefined, { ...REPORTED, reads: 0 }), null);
    assert.equal(
      stalenessPart(unread, { ...REPORTED, reads: 0 }),
      null,
      'no read is no proof that none is stale',
    );
    assert.equal(stalenessPart(unread, undefined), null);
    assert.equal(stalenessPart(SEEN, { ...REPORTED, reads: 0 })?.share, 0, 'the nodes deny what was seen');
    const unseen = stalenessPart(undefined, REPORTED);
    assert.deepEqual([unseen?.count, unseen?.certain, unseen?.visibility], [4, null, []]);
  });
});
