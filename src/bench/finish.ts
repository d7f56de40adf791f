/** What comes after the load: the cluster settles, the nodes are asked what they saw, and every node's state is read. */

import type { BroadcastChecker } from '../check/broadcast.ts';
import { BROADCAST_KEY } from './clients/broadcast.ts';
import type { WorkloadClient } from './clients/client.ts';
import { cutOurs, cutStrangers } from './cut.ts';
import type { Cluster } from './cluster.ts';
import type { Evidence } from './evidence.ts';
import { readEverywhere } from './final-reads.ts';
import type { LiveView } from './live-view.ts';
import type { Recorder } from './recorder.ts';
import { answersIn, settleBroadcast, settleKv, settleOurs } from './settle.ts';

export interface FinishOptions {
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  readonly client: WorkloadClient;
  readonly broadcast: BroadcastChecker | undefined;
  /** Whether the nodes report on themselves. */
  readonly ours: boolean;
  readonly signal: AbortSignal;
  readonly view: LiveView;
  readonly now: () => number;
}

export type Ending = Pick<Evidence, 'settledMs' | 'cuts' | 'finalReads'>;

/** @throws {NodeFailure} */
export async function finish(options: FinishOptions): Promise<Ending> {
  options.view.phase = 'settle';
  return options.ours ? await finishOurs(options) : await finishStrangers(options);
}

/** The statistics come first, so that they are of the load alone; the final reads follow. */
async function finishOurs(options: FinishOptions): Promise<Ending> {
  const { cluster, recorder, signal, view } = options;
  const settledMs = await settleOurs(options);
  view.phase = 'check';
  const cuts = await cutOurs(cluster, recorder);
  const firstId = nextId(recorder);
  const finalReads = signal.aborted ? [] : await readEverywhere(keysOf(recorder), { ...options, firstId });
  return { settledMs, cuts, finalReads };
}

/** Whether strangers have settled shows in the final reads alone. */
async function finishStrangers(options: FinishOptions): Promise<Ending> {
  const { cluster, recorder, broadcast } = options;
  await answersIn(options);
  const cuts = cutStrangers(cluster, recorder);
  const asked = { ...options, firstId: nextId(recorder) };
  const { settledMs, reads } =
    broadcast === undefined
      ? await settleKv(keysOf(recorder), recorder.operations, asked)
      : await settleBroadcast(BROADCAST_KEY, broadcast, asked);
  return { settledMs, cuts, finalReads: reads };
}

function keysOf(recorder: Recorder): (string | number)[] {
  return [...new Set(recorder.operations.map((op) => op.key))];
}

function nextId(recorder: Recorder): number {
  return recorder.operations.length + recorder.shed + 1;
}
