/** The requests of the bench, which every workload answers: a numbered write, and the node's measurements. */

import type { Replica } from '../core/replica.ts';
import { REPORTS, type Inbound, type ReplyBody, type ReportName } from '../protocol/envelope.ts';
import { type Key } from '../protocol/names.ts';
import { keyOf } from '../protocol/parse.ts';
import { valueTextOf } from '../protocol/value-text.ts';
import { write } from './write.ts';
import type { Handler } from './workload.ts';

const NAMES: ReadonlySet<string> = new Set(REPORTS);

/** Requests whose reply is read from the metric registry. */
export function isReport(type: string): type is ReportName {
  return NAMES.has(type);
}

/**
 * `bench_write`, with a count of its own: `write_id` is 1, 2, 3, … per node.
 * @param apart whether its keys are kept apart from those that the workload makes up itself
 */
export function benchWrite(apart: boolean): Handler {
  let writeId = 0;
  const place = (key: Key): Key => (apart && typeof key === 'string' ? `bench:${key}` : key);
  return (request: Inbound, replica: Replica, now: number): ReplyBody => {
    write(replica, request, [[place(keyOf(request)), valueTextOf(request)]], now);
    return { type: 'bench_write_ok', write_id: ++writeId };
  };
}
