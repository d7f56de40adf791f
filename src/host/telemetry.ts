/** What a host reports to. Implemented by host/observers.ts from the parts in observe/; tests may look in. */

import type { NodeEvent } from '../core/events.ts';
import type { GossipBody, GossipKind } from '../protocol/gossip.ts';
import type { ReportName } from '../protocol/envelope.ts';
import type { Identity } from '../workload/server.ts';

export interface Telemetry {
  /** What a step did. @param elapsedMs since the step's input was read */
  record(events: readonly NodeEvent[], elapsedMs: number, atMs: number): void;
  message(direction: 'sent' | 'received', kind: GossipKind, bytes: number): void;
  /** A message leaves: for those who trace messages. */
  departed(dest: string, body: GossipBody, bytes: number): void;
  /** The own fields of a report's reply, `type` first, read from the registry. */
  report(report: ReportName): Promise<Record<string, unknown>>;
  /** Starts what waits for the node's name. Called when `init_ok` has left; input waits until it resolves. */
  initialised(identity: Identity): Promise<void>;
  /** Flushes and stops, within one second. Never rejects. */
  close(): Promise<void>;
}
