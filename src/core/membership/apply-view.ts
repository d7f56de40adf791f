/** What a view means for what a replica holds: the same when it takes effect and when it is made again out of what was kept. */

import type { Origin } from '../../protocol/names.ts';
import type { ReplicaState } from '../state.ts';
import { nodeOf } from '../store/dot.ts';
import type { View } from './view.ts';

/** Whom a write waits for, whom the logs keep entries for, and whose words close the books on reads. */
export function applyView(state: ReplicaState, view: View, now: number): void {
  const before = state.view;
  if (view.stateOf(state.origin) === undefined) {
    state.setMembers(view, [state.node]);
    return;
  }
  const { convergence, completeness, out } = state;
  const others = [...view.members.keys()].filter((life) => life !== state.origin);
  const [joined, gone] = [without(others, before), without([...(before?.members.keys() ?? [])], view)];
  state.setMembers(view, [...view.members.keys()].map(nodeOf));
  convergence.membersChanged(
    {
      ...{ retained: others.map(nodeOf), joined: joined.map(nodeOf), gone: gone.map(nodeOf) },
      counting: others.filter((life) => view.stateOf(life) === 'active').map(nodeOf),
    },
    now,
    out.events,
  );
  completeness.membersChanged(new Map(others.map((life) => [nodeOf(life), life])), now);
}

/** Those of some lives that are no members of a view. */
function without(lives: readonly Origin[], view: View | undefined): Origin[] {
  return lives.filter((life) => view?.stateOf(life) === undefined);
}
