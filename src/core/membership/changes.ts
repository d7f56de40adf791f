/** What a node that wants a change of the members has to know of it: whether another one is the same, and whether a view has it. */

import type { WireChange } from '../../protocol/membership.ts';
import type { View } from './view.ts';

export function isSame(a: WireChange, b: WireChange): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** Whether a view has what a change was to bring, whoever made it. */
export function isReached([kind, life, successor]: WireChange, view: View): boolean {
  if (kind === 'join') return view.stateOf(life) !== undefined;
  if (kind === 'activate') return view.stateOf(life) === 'active';
  if (kind === 'leave') return view.stateOf(life) === 'leaving' || view.gone.has(life);
  return view.gone.has(life) && (successor === undefined || view.stateOf(successor) !== undefined);
}
