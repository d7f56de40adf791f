/**
 * Where a scenario takes place, and what only that place knows: how its nodes come to be measured, how its network is cut, what is left to do
 * in the end. `run.ts` plays the scenario on it. Processes of the bench are one stage (`process-stage.ts`), a cluster of services that runs
 * without it is another (`../attached/attached-stage.ts`).
 */

import type { Cuttable } from '../../net/network.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Clients } from '../clients/clients.ts';
import type { MeasuredCluster } from '../cluster/measured-cluster.ts';
import type { NodeLives } from '../cluster/node-lives.ts';
import type { ValueTrail } from '../cluster/value-trail.ts';
import type { Ending, FinishOptions } from '../finish.ts';
import type { Evidence } from '../judge/evidence.ts';
import type { Prober } from '../probes/prober.ts';
import type { TraceIntake } from '../traces/trace-intake.ts';

export interface Stage {
  readonly cluster: MeasuredCluster;
  readonly network: Cuttable;
  readonly traces: TraceIntake;
  /** How far the clocks of bench and nodes may be apart, as far as it is known before the load, in ms. */
  readonly skewMs: number;
  /** Whether nodes may be gone that nobody killed, and the run goes on. */
  readonly mayLoseNodes: boolean;
  /** Every node is there and can be asked. @returns whether the nodes report on themselves @throws {NodeFailure} */
  begin(): Promise<boolean>;
  /** Who looks at writes from outside; undefined: there is a better way to know. */
  proberFor(ours: boolean): Prober | undefined;
  /** Who follows values on their way; undefined: nobody. */
  trailFor(ours: boolean): ValueTrail | undefined;
  /** @param prober hears of nodes that serve again, and of those that are lost */
  livesFor(clients: Clients, prober: Prober | undefined): NodeLives;
  /** Resolves when the cut that was ended last is over at every node. @throws {NodeFailure} */
  healed(): Promise<void>;
  /** The load is over: what the nodes say, and what they hold. @throws {NodeFailure} */
  finish(options: FinishOptions): Promise<Ending>;
  /** All has been measured. */
  end(): Promise<void>;
  /** A node failed. */
  kill(): Promise<void>;
  judged(evidence: Evidence): Run;
}
