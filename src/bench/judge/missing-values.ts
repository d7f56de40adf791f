/** Values that some node lacks in the end: who acknowledged each, and how far it came. */

import { isServed } from '../../check/history.ts';
import type { Evidence } from './evidence.ts';

/** Told of; the others mostly went the same way. */
const TOLD = 3;

/** In sentences for people. */
export function missingValueTexts({ clients, trail, startedAtMs, interrupted }: Evidence): string[] {
  const { checker } = clients;
  const missing = checker?.spread?.().missing;
  if (trail === undefined || missing === undefined || missing.count === 0 || interrupted) return [];
  const carrying = trail.carrying((value, node) => checker?.hasShown?.(value, node) ?? false);
  return missing.examples.slice(0, TOLD).flatMap((one) => {
    const add = clients.operations.find(({ kind, value }) => kind === 'write' && value === one.value);
    const story = add === undefined ? undefined : trail.storyOf(one, add.node, carrying);
    if (add === undefined || story === undefined) return [];
    const when = ((add.completedAtMs ?? add.invokedAtMs) - startedAtMs) / 1000;
    const did = isServed(add) ? 'acknowledged' : 'was asked to add';
    return `${add.node} ${did} ${one.value} at ${when.toFixed(1)} s; ${story}; missing in the end at ${one.nodes.join(' ')}`;
  });
}
