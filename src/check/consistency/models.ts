/**
 * What consistency models exclude, as Elle maps it (its `consistency_model.clj`): each excludes some anomalies, and all that the models
 * it implies exclude. Only models are here whose anomalies our checkers find.
 */

import { implies, type Anomaly, type Named } from './anomalies.ts';

interface Model {
  readonly implies: readonly ConsistencyModel[];
  readonly excludes: readonly Named[];
}

/** What Maelstrom's `--consistency-models` may name, weak ones first. */
export const CONSISTENCY_MODELS = [
  ...([
    'read-uncommitted',
    'read-committed',
    'monotonic-atomic-view',
    'read-atomic',
    'update-atomic',
  ] as const),
  ...(['consistent-view', 'repeatable-read', 'snapshot-isolation', 'serializable'] as const),
  ...(['strong-session-read-uncommitted', 'strong-session-read-committed'] as const),
  ...(['strong-session-snapshot-isolation', 'strong-session-serializable'] as const),
  ...(['strong-read-uncommitted', 'strong-read-committed', 'strong-snapshot-isolation'] as const),
  'strict-serializable',
] as const;
export type ConsistencyModel = (typeof CONSISTENCY_MODELS)[number];

/** Elle's other models of transactions, and what of them no checker here, nor Elle itself, can see. */
export const UNDECIDED_MODELS: Readonly<Record<string, string>> = {
  'cursor-stability': 'nobody sees cursors from outside (G-cursor)',
  'monotonic-view': 'G-monotonic',
  'monotonic-snapshot-read': 'G-MSR',
  'forward-consistent-view': 'G-SIb',
  'update-serializable': 'G-update',
  'causal-cerone': 'the order of causes',
  'parallel-snapshot-isolation': 'the order of causes',
  prefix: 'the order of prefixes',
};

const MODELS: Readonly<Record<ConsistencyModel, Model>> = {
  'read-uncommitted': { implies: [], excludes: ['G0', 'duplicate-elements', 'garbage-read'] },
  'read-committed': { implies: ['read-uncommitted'], excludes: ['G1'] },
  'monotonic-atomic-view': { implies: ['read-committed'], excludes: [] },
  'read-atomic': { implies: ['monotonic-atomic-view'], excludes: ['internal', 'G1a', 'future-read'] },
  'update-atomic': { implies: ['read-atomic'], excludes: ['lost-update'] },
  // Through cursor stability, lost updates.
  'consistent-view': { implies: ['read-committed'], excludes: ['G-single', 'lost-update'] },
  'repeatable-read': { implies: ['monotonic-atomic-view'], excludes: ['G2-item', 'lost-update'] },
  'snapshot-isolation': {
    implies: ['consistent-view', 'update-atomic'],
    excludes: ['internal', 'G-nonadjacent'],
  },
  serializable: { implies: ['repeatable-read', 'snapshot-isolation'], excludes: ['internal', 'G2'] },
  'strong-session-read-uncommitted': { implies: ['read-uncommitted'], excludes: ['G0-process'] },
  'strong-session-read-committed': {
    implies: ['read-committed', 'strong-session-read-uncommitted'],
    excludes: ['G1c-process'],
  },
  'strong-session-snapshot-isolation': {
    implies: ['snapshot-isolation', 'strong-session-read-committed'],
    excludes: ['G1-process', 'G-nonadjacent-process'],
  },
  'strong-session-serializable': {
    implies: ['serializable', 'strong-session-snapshot-isolation'],
    excludes: ['G1-process', 'G2-process'],
  },
  'strong-read-uncommitted': { implies: ['strong-session-read-uncommitted'], excludes: ['G0-realtime'] },
  'strong-read-committed': {
    implies: ['strong-session-read-committed', 'strong-read-uncommitted'],
    excludes: ['G1c-realtime'],
  },
  'strong-snapshot-isolation': {
    implies: ['strong-session-snapshot-isolation', 'strong-read-committed'],
    excludes: ['G1-realtime', 'G-nonadjacent-realtime'],
  },
  'strict-serializable': {
    implies: ['serializable', 'strong-snapshot-isolation', 'strong-session-serializable'],
    excludes: ['G1c-realtime', 'G2-realtime'],
  },
};

/** One, or several that are promised at once. */
export type Promised = ConsistencyModel | readonly ConsistencyModel[];

/** Whether a history with this anomaly breaks what is promised. */
export function excludes(promised: Promised, anomaly: Anomaly): boolean {
  const models = new Set([promised].flat());
  for (const each of models) for (const weaker of MODELS[each].implies) models.add(weaker);
  return implies(anomaly, new Set([...models].flatMap((each) => MODELS[each].excludes)));
}
