/** The audit in the report of a run, and the rows of it that do not agree, in sentences. */

import type { AuditRow as CheckedRow } from '../../check/audit/audit-row.ts';
import type { AuditRow } from '../schema/run-schema.ts';

export function auditPart(rows: readonly CheckedRow[]): AuditRow[] {
  return rows.map((row) => ({
    ...row,
    bound: row.bound === undefined ? null : [...row.bound],
    explainedBy: [...row.explainedBy],
  }));
}

/** What a bound explains is no problem. @param truth leads to what the nodes should have reported: `it is` */
export function auditProblems(rows: readonly AuditRow[], truth: string): string[] {
  return rows
    .filter(({ agrees, explainedBy }) => !agrees && explainedBy.length === 0)
    .map(({ what, reported, observed, bound, note }) => {
      const expected = bound === null ? `${observed}` : `${bound[0]} to ${bound[1]}`;
      // Why a figure need not be exact is said with the table.
      const example = bound === null && note !== '' ? `, ${note}` : '';
      return `audit: ${what}: the nodes report ${reported}, ${truth} ${expected}${example}`;
    });
}

/** Rows that agree with a bound so wide that this says nothing. */
export function inconclusiveRows(runs: readonly { readonly audit: readonly AuditRow[] }[]): AuditRow[] {
  return runs.flatMap(({ audit }) => audit.filter(({ inconclusive }) => inconclusive));
}
