/** A strategy that somebody else writes: what they have to say of it, with everything that can be left out left out. */

import type { NodeId } from '../../../protocol/names.ts';
import type { GossipKind } from '../../../protocol/gossip.ts';
import type { Entry } from '../../store/entry.ts';
import type { Arrival, StrategyHost } from '../dissemination.ts';
import type { StrategySettings } from '../strategy-settings.ts';

/** The kinds of message that a strategy may send; the others belong to anti-entropy. Reports count each by itself. */
export const STRATEGY_KINDS = [
  ...(['mail', 'rumor', 'feedback', 'pull', 'eager', 'ihave', 'iwant'] as const),
  ...(['graft', 'prune', 'post', 'batch'] as const),
] satisfies readonly GossipKind[];

/** One replica's strategy, with its state. Time comes in as `now`, in ms; randomness is the host's. */
export interface CustomDissemination {
  /** A client's write was accepted at this replica. */
  accepted(entry: Entry, now: number): void;
  /** A peer's message of any kind came, and its entries were merged. */
  arrived?(arrival: Arrival, now: number): void;
  /** When `flush` wants to be called, on the clock of `now`. Infinity or absent: not before something happens. */
  readonly dueAtMs?: number;
  /** What was due. Afterwards `dueAtMs` has to lie in the future. */
  flush?(now: number): void;
  /** A peer became suspected, or answered again: ask `host.isSuspected`. */
  reachabilityChanged?(now: number): void;
  /** A client gave this replica its neighbours: `host.neighbours`. */
  neighboursChanged?(): void;
  /** The next node on an acknowledgement's way to an origin's node. Absent: straight there. */
  ackVia?(origin: NodeId): NodeId;
  /** Another node that hears of everything first, where there is one. */
  readonly hub?: NodeId | undefined;
}

/** What `defineStrategy` takes. */
export interface StrategyDefinition {
  /** Names it in reports and errors, where it is not in a file of its own. */
  readonly name: string;
  /** How long an entry may be under way before it is taken for lost, in ms, unless a setting says otherwise. */
  readonly repairAfterMs?: number;
  /** Called once for each life of each replica. */
  create(host: StrategyHost, settings: StrategySettings): CustomDissemination;
}

/** What is wrong with it, as the end of a sentence; undefined: nothing. */
export function definitionProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `is ${nameOf(value)}, not an object`;
  const { name, repairAfterMs, create } = value as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return 'has no name: it must be a text';
  if (typeof create !== 'function') return `has no function create(host, settings): it is ${nameOf(create)}`;
  const isTime = typeof repairAfterMs === 'number' && repairAfterMs >= 0 && Number.isFinite(repairAfterMs);
  if (repairAfterMs !== undefined && !isTime) return 'has a repairAfterMs that is no time in ms';
  return undefined;
}

export function nameOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
