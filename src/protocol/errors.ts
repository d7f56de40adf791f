/** Maelstrom's error codes (doc/protocol.md, "Errors"), as data. */

/** The names double as the `result` label of `gossip_operations_total`. */
export const ERROR_CODES = {
  timeout: 0,
  node_not_found: 1,
  not_supported: 10,
  temporarily_unavailable: 11,
  malformed_request: 12,
  crash: 13,
  abort: 14,
  key_does_not_exist: 20,
  key_already_exists: 21,
  precondition_failed: 22,
  txn_conflict: 30,
} as const;

export type ErrorName = keyof typeof ERROR_CODES;

const NAMES = new Map<unknown, ErrorName>(
  Object.entries(ERROR_CODES).map(([name, code]) => [code, name as ErrorName]),
);

/** Of an error reply's code; Maelstrom leaves codes from 1000 on to the nodes: `other`. */
export function errorNameOf(code: unknown): ErrorName | 'other' {
  return NAMES.get(code) ?? 'other';
}

/** A request that is answered with an error. The text says what was wrong and what to do. */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly error: ErrorName;

  constructor(error: ErrorName, text: string) {
    super(text);
    this.error = error;
  }
}

export function errorBody(error: ErrorName, text: string): { type: 'error'; code: number; text: string } {
  return { type: 'error', code: ERROR_CODES[error], text };
}

/** Where a fault of ours happened, for the log. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
