/** The documents that are written out of the code: a test holds that they are current. */

import { metricsReference, spansReference } from '../../observe/reference.ts';
import { renderReportSchema } from '../../report/schema/report-schema.ts';
import { flagsReference } from './flags-reference.ts';

export interface GeneratedDocument {
  /** From the repository's root. */
  readonly path: string;
  readonly render: () => string;
}

export const DOCUMENTS: readonly GeneratedDocument[] = [
  { path: 'docs/flags.md', render: flagsReference },
  { path: 'docs/metrics.md', render: metricsReference },
  { path: 'docs/report.schema.json', render: renderReportSchema },
  { path: 'docs/spans.md', render: spansReference },
];
