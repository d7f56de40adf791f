/** How far this node is on its way in or out, as people are told. */

import type { Replica } from '../../core/replica.ts';

export type Members = NonNullable<Replica['members']>;

/** @returns why the node serves nobody; undefined: it does, or its members are fixed */
export function whyNotServing(members: Members | undefined, now: number): string | undefined {
  if (members === undefined || members.isServing(now)) return undefined;
  const { view } = members;
  if (members.isGone)
    return 'the node is no member any more: end it, and start it without its data where it is to join again';
  if (view === undefined) return 'the node has not been let in yet: it asks those that --join names';
  return view.stateOf(members.life) === 'leaving'
    ? 'the node is leaving: ask another one'
    : 'the node is joining: it takes in what the others hold';
}
