/** The documents that are generated from the code, wholly or in part. A test checks that they are current. */

import { metricsReference, spansReference } from '../../observe/reference.ts';
import { renderReportSchema } from '../../report/schema/report-schema.ts';
import { renderStoreSchema } from '../../report/schema/store-schema.ts';
import { boundsReference } from './bounds-reference.ts';
import { flagsReference } from './flags-reference.ts';
import { withMaelstromCommands } from './maelstrom-block.ts';
import { measuredBefore, reproducedDocument } from './reproduced-document.ts';
import { wireReference } from './wire-reference.ts';

export interface GeneratedDocument {
  /** From the repository's root. */
  readonly path: string;
  /** @param current the present text, which matters where only a part is generated */
  readonly render: (current: string) => string;
}

export const DOCUMENTS: readonly GeneratedDocument[] = [
  { path: 'docs/bounds.md', render: boundsReference },
  { path: 'docs/flags.md', render: flagsReference },
  { path: 'docs/maelstrom.md', render: withMaelstromCommands },
  { path: 'docs/metrics.md', render: metricsReference },
  { path: 'docs/report.schema.json', render: renderReportSchema },
  { path: 'docs/reproduced.md', render: () => reproducedDocument(measuredBefore()) },
  { path: 'docs/spans.md', render: spansReference },
  { path: 'docs/store-report.schema.json', render: renderStoreSchema },
  { path: 'docs/wire.md', render: wireReference },
];
