/**
 * What clients did and saw: the record that every verdict is derived from. Nothing in it comes from a node's own report.
 *
 * Begin here. `workloads/` has one verdict per workload, `reads/` finds stale reads and lost writes in this history, and
 * `audit/` compares what the nodes report with what was observed. All of it is pure: a history in, a verdict out.
 */

/** One client operation. All times are milliseconds on one clock, the client's. */
export interface Operation {
  /** Ascending in the order of invocation. */
  readonly id: number;
  /** The node that was asked. */
  readonly node: string;
  /** Where clients go step by step: which of them. */
  readonly client?: number | undefined;
  readonly kind: 'read' | 'write';
  /** The type of the request, where it was one. */
  readonly type?: string | undefined;
  /** Of a write: it compares first, and may be refused. */
  readonly isConditional?: boolean;
  readonly key: string | number;
  /**
   * JSON text: what was written (unique in a run, so that a read tells which write it saw), or what the read returned.
   * Undefined: the write deleted the key, or the read found none. The latter is an answer, not an error: `error` is undefined then. Where a workload has a
   * checker of its own: what the request carries, if it carries anything.
   */
  readonly value: string | undefined;
  /** When the open loop meant to invoke it: client latency counts from here. */
  readonly scheduledAtMs: number;
  readonly invokedAtMs: number;
  /** Undefined: no answer came. */
  readonly completedAtMs: number | undefined;
  /** The name of the error that was answered. Whether such a write took effect, `outcome.ts` says; such a read saw nothing. */
  readonly error: string | undefined;
}

/** An operation that was served. */
export interface ServedOperation extends Operation {
  readonly completedAtMs: number;
  readonly error: undefined;
}

/** Whether it was answered, and not with an error: for a write, that it was acknowledged. */
export function isServed(op: Operation): op is ServedOperation {
  return op.completedAtMs !== undefined && op.error === undefined;
}
