/** The verdict on transactions over lists, by the rules with which Elle judges Maelstrom's txn-list-append. */

import type { Anomaly } from '../consistency/anomalies.ts';
import { findCycles } from '../cycles/cycles.ts';
import { EdgeList } from '../cycles/graph.ts';
import { Offences } from '../offences.ts';
import { futureRead, internalFault } from './alone.ts';
import { addDependencies } from './dependencies.ts';
import { addProcessOrder, addRealTimeOrder } from './precedence.ts';
import { wrongReads } from './reads.ts';
import type { Key, ListOffence, ListTxn } from './txns.ts';
import { dirtyUpdates, lostUpdates, reorderedAppends } from './updates.ts';
import { versionsOf, type KeyVersions } from './versions.ts';
import { cycleOffence, shownList } from './words.ts';

export interface ListVerdict {
  /** Transactions that were done. */
  readonly done: number;
  /** What there is of each, where there is any. */
  readonly anomalies: ReadonlyMap<Anomaly, Offences<ListOffence>>;
  /** Whether some dependencies were left out, as there were too many: there may be circles that were not seen. */
  readonly isPartial: boolean;
  /** Whether a read skew (G-single) may be there that was not found: a graver circle was, of more transactions. */
  readonly mayHideSingles: boolean;
}

export interface ListLimits {
  /** Edges of the graph of dependencies. */
  readonly edges?: number;
  /** Edges that one search for circles may look at. */
  readonly search?: number;
}

export function judgeLists(txns: readonly ListTxn[], limits: ListLimits = {}): ListVerdict {
  const keys = versionsOf(txns);
  const anomalies = new Map<Anomaly, Offences<ListOffence>>();
  const note = (anomaly: Anomaly, found: Offences<ListOffence>): void => {
    if (found.count > 0) anomalies.set(anomaly, found);
  };
  const reads = wrongReads(txns, keys);
  note('garbage-read', reads.garbage);
  note('duplicate-elements', reads.duplicates);
  note('incompatible-order', incompatibleOrders(txns, keys));
  note('internal', alone(txns, internalFault));
  note('future-read', alone(txns, futureRead));
  note('G1a', reads.aborted);
  note('G1b', reads.intermediate);
  note('dirty-update', dirtyUpdates(txns, keys));
  note('lost-update', lostUpdates(txns));
  note('reordered-appends', reorderedAppends(txns, keys));
  const { circles, ...doubts } = circlesAmong(txns, keys, limits);
  for (const [type, found] of circles) note(type, found);
  return { done: txns.filter(({ outcome }) => outcome === 'done').length, anomalies, ...doubts };
}

function incompatibleOrders(
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
): Offences<ListOffence> {
  const found = new Offences<ListOffence>();
  for (const [key, { incompatible }] of keys) {
    if (incompatible === undefined) continue;
    const read = incompatible.map(({ list, reader }) => `${shownList(list)} by ${txns[reader]?.id ?? ''}`);
    const readers = incompatible.flatMap(({ reader }) => txns[reader] ?? []);
    found.add({ txns: readers, text: `key ${key} was read as ${read.join(' and as ')}` });
  }
  return found;
}

function alone(
  txns: readonly ListTxn[],
  faultOf: (txn: ListTxn) => string | undefined,
): Offences<ListOffence> {
  const found = new Offences<ListOffence>();
  for (const txn of txns) {
    const fault = txn.outcome === 'done' ? faultOf(txn) : undefined;
    if (fault !== undefined) found.add({ txns: [txn], text: `${txn.id} ${fault}` });
  }
  return found;
}

function circlesAmong(
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
  limits: ListLimits,
): { circles: Map<Anomaly, Offences<ListOffence>> } & Pick<ListVerdict, 'isPartial' | 'mayHideSingles'> {
  const edges = new EdgeList(txns.length);
  const isPartial = !addDependencies(txns, keys, edges, limits.edges);
  addProcessOrder(txns, edges);
  addRealTimeOrder(txns, edges);
  const { cycles, gaveUp: mayHideSingles } = findCycles(edges, limits.search);
  const circles = new Map<Anomaly, Offences<ListOffence>>();
  for (const cycle of cycles) {
    const found = circles.get(cycle.type) ?? new Offences<ListOffence>();
    circles.set(cycle.type, found);
    found.add(cycleOffence(cycle, txns, keys));
  }
  return { circles, isPartial, mayHideSingles };
}
