/** What a host reports to. observers.ts implements it with the parts in observe/. */

import type { NodeEvent } from '../core/events.ts';
import type { GossipBody, GossipKind } from '../protocol/gossip.ts';
import type { ReportReply } from '../protocol/envelope.ts';
import type { LogEvent } from '../durable/log/log-host.ts';
import type { Identity } from '../workload/identity.ts';

export interface Telemetry {
  /** What a step did. @param elapsedMs since the step's input was read */
  record(events: readonly NodeEvent[], elapsedMs: number, atMs: number): void;
  message(direction: 'sent' | 'received', kind: GossipKind, bytes: number): void;
  /** What the log on disk tells. */
  kept(event: LogEvent): void;
  /** A message leaves. Used for tracing messages. */
  departed(dest: string, body: GossipBody, bytes: number): void;
  /** The fields of a report's reply, read from the metric registry. */
  report(request: Pick<ReportReply, 'report' | 'withSketches'>): Promise<Record<string, unknown>>;
  /** Starts what needs the node's name. Called after `init_ok` was sent; input waits until it resolves. */
  initialised(identity: Identity): Promise<void>;
  /** Flushes and stops, within one second. Never rejects. */
  close(): Promise<void>;
}
