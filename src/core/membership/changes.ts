/** What a node that wants a change of the members has to know of it: whether another one is the same, and whether a view has it. */

import type { WireChange } from '../../protocol/membership.ts';
import type { View } from './view.ts';

/** A change that this node was asked to make. */
export interface Wanted {
  readonly change: WireChange;
  readonly address?: string | undefined;
  readonly giveUpAtMs: number;
  /** It was put to the vote: from then on nobody can say that it will not take effect. */
  wasPut: boolean;
  /** How many voters took part, at most. */
  answered: number;
  /** Another change was in its way. */
  wasOutbid: boolean;
}

/** A change of which no voter of the present view has heard. */
export const UNTRIED = { wasPut: false, answered: 0, wasOutbid: false } as const;

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

/** In a sentence, with what to do. */
export function whyGivenUp({ wasPut, wasOutbid, answered }: Wanted, view: View | undefined): string {
  if (wasPut)
    return 'not enough active members have confirmed it yet: it may still take effect; list the members before you try again';
  if (wasOutbid) return 'other changes of the members were in its way all the time: ask again';
  const [needed, of] = [view?.majority ?? 0, view?.voters.length ?? 0];
  return `${answered} of ${of} active members answered, ${needed} are needed: bring some of them back, or, if they are gone for good, force it at one node`;
}
