/** The audit's rows in a report, and the sentences on those that do not agree. */

import assert from 'node:assert/strict';
import { exactly, within } from '../../../src/check/audit/audit-row.ts';
import { auditPart, auditProblems } from '../../../src/report/parts/audit-part.ts';

const ROWS = [
  exactly('writes', 5, 5),
  exactly('reads', 4, 5),
  within('stale reads', 9, 2, { lo: 2, hi: 4 }, 'why'),
  within('stale reads', 3, 2, { lo: 2, hi: 4 }, 'why'),
];

describe('the audit of a run', () => {
  it('has every row, with null where the numbers must be the same', () => {
    assert.deepEqual(
      auditPart(ROWS).map(({ what, bound, agrees }) => [what, bound, agrees]),
      [
        ['writes', null, true],
        ['reads', null, false],
        ['stale reads', [2, 4], false],
        ['stale reads', [2, 4], true],
      ],
    );
  });

  it('says of the rows that do not agree what the nodes report and what they should', () => {
    assert.deepEqual(auditProblems(auditPart(ROWS), 'it is'), [
      'audit: reads: the nodes report 4, it is 5',
      'audit: stale reads: the nodes report 9, it is 2 to 4',
    ]);
  });
});
