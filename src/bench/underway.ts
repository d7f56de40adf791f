/** A scenario while it runs: enough of it to report what had been measured when a node failed. */

import type { FaultNemesis } from '../net/fault-plan.ts';
import type { Nemesis } from '../net/partition-plan.ts';
import { cutStrangers } from './accounts/node-cuts.ts';
import type { Clients } from './clients/clients.ts';
import type { MeasuredCluster } from './cluster/measured-cluster.ts';
import type { NodeLives } from './cluster/node-lives.ts';
import type { HeldUp } from './held-up.ts';
import type { Prober } from './probes/prober.ts';
import type { Evidence } from './judge/evidence.ts';

interface Course {
  readonly startedAtMs: number;
  readonly nodeFaults: NodeLives;
  readonly nemesis: Nemesis;
  readonly faults: FaultNemesis;
}

interface Options extends Pick<Evidence, 'settings' | 'scenario'> {
  readonly cluster: MeasuredCluster;
  readonly now: () => number;
}

export class Underway {
  clients: Clients | undefined;
  /** Undefined: the nodes are ours, or have nothing to look for. */
  prober: Prober | undefined;
  course: Course | undefined;
  heldUp: HeldUp | undefined;

  /** As of now; undefined: the load had not begun. No node is asked for anything more. */
  evidence({ settings, scenario, cluster, now }: Options): Omit<Evidence, 'traces'> | undefined {
    const { clients, prober, course, heldUp } = this;
    if (clients === undefined || course === undefined || heldUp === undefined) return undefined;
    const { startedAtMs, nodeFaults, nemesis, faults } = course;
    return {
      ...{ settings, scenario, clients, prober, startedAtMs, nodeFaults },
      nodes: cluster.names,
      loadMs: Math.min(now() - startedAtMs, settings.durationMs),
      settledMs: undefined,
      interrupted: true,
      partitions: nemesis.record,
      faults: faults.record,
      router: cluster.router,
      cuts: cutStrangers(cluster, clients),
      finalReads: [],
      lostProbes: [],
      heldUp: heldUp.account(),
      // Each may be in the middle of a line; the one that failed says so itself.
      unfinished: [],
    };
  }
}
