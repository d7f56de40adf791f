/**
 * A counter as a view over the store (the state-based counter of Shapiro et al. 2011): each life of a node keeps the total
 * of what was added there under a key of its own, which nobody else writes. The counter is the sum of all totals. A node
 * that lost its memory begins a new key, so what it had added before stays in the sum.
 */

import type { View } from '../../core/store/view.ts';
import type { Replica } from '../../core/replica.ts';
import { Verbatim, type Inbound, type ReplyBody } from '../../protocol/envelope.ts';
import { type JsonText } from '../../protocol/names.ts';
import { RequestError } from '../../protocol/errors.ts';
import type { Origin } from '../../protocol/names.ts';
import { write } from '../write.ts';
import type { Service } from '../workload.ts';

const PREFIX = 'total:';
const TOTAL = /^-?\d{1,1000}$/;

/** The key under which a life of a node keeps its total. */
export function totalKey(origin: Origin): string {
  return PREFIX + origin;
}

/** @param least that may be added: 0 for a counter that only grows */
export function counterService(least: number): Service {
  const counter = new Counter();
  return {
    view: counter,
    handlers: {
      add(request, replica, now): ReplyBody {
        const delta = deltaOf(request, least);
        const key = totalKey(replica.origin);
        const total = toTotal(replica.peek(key)) + BigInt(delta);
        write(replica, request, [[key, `${total}` as JsonText]], now);
        return { type: 'add_ok' };
      },
      read: (_request, replica, now): ReplyBody => ({ type: 'read_ok', value: counter.read(replica, now) }),
    },
  };
}

/** Sums are exact whatever their size. */
class Counter implements View {
  readonly prefix = PREFIX;
  readonly hasSingleWriters = true;
  #sum = 0n;

  changed(_key: string, value: JsonText, before: JsonText | undefined): void {
    this.#sum += toTotal(value) - toTotal(before);
  }

  read(replica: Replica, now: number): Verbatim {
    replica.readView(now);
    return new Verbatim(`${this.#sum}` as JsonText);
  }
}

/** What is no total (a broken peer's) counts for nothing. */
function toTotal(text: JsonText | undefined): bigint {
  return text !== undefined && TOTAL.test(text) ? BigInt(text) : 0n;
}

function deltaOf({ body }: Inbound, least: number): number {
  const { delta } = body;
  if (typeof delta !== 'number' || !Number.isSafeInteger(delta)) {
    throw new RequestError('malformed_request', '"delta" must be a whole number between -2^53 and 2^53');
  }
  if (delta >= least) return delta;
  throw new RequestError(
    'malformed_request',
    `"delta" is ${delta}, and this counter only grows: the pn-counter workload takes negative numbers`,
  );
}
