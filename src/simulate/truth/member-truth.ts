/** Who counts, where that changes: by what the nodes say of their views, which must never contradict each other. */

import type { NodeEvent } from '../../core/events.ts';
import type { Origin } from '../../protocol/names.ts';
import type { Step } from '../../workload/step.ts';
import type { VirtualNode } from '../world/virtual-node.ts';

/** Why a node that is up may refuse a client. */
export const REFUSALS: ReadonlySet<string> = new Set(['clock_wrong', 'not_serving']);

export class MemberTruth {
  readonly #slotOf = new Map<Origin, number>();
  /** The nodes that serve clients, as they say. */
  readonly #active = new Set<number>();
  readonly #gone = new Set<Origin>();
  /** Those that had brought all that they accepted to the others. */
  readonly #left = new Set<Origin>();
  /** Writes that each life calls pending. */
  readonly #pending = new Map<Origin, number>();
  readonly #leaving = new Set<Origin>();
  /** The mark of each view. */
  readonly #marks = new Map<number, string>();
  readonly conflicts: string[] = [];

  /** The lives that count, in one order. */
  get slots(): readonly number[] {
    return [...this.#active].sort((a, b) => a - b);
  }

  /** @param orphan called with each life that was removed */
  stepped(
    node: VirtualNode,
    slot: number,
    events: readonly NodeEvent[],
    orphan: (life: Origin) => void,
  ): void {
    this.#slotOf.set(node.origin, slot);
    for (const event of events) {
      if (event.type === 'pending') this.#pending.set(node.origin, event.count);
      if (event.type === 'split')
        this.conflicts.push(`${node.name} has met another view ${event.theirs[0]} than the one that it has`);
      if (event.type === 'view') this.#viewed(node, slot, event, orphan);
    }
  }

  #viewed(
    node: VirtualNode,
    slot: number,
    { id: [number, mark], state }: Extract<NodeEvent, { type: 'view' }>,
    orphan: (life: Origin) => void,
  ): void {
    const known = this.#marks.get(number);
    if (known === undefined) this.#marks.set(number, mark);
    // Who is struck off may have died with another view: whoever is left and has it meets the forced one, and says so.
    else if (known !== mark && !known.startsWith('forced') && !mark.startsWith('forced'))
      this.conflicts.push(`there are two views ${number}: ${known} and ${mark}`);
    if (state === 'active') this.#active.add(slot);
    else this.#active.delete(slot);
    const view = node.server.replica?.members?.view;
    for (const life of view?.those('leaving') ?? []) this.#leaving.add(life);
    for (const life of view?.gone ?? []) {
      if (this.#gone.has(life)) continue;
      this.#gone.add(life);
      if (this.#leaving.has(life) && (this.#pending.get(life) ?? 0) === 0) this.#left.add(life);
      else orphan(life);
    }
  }

  /** The life is over. */
  ended(slot: number): void {
    this.#active.delete(slot);
  }

  isRemoved(life: Origin): boolean {
    return this.#gone.has(life) && !this.#left.has(life);
  }

  hasLeft(life: Origin): boolean {
    return this.#left.has(life);
  }

  /** Who a write that the node accepts now waits for. */
  audienceOf({ server }: VirtualNode): Map<Origin, number> {
    const lives = server.replica?.members?.view?.those('active') ?? [];
    return new Map(lives.map((life) => [life, this.#slotOf.get(life) ?? -1]));
  }
}

/** Whether the node was joining or leaving: then nothing of the request was looked at. */
export function isServedByNobody({ events }: Step): boolean {
  return events.some((event) => event.type === 'rejected' && event.reason === 'not_serving');
}
