/**
 * A node that keeps its data begins where the process before it ended: as the same life where nothing that ever left it can be
 * missing, or as a new one that has the data. A life that went on with less than others have heard of would give a dot twice.
 */

import type { ReplicaConfig } from '../core/config.ts';
import type { Change } from '../core/journal/change.ts';
import { laterLife, replay, type Recalled } from '../core/journal/replay.ts';
import type { NodeId } from '../protocol/names.ts';
import { FatalError } from '../base/fatal-error.ts';
import { ReplicaState } from '../core/state.ts';
import { nodeOf } from '../core/store/dot.ts';
import type { Outbox } from './outbox.ts';

/** What earlier processes of the node kept. */
export interface Kept {
  /** In order; none where this is the first process. */
  changes(): Iterable<Change>;
  /** Whether nothing that left the node can be missing. */
  readonly isWhole: boolean;
  /** When the last of what left the node may have left, ms since the epoch; −Infinity: nothing ever did. */
  readonly lastAtMs: number;
  /** It is this node's from now on. @throws where it is another one's */
  claim(node: NodeId): void;
}

/** @param config with the incarnation of a new life: the start of the process */
export function recall(kept: Kept, config: ReplicaConfig, out: Outbox, now: number): Recalled | undefined {
  const startUs = config.incarnation;
  const recalled = replay(kept.changes(), { ...config, startUs }, out);
  if (recalled === undefined) {
    keepStart(out, startUs);
    out.changes?.push({ type: 'life', incarnation: startUs, correctionMs: 0, keepsData: false });
    return undefined;
  }
  const { state } = recalled;
  checkKind(recalled, config);
  const why = whyNot(kept, recalled, now);
  const sizes = { keys: state.store.size, pendingWrites: state.convergence.pending };
  out.events.push({ type: 'recalled', ...sizes, newLifeBecause: why });
  keepStart(out, startUs);
  if (why === undefined) return recalled;
  let incarnation = startUs;
  while (recalled.incarnations.has(incarnation)) incarnation++;
  const next = { ...config, incarnation };
  const others = [...(state.view?.members.keys() ?? [])].map(nodeOf).filter((node) => node !== config.node);
  // Where members change, the others may have removed the life that ends: what it has may be forgotten by them, and must not come back.
  const keepsData = others.length === 0;
  out.changes?.push({ type: 'life', incarnation, correctionMs: 0, keepsData });
  if (state.view === undefined || keepsData) return laterLife(recalled, next);
  const views = { founders: [], seeds: others, knowsOfCluster: true, address: config.views?.address };
  return { ...recalled, state: new ReplicaState({ ...next, views }, out), rewritten: undefined };
}

/** The data of a cluster whose members are fixed are of no use where they change, nor the other way round. */
function checkKind({ state }: Recalled, { node, views }: ReplicaConfig): void {
  const isOfFixed = state.view === undefined && (state.store.size > 0 || state.seen.all().length > 0);
  if (views === undefined && state.view !== undefined)
    throw new FatalError(
      `the data are of ${node} in a cluster that nodes join and leave: start it with --join`,
    );
  if (views !== undefined && isOfFixed)
    throw new FatalError(
      `the data are of ${node} in a cluster with fixed members: start it with --peers, or give --data another folder`,
    );
}

function keepStart({ changes }: Outbox, startUs: number): void {
  changes?.push({ type: 'started', startUs });
}

/** Why the life cannot go on; undefined: it can. */
function whyNot(kept: Kept, { state }: Recalled, now: number): string | undefined {
  if (!kept.isWhole) return 'not all that it acknowledged may be on disk';
  if (state.correctionMs !== 0) return 'its clock had been found wrong';
  return now < kept.lastAtMs ? 'the clock has gone back' : undefined;
}
