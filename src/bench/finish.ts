/** What comes after the load: the cluster settles, the nodes are asked what they saw, and every node's state is read. */

import { perishableWrites, type LifeStarts } from '../check/lives.ts';
import { judgeFinalState } from '../check/reads/lost-writes.ts';
import { isSettled } from '../check/workloads/verdict.ts';
import { cutOurs, cutStrangers } from './accounts/node-cuts.ts';
import type { Cluster } from './cluster/cluster.ts';
import { keysOf, type Evidence } from './judge/evidence.ts';
import { readEverywhere } from './clients/final-reads.ts';
import type { Probe } from './probes/probe.ts';
import type { Prober } from './probes/prober.ts';
import type { LiveView } from './live/view.ts';
import type { Clients } from './clients/clients.ts';
import { answersIn, quiet, settleOurs, settleStrangers } from './settle.ts';

export interface FinishOptions {
  readonly cluster: Cluster;
  readonly clients: Clients;
  /** Of strangers whose convergence is looked at. */
  readonly prober: Prober | undefined;
  /** Of nodes that were killed. */
  readonly lifeStarts: LifeStarts;
  /** Whether the nodes report on themselves. */
  readonly ours: boolean;
  readonly signal: AbortSignal;
  readonly view: LiveView;
  /** How long to wait at least. */
  readonly quietMs: number;
  readonly now: () => number;
}

export type Ending = Pick<Evidence, 'settledMs' | 'cuts' | 'finalReads' | 'lostProbes'>;

/** @throws {NodeFailure} */
export async function finish(options: FinishOptions): Promise<Ending> {
  options.view.phase = 'settle';
  return options.ours ? await finishOurs(options) : await finishStrangers(options);
}

/** The statistics come first, so that they are of the load alone; the final reads follow. */
async function finishOurs(options: FinishOptions): Promise<Ending> {
  const { cluster, clients, signal, view, quietMs, now } = options;
  const sinceMs = now();
  const settledMs = await settleOurs(options);
  await quiet(quietMs, sinceMs, options);
  view.phase = 'check';
  const cuts = await cutOurs(cluster, clients);
  const firstId = nextId(clients);
  const finalReads = signal.aborted ? [] : await readEverywhere(keysOf(options), { ...options, firstId });
  return { settledMs, cuts, finalReads, lostProbes: [] };
}

/** Whether strangers have settled shows in the final reads alone. */
async function finishStrangers(options: FinishOptions): Promise<Ending> {
  const { cluster, clients, prober, lifeStarts, quietMs, now } = options;
  const sinceMs = now();
  await answersIn(options);
  await quiet(quietMs, sinceMs, options);
  const cuts = cutStrangers(cluster, clients);
  const perishable = perishableWrites(clients.operations, lifeStarts);
  const asked = { ...options, firstId: nextId(clients) };
  const lostProbes = (): readonly Probe[] => prober?.lostSince(sinceMs) ?? [];
  const { settledMs, reads } = await settleStrangers(keysOf(options), asked, (finalReads) => {
    if ((prober?.pending.length ?? 0) > lostProbes().length) return false;
    return clients.checker === undefined
      ? judgeFinalState(clients.operations, finalReads, cluster.present, 0, perishable).ok
      : isSettled(clients.checker.verdict());
  });
  prober?.stop();
  return { settledMs, cuts, finalReads: reads, lostProbes: lostProbes() };
}

function nextId(clients: Clients): number {
  return clients.operations.length + clients.shed + 1;
}
