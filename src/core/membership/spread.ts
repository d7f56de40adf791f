/**
 * How long a view takes to reach everybody: from the decision, at the node that decided it, until each of its members has said that it
 * has that view or a later one. One clock measures it, so it is exact for what it says; a member that is removed before is waited for no more.
 */

import type { WireChange, WireViewId } from '../../protocol/membership.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import type { Effects } from '../effects.ts';
import { nodeOf } from '../store/dot.ts';
import type { View } from './view.ts';

/** Views that may be on their way at once: of the oldest ones beyond it nobody learns how long they took. */
const UNDER_WAY_LIMIT = 64;

interface UnderWay {
  readonly id: WireViewId;
  readonly change: WireChange;
  readonly decidedAtMs: number;
  readonly missing: Set<Origin>;
  readonly heard: (readonly [node: NodeId, afterMs: number])[];
}

export class Spread {
  readonly #me: Origin;
  readonly #out: Pick<Effects, 'events'>;
  #underWay: UnderWay[] = [];

  constructor(me: Origin, out: Pick<Effects, 'events'>) {
    this.#me = me;
    this.#out = out;
  }

  /** This node is the first that has the view. */
  decided(view: View, change: WireChange, now: number): void {
    const missing = new Set(view.members.keys());
    missing.delete(this.#me);
    this.#underWay.push({ id: view.id, change, decidedAtMs: now, missing, heard: [] });
    if (this.#underWay.length > UNDER_WAY_LIMIT) this.#underWay.shift();
    this.#report(now);
  }

  /** A member has said which view it has. */
  heard(life: Origin, [number]: WireViewId, now: number): void {
    if (this.#underWay.length === 0) return;
    for (const { id, missing, heard, decidedAtMs } of this.#underWay)
      if (number >= id[0] && missing.delete(life)) heard.push([nodeOf(life), now - decidedAtMs]);
    this.#report(now);
  }

  /** Another view has taken effect here. */
  viewChanged(view: View, now: number): void {
    for (const { missing } of this.#underWay)
      for (const life of missing) if (view.stateOf(life) === undefined) missing.delete(life);
    this.#report(now);
  }

  #report(now: number): void {
    const done = this.#underWay.filter(({ missing }) => missing.size === 0);
    if (done.length === 0) return;
    this.#underWay = this.#underWay.filter(({ missing }) => missing.size > 0);
    for (const { id, change, decidedAtMs, heard } of done)
      this.#out.events.push({
        ...{ type: 'view_spread', id, change, decidedAtMs, heard },
        convergenceMs: now - decidedAtMs,
      });
  }
}
