/** The reply to a report: read from the metric registry, which takes a moment, or what went wrong there. */

import type { Reply, ReportReply } from '../protocol/envelope.ts';
import { errorBody, stackOf } from '../protocol/errors.ts';
import { now } from './clock.ts';
import type { Telemetry } from './telemetry.ts';

/** Never rejects. */
export async function reportReply(
  telemetry: Telemetry,
  { report, withSketches, ...reply }: ReportReply,
): Promise<Reply> {
  try {
    const fields = await telemetry.report({ report, withSketches });
    return { ...reply, kind: 'reply', body: { type: `${report}_ok`, ...fields } };
  } catch (error) {
    telemetry.record([{ type: 'fault', text: stackOf(error) }], 0, now());
    return { ...reply, kind: 'reply', body: errorBody('crash', 'a fault of this node: see its log') };
  }
}
