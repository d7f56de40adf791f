/** Every workload's way to write: the client's trace is continued, and nothing is accepted that could not be gossiped. */

import { thousands } from '../base/thousands.ts';
import type { Inbound } from '../protocol/envelope.ts';
import { RequestError } from '../protocol/errors.ts';
import { LINE_LIMIT_BYTES } from '../protocol/framing.ts';
import type { Writes } from '../core/acceptance.ts';
import type { Entry } from '../core/store/entry.ts';
import type { Replica } from '../core/replica.ts';
import type { Refusal } from '../core/state.ts';
import { isTraceparent } from '../protocol/validate/entry-rules.ts';
import { WIRE_LIMITS } from '../protocol/validate/limits.ts';

/** Entries below this are never near the limit, however they are escaped. */
const SURELY_SMALL_CHARS = LINE_LIMIT_BYTES / 16;
const ENVELOPE_BYTES = 4096;

/**
 * @throws {RequestError} malformed_request when the entry would be too large for a message between nodes;
 * temporarily_unavailable while the clock of the node is wrong, or its disk full
 */
export function write(replica: Replica, request: Inbound, writes: Writes, now: number): Entry {
  const { refusal } = replica;
  if (refusal !== undefined) throw new RequestError('temporarily_unavailable', REFUSED[refusal]);
  const { traceparent } = request.body;
  const parent = isTraceparent(traceparent) ? traceparent : undefined;
  if (writes.length > WIRE_LIMITS.entryWrites) throw tooMany(writes.length);
  let chars = 0;
  for (const [key, value] of writes) chars += value.length + (typeof key === 'string' ? key.length : 0);
  if (chars >= SURELY_SMALL_CHARS) checkSize(writes);
  return replica.write(writes, now, parent);
}

const REFUSED: Readonly<Record<Refusal, string>> = {
  clock_wrong:
    "this node's clock is far from those of most of its peers, and a write dated by it could be lost: set the clock and start the node again",
  disk_full:
    'the disk of this node is full, and a write could not be kept: make room, and it is accepted again; reads go on',
};

function tooMany(keys: number): RequestError {
  const limit = thousands(WIRE_LIMITS.entryWrites);
  return new RequestError(
    'malformed_request',
    `the transaction writes ${thousands(keys)} keys: the limit is ${limit}`,
  );
}

function checkSize(writes: Writes): void {
  // Between nodes a value may travel as a string that holds its text.
  const text = JSON.stringify(writes);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes + ENVELOPE_BYTES <= LINE_LIMIT_BYTES) return;
  throw new RequestError(
    'malformed_request',
    `the ${writes.length === 1 ? 'value takes' : 'values take'} ${bytes} bytes on the wire: the limit is 16 MiB, escapes included`,
  );
}
