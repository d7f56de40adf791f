/** What a diagram is made of: all that was kept of a run. */

import type { Operation } from '../../check/history.ts';
import type { Journal } from '../../net/journal/journal.ts';
import type { Proofs } from './proofs.ts';

export interface Recorded {
  readonly journal: Journal;
  readonly nodes: readonly string[];
  /** In the order of invocation; times on the clock of the journal. */
  readonly operations: readonly Operation[];
  /** The address of the client that asks a node. */
  readonly clientOf: (node: string) => string;
  /** When the load began, on that clock. */
  readonly startMs: number;
  /** When the network was cut, since the load began. */
  readonly cuts: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly proofs: Proofs;
  /** Messages and operations that are shown, at most: so many of each. */
  readonly limit: number;
}
