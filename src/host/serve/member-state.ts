/** How far this node is on its way in or out, as people are told. */

import type { Replica } from '../../core/replica.ts';
import type { Server } from '../../workload/server.ts';

export type Members = NonNullable<Replica['members']>;

/** Whether the node serves clients, and nobody else does: then nobody holds more. */
export function isAlone({ replica, identity }: Server, now: number): boolean {
  const members = replica?.members;
  if (members === undefined) return identity?.nodes.length === 1;
  return members.view?.members.size === 1 && members.isServing(now);
}

/** @returns why the node serves nobody; undefined: it does, or its members are fixed */
export function whyNotServing(members: Members | undefined, now: number): string | undefined {
  if (members === undefined || members.isServing(now)) return undefined;
  const { view } = members;
  if (members.isGone)
    return 'the node is no member any more: end it, and start it without its data where it is to join again';
  if (view === undefined) {
    const awaited = members.awaits(now);
    return awaited.length === 0
      ? 'the node has not been let in yet: it asks those that --join names'
      : `the node founds the cluster when all others that --join names have said that they know of none: ${awaited.join(', ')} has not`;
  }
  return view.stateOf(members.life) === 'leaving'
    ? 'the node is leaving: ask another one'
    : 'the node is joining: it takes in what the others hold';
}
