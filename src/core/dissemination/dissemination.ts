/** What a dissemination strategy is: how entries reach the peers first. Anti-entropy repairs whatever it misses. */

import type { NodeId } from '../../protocol/envelope.ts';
import type { GossipKind } from '../../protocol/gossip.ts';
import type { Prng } from '../../base/prng.ts';
import type { Entry } from '../entry.ts';

/** What the replica does for a strategy. */
export interface Mailer {
  /** In one order everywhere. */
  readonly peers: readonly NodeId[];
  readonly rng: Prng;
  /** Sends these entries, in as many messages as their size demands. */
  send(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void;
}

/** One strategy, with its state. The replica calls it; it never looks at a clock. */
export interface Dissemination {
  /** A local write, or another node's that was seen here for the first time (then `entry.from` says who sent it). */
  seen(entry: Entry, now: number): void;
  /** When `flush` wants to be called; Infinity: not before something is seen. */
  readonly dueAtMs: number;
  flush(now: number): void;
}
