/**
 * Nodes that lost their memory while they were watched. What such a node had acknowledged may be gone with it: that is no broken promise,
 * as long as nobody who still remembers was seen to hold it.
 */

import { isServed, type Operation } from './history.ts';

/** By node: when its present life had begun, on the clock of the operations. Nodes that never lost their memory are not in it. */
export type LifeStarts = ReadonlyMap<string, number>;

export const ONE_LIFE: LifeStarts = new Map();

/** Whether it was sent to a life that has ended, or to nobody: what that life served, its node knows no more. */
export function isOfEndedLife({ node, invokedAtMs }: Operation, starts: LifeStarts): boolean {
  return invokedAtMs < (starts.get(node) ?? -Infinity);
}

/** Acknowledged writes of lives that have ended, but for those that a life which goes on has shown since. */
export function perishableWrites(history: readonly Operation[], starts: LifeStarts): Set<Operation> {
  const perishable = new Set<Operation>();
  if (starts.size === 0) return perishable;
  const shown = new Map<string | number, Set<string>>();
  for (const op of history) {
    if (!isServed(op) || isOfEndedLife(op, starts) || op.kind !== 'read' || op.value === undefined) continue;
    let values = shown.get(op.key);
    if (values === undefined) shown.set(op.key, (values = new Set()));
    values.add(op.value);
  }
  for (const op of history) {
    const isGone = op.kind === 'write' && isServed(op) && isOfEndedLife(op, starts);
    if (isGone && shown.get(op.key)?.has(op.value ?? '') !== true) perishable.add(op);
  }
  return perishable;
}
