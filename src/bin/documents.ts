/** The documents that are written out of the code: a test holds that they are current. */

import { metricsReference, spansReference } from '../observe/reference.ts';
import { flagsReference } from './flags-reference.ts';

export interface GeneratedDocument {
  /** From the repository's root. */
  readonly path: string;
  readonly render: () => string;
}

export const DOCUMENTS: readonly GeneratedDocument[] = [
  { path: 'docs/flags.md', render: flagsReference },
  { path: 'docs/metrics.md', render: metricsReference },
  { path: 'docs/spans.md', render: spansReference },
];
