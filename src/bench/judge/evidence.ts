/** All that one scenario left behind: what `judge.ts` makes the report of. */

import { registersOf } from '../../check/workloads/verdict.ts';
import type { FaultRecord } from '../../net/fault-plan.ts';
import type { PartitionRecord } from '../../net/partition-plan.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import type { Outside } from '../attached/outside.ts';
import type { NodeCut } from '../accounts/node-cuts.ts';
import type { AgentsAccount } from '../agents/account.ts';
import type { LiveOperation } from '../clients/operation.ts';
import type { Clients } from '../clients/clients.ts';
import type { HeldUpNodes } from '../held-up.ts';
import type { NodeLives } from '../cluster/node-lives.ts';
import type { Wire } from '../cluster/wire.ts';
import type { Probe } from '../probes/probe.ts';
import type { Prober } from '../probes/prober.ts';
import type { ValueTrail } from '../cluster/value-trail.ts';
import type { TraceIntake } from '../traces/trace-intake.ts';
import type { Scenario } from '../../net/scenarios.ts';

export interface Evidence {
  readonly settings: Settings;
  readonly scenario: Scenario;
  readonly nodes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly loadMs: number;
  /** Undefined: it did not settle, or nobody waited. */
  readonly settledMs: number | undefined;
  readonly interrupted: boolean;
  readonly partitions: readonly PartitionRecord[];
  /** What the run did to nodes, and what came of it. */
  readonly faults: readonly FaultRecord[];
  readonly nodeFaults: NodeLives;
  readonly clients: Clients;
  /** Of strangers whose convergence was looked at. */
  readonly prober: Prober | undefined;
  /** Of strangers whose values were followed. */
  readonly trail?: ValueTrail | undefined;
  /** Those that went with the memory of a node that the run killed. */
  readonly lostProbes: readonly Probe[];
  readonly router: Wire;
  /** Undefined: all nodes ran on this machine. */
  readonly agents?: AgentsAccount | undefined;
  /** How long nodes stood in line for processors. */
  readonly heldUp: HeldUpNodes;
  readonly traces: TraceIntake;
  /** Of the nodes' present lives; of those that were lost there is none. */
  readonly cuts: readonly NodeCut[];
  /** Empty when the user interrupted, and where the workload has none. */
  readonly finalReads: readonly LiveOperation[];
  /** Of a cluster that was there before the bench, and of which it sees no message. */
  readonly outside?: Outside | undefined;
  /** What nodes printed since their last newline, in words that follow their names. */
  readonly unfinished: readonly { readonly node: string; readonly text: string }[];
}

/** Whether the nodes are ours, which tell of themselves. */
export function isOfOurs({ cuts }: Pick<Evidence, 'cuts'>): boolean {
  return cuts.some(({ account }) => account);
}

/** All that was read or written, each once. */
export function keysOf({ clients }: Pick<Evidence, 'clients'>): (string | number)[] {
  const { checker, operations } = clients;
  return [...new Set((registersOf(checker, operations) ?? operations).map((op) => op.key))];
}
