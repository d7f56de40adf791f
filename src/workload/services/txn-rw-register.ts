/**
 * Maelstrom's txn-rw-register workload: transactions of reads and writes on registers. A transaction runs at the node that
 * is asked, at once and as a whole, and never waits for another: it is always available. Its writes travel in one entry with
 * one version and apply together wherever they come, so all replicas order transactions alike: it is read committed. A
 * transaction does not see what other nodes have not sent yet: it is no more than that.
 */

import type { Replica } from '../../core/replica.ts';
import { Verbatim, type Inbound, type ReplyBody } from '../../protocol/envelope.ts';
import { type JsonText, type Key } from '../../protocol/names.ts';
import { RequestError } from '../../protocol/errors.ts';
import { checkKey } from '../../protocol/parse.ts';
import { itemsOf, jsonText, respace, valueTextOf } from '../../protocol/value-text.ts';
import { write } from '../write.ts';
import type { Workload } from '../workload.ts';

/** One read or write of a transaction. */
interface MicroOp {
  readonly f: 'r' | 'w';
  readonly key: Key;
  /** The key as it was sent. */
  readonly keyText: JsonText;
  /** Of a write. */
  readonly value: JsonText;
}

const NULL = jsonText(null);

export const txnRwRegister = {
  name: 'txn-rw-register',
  open: () => ({
    handlers: {
      txn(request, replica, now): ReplyBody {
        const written = new Map<Key, JsonText>();
        const done = microOpsOf(request).map((op) => {
          if (op.f === 'w') written.set(op.key, op.value);
          const value = op.f === 'w' ? op.value : readBy(replica, op.key, written, now);
          return `["${op.f}", ${op.keyText}, ${value}]`;
        });
        // Of several writes of a key only the last is ever seen.
        if (written.size > 0) write(replica, request, [...written], now);
        return { type: 'txn_ok', txn: new Verbatim(`[${done.join(', ')}]` as JsonText) };
      },
    },
  }),
} as const satisfies Workload;

/** A transaction sees its own writes; that is no read of the replica's, and cannot be stale. */
function readBy(replica: Replica, key: Key, written: ReadonlyMap<Key, JsonText>, now: number): JsonText {
  return written.get(key) ?? replica.read(key, now) ?? NULL;
}

/** All of them, checked before any is done. @throws {RequestError} malformed_request */
function microOpsOf(request: Inbound): MicroOp[] {
  const { txn } = request.body;
  if (!Array.isArray(txn)) throw malformed('"txn" must be an array of reads and writes');
  const texts = itemsOf(valueTextOf(request, 'txn'));
  return txn.map((op: unknown, i) => microOp(op, texts[i] ?? NULL, `"txn"[${i}]`));
}

function microOp(op: unknown, text: JsonText, name: string): MicroOp {
  if (!Array.isArray(op) || op.length !== 3) throw malformed(`${name} must have three parts`);
  const [f, key, value] = op as unknown[];
  if (f !== 'r' && f !== 'w') throw malformed(`${name} must begin with "r" or "w"`);
  if (f === 'r' && value !== null)
    throw malformed(`${name} is a read, and its value is not known yet: send null`);
  const [, keyText = NULL, valueText = NULL] = itemsOf(text);
  return { f, key: checkKey(key, `${name}[1], the key,`), keyText, value: ownText(valueText) };
}

/** A copy, where the value is long enough to keep its request's whole text alive. */
function ownText(text: JsonText): JsonText {
  return text.length > 12 ? respace(text) : text;
}

function malformed(text: string): RequestError {
  return new RequestError('malformed_request', `${text}: [["r", 1, null], ["w", 2, 3]], for example`);
}
