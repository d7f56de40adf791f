/** The time that a cut takes to heal: of what was written before its end, and of nothing else. */

import assert from 'node:assert/strict';
import { healingTimeMs } from '../../../src/report/parts/healing.ts';

const partitions = [
  { shape: 'halves' as const, groups: '', fromMs: 10, toMs: 20 },
  { shape: 'halves' as const, groups: '', fromMs: 100, toMs: 200 },
];

describe('the time that a cut takes to heal', () => {
  const input = { partitions, startMs: 1000, pendingSinceMs: [] };

  it('is that of the write before the end of the last cut that was everywhere last', () => {
    const converged = { acceptedAtMs: [1150, 1190, 1250], convergenceMs: [10, 40, 5000] };
    assert.equal(healingTimeMs({ ...input, converged }), 30);
  });

  it('is none where all was everywhere before', () => {
    const converged = { acceptedAtMs: [1050], convergenceMs: [10] };
    assert.equal(healingTimeMs({ ...input, converged }), 0);
  });

  it('is not known where a write of that time is still pending, where nothing was cut, or where nobody saw', () => {
    const converged = { acceptedAtMs: [1150], convergenceMs: [100] };
    assert.equal(healingTimeMs({ ...input, converged, pendingSinceMs: [1199] }), null);
    assert.equal(healingTimeMs({ ...input, converged, pendingSinceMs: [1201] }), 50);
    assert.equal(healingTimeMs({ ...input, converged, partitions: [] }), null);
    assert.equal(healingTimeMs({ ...input, converged: undefined }), null);
  });
});
