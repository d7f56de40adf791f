/** Messages between nodes in the report of a run: how many of which kind, what they cost, and what became of them. */

import { totalOf, type CountsByKind } from '../../net/message-counts.ts';
import { isDetection } from '../../protocol/gossip.ts';
import type { Run } from '../schema/run-schema.ts';

export interface MessageFacts {
  readonly sent: CountsByKind;
  /** Of all of them together, where those of each kind are not known. */
  readonly sentBytes?: number;
  /** Of the bytes sent, those that traces add. */
  readonly traceContextBytes: number;
  readonly delivered: number;
  readonly duplicated: number;
  /** By cause. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * @param writes acknowledged
 * @param operations started
 * @param isOurs whether kinds are those of our nodes: what others call a ping may be anything
 */
export function messagesPart(
  { sent, sentBytes, traceContextBytes, delivered, duplicated, dropped }: MessageFacts,
  { writes, operations, isOurs = false }: { writes: number; operations: number; isOurs?: boolean },
): Run['messages'] {
  const { messages, bytes: ofKinds } = totalOf(sent);
  const bytes = sentBytes ?? ofKinds;
  const ofDetection = isOurs ? [...sent].filter(([kind]) => isDetection(kind)) : [];
  const detection = totalOf(new Map(ofDetection));
  const over = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    sent: messages,
    bytes,
    perWrite: over(messages - detection.messages, writes),
    bytesPerWrite: over(bytes - detection.bytes, writes),
    ...(detection.messages > 0 && { ofDetection: detection }),
    traceContextBytes,
    perOperation: over(messages, operations),
    byKind: Object.fromEntries(
      [...sent].sort(([a, x], [b, y]) => y.messages - x.messages || (a < b ? -1 : 1)),
    ),
    delivered,
    duplicated,
    dropped: { ...dropped },
  };
}
