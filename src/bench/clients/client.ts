/** What a workload is to the bench: which requests it makes, and how it reads the answers. */

import type { Body } from '../../protocol/envelope.ts';
import type { LiveOperation } from '../operation.ts';

/** An operation that is about to be made. */
export interface Draft {
  readonly kind: 'read' | 'write';
  readonly key: string | number;
  /** JSON text of what will be written; undefined for a read. */
  readonly value: string | undefined;
  readonly body: Readonly<Record<string, unknown>> & { readonly type: string };
}

export interface WorkloadClient {
  /** @param id of the operation, unique in a run */
  draft(id: number): Draft;
  /** The request that reads a key when all is over. */
  finalRead(key: string | number): Draft['body'];
  /** The operation's request left. */
  invoked(op: LiveOperation): void;
  /** Its answer came: completes `op.value` or `op.error`. `completedAtMs` is set already. */
  answered(op: LiveOperation, body: Body): void;
}
