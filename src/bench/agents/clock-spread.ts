/** How far apart the clocks of a bench and its agents may be: every time that was measured across machines is bounded by it. */

import type { ClockEstimate } from './clock-estimate.ts';

/** Of any two of them, the bench's among them, at most. */
export function spread(agents: readonly { readonly clock: ClockEstimate }[], nowMs: number): number {
  const known = agents.filter(({ clock }) => clock.isKnown);
  const latest = known.map(({ clock }) => clock.offsetMs + clock.boundMs(nowMs));
  const earliest = known.map(({ clock }) => clock.offsetMs - clock.boundMs(nowMs));
  return Math.max(0, ...latest) - Math.min(0, ...earliest);
}
