/**
 * What the space-time diagram shows of a run, in columns: bench and simulator make it, the page carries it, the viewer reads it.
 * Times are ticks of 10 µs since the load began; texts are numbers of `texts`, of which the first is empty.
 */

export const TICKS_PER_MS = 100;
/** In place of a duration: it has no end. */
export const NEVER = -1;

export function ticks(ms: number): number {
  return Math.round(ms * TICKS_PER_MS);
}

/** When what stands in a row ended; where it has no end, when it began. */
export function endOf(starts: Float64Array, took: Float64Array, row: number): number {
  return (starts[row] ?? 0) + Math.max(0, took[row] ?? 0);
}

/** When the last one ended, from the beginning of the load on. */
export function lastEnd(starts: Float64Array, took: Float64Array): number {
  return starts.reduce((last, _, row) => Math.max(last, endOf(starts, took, row)), 0);
}

/** One row for each message, sorted by `sent`. */
export interface MessageColumns {
  readonly sent: Float64Array;
  /** Ticks until it arrived, or `NEVER`. */
  readonly took: Float64Array;
  /** Numbers of lanes. */
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly kind: Uint32Array;
  /** Index into `FATES`. */
  readonly fate: Uint8Array;
  /** How many rows of `loads` are its own: those of one message follow those of the one before. */
  readonly loads: Uint16Array;
}

/** What messages carry: writes, or what a stranger's message is about. */
export interface LoadColumns {
  readonly key: Uint32Array;
  readonly write: Uint32Array;
}

/** One row for each operation of a client, sorted by `invoked`. */
export interface OperationColumns {
  readonly id: Float64Array;
  readonly client: Uint16Array;
  /** The lane of the node that was asked. */
  readonly node: Uint16Array;
  readonly invoked: Float64Array;
  readonly took: Float64Array;
  /** 1: it writes. */
  readonly writes: Uint8Array;
  readonly key: Uint32Array;
  readonly value: Uint32Array;
  /** The write by which messages tell of it, if they do. */
  readonly write: Uint32Array;
  /** Empty: it did not fail. */
  readonly error: Uint32Array;
}

/** From when to when, in ticks. */
export type Span = readonly [from: number, to: number];

export interface Recording {
  /** From top to bottom. */
  readonly lanes: readonly string[];
  readonly texts: readonly string[];
  /** All that there were: in the rows are as many as there was room for. */
  readonly sentInRun: number;
  readonly operationsInRun: number;
  /** When every message is shown. */
  readonly covered: readonly Span[];
  readonly cuts: readonly Span[];
  readonly messages: MessageColumns;
  readonly loads: LoadColumns;
  readonly operations: OperationColumns;
}

/** What stands in the page for one run. */
export interface Diagram {
  /** The recording: encoded, deflated, in base64. */
  readonly data: string;
  /** By the text of a problem: the operations that prove it. */
  readonly proofs: Readonly<Record<string, readonly number[]>>;
  readonly shown: { readonly messages: number; readonly operations: number };
  readonly inRun: { readonly messages: number; readonly operations: number };
  /** Milliseconds of the run of which every message is shown. */
  readonly coveredMs: number;
}
