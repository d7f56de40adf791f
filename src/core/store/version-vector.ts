/**
 * What a replica has seen: for each origin all writes through a number, and the exceptions beyond a gap
 * (version vectors with exceptions: Malkhi and Terry 2007, "Concise version vectors in WinFS").
 */

import { compareText } from '../../base/order.ts';
import type { WireSeen } from '../../protocol/gossip.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { nodeOf } from './dot.ts';
import { OriginState } from './origin-state.ts';

/** {@link OriginState} by origin. An origin that never wrote takes no room. */
export class VersionVector {
  readonly #byOrigin = new Map<Origin, OriginState>();
  /** How many origins are lives of each node. Counted once somebody asks: within one process nobody does. */
  #lives: Map<NodeId, number> | undefined;
  readonly #gapRuns: number;
  /** Until there is another one. */
  #sorted: readonly OriginState[] | undefined;

  /** @param gapRuns runs of one origin that are remembered beyond a gap */
  constructor(gapRuns: number) {
    this.#gapRuns = gapRuns;
  }

  of(origin: Origin): OriginState | undefined {
    return this.#byOrigin.get(origin);
  }

  has(origin: Origin, seq: number): boolean {
    return this.#byOrigin.get(origin)?.has(seq) ?? false;
  }

  through(origin: Origin): number {
    return this.#byOrigin.get(origin)?.through ?? 0;
  }

  /** @returns how many sequence numbers were forgotten because there are too many gaps */
  add(origin: Origin, seq: number): number {
    return this.addRun(origin, seq, seq);
  }

  /** @returns how many sequence numbers were forgotten because there are too many gaps */
  addRun(origin: Origin, from: number, to: number): number {
    const state = this.ensure(origin);
    if (state.isEmpty) this.#sorted = undefined;
    return state.addRun(from, to, this.#gapRuns);
  }

  /** Those of which something was seen, in one order everywhere. */
  all(): readonly OriginState[] {
    this.#sorted ??= [...this.#byOrigin.values()]
      .filter((state) => !state.isEmpty)
      .sort((a, b) => compareText(a.origin, b.origin));
    return this.#sorted;
  }

  /** Those of which anything is known, if only that all of it was stable. */
  known(): Iterable<OriginState> {
    return this.#byOrigin.values();
  }

  /**
   * What is known of each of these origins, in their order; undefined where nothing is.
   * @param list sorted by origin, as what is known is: so they are walked side by side
   */
  beside(list: readonly WireSeen[]): (OriginState | undefined)[] {
    const all = this.all();
    let at = 0;
    return list.map(([origin]) => {
      if (all[at]?.origin === origin) return all[at++];
      for (let next = all[at]; next !== undefined && next.origin < origin; next = all[at]) at++;
      return this.#byOrigin.get(origin);
    });
  }

  /** How many lives of a node anything is known of. */
  livesOf(node: NodeId): number {
    this.#lives ??= livesIn(this.#byOrigin.keys());
    return this.#lives.get(node) ?? 0;
  }

  /** The origin's state; makes one where there is none yet. */
  ensure(origin: Origin): OriginState {
    let state = this.#byOrigin.get(origin);
    if (state !== undefined) return state;
    this.#byOrigin.set(origin, (state = new OriginState(origin)));
    if (this.#lives !== undefined) addLife(this.#lives, origin);
    return state;
  }
}

function livesIn(origins: Iterable<Origin>): Map<NodeId, number> {
  const lives = new Map<NodeId, number>();
  for (const origin of origins) addLife(lives, origin);
  return lives;
}

function addLife(lives: Map<NodeId, number>, origin: Origin): void {
  const node = nodeOf(origin);
  lives.set(node, (lives.get(node) ?? 0) + 1);
}
