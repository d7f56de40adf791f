/** Everything that a node is told by its host. */

import type { Bounds } from '../core/bounds.ts';
import type { GossipSettings } from '../core/config.ts';
import type { TraceIds } from '../core/events.ts';
import type { Kept } from './recall.ts';
import type { WorkloadName } from './workloads.ts';

export interface ServerConfig {
  readonly gossip: GossipSettings;
  readonly workload: WorkloadName;
  /** Distinguishes this life of the node from earlier ones. */
  readonly incarnation: number;
  readonly seed: number;
  readonly traceIds?: TraceIds | undefined;
  /** Bounds that differ from the defaults. */
  readonly bounds?: Partial<Bounds> | undefined;
  /** Absent: the node forgets. */
  readonly kept?: Kept | undefined;
}
