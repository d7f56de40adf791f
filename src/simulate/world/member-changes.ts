/**
 * Who comes and goes while the load runs, as operators would have it: spare nodes join, members leave, crash and are removed, are
 * removed although they are well, and start again without their memory, which replaces their former lives.
 */

import type { Prng } from '../../base/prng.ts';
import type { View } from '../../core/membership/view.ts';
import { nodeOf } from '../../core/store/dot.ts';
import type { Origin } from '../../protocol/names.ts';
import type { NodeEvent } from '../../core/events.ts';
import { toTicks } from './virtual-time.ts';
import type { VirtualCluster } from './virtual-cluster.ts';
import type { VirtualNode } from './virtual-node.ts';

/** How often the operator looks after the cluster once the load is over. */
const RESCUE_MS = 5000;

const KINDS = ['join', 'leave', 'remove', 'remove-crashed', 'replace'] as const;
type Kind = (typeof KINDS)[number];

export class MemberChanges {
  readonly #cluster: VirtualCluster;
  readonly #rng: Prng;
  readonly #faultMs: number;
  /** Crashed for good, unless the operator finds no majority to remove them. */
  readonly #crashed = new Set<VirtualNode>();
  /** Those that are on their way out by themselves. */
  readonly #leaving = new Set<VirtualNode>();
  #isOver = false;
  /** The view in which the operator found no majority when it looked last. */
  #stuckIn: View | undefined;

  constructor(
    cluster: VirtualCluster,
    rng: Prng,
    { durationMs, faultMs }: { readonly durationMs: number; readonly faultMs: number },
    changes: number,
  ) {
    this.#cluster = cluster;
    this.#rng = rng;
    this.#faultMs = faultMs;
    for (let i = 0; i < changes; i++) {
      const kind = KINDS[rng.below(KINDS.length)] as Kind;
      cluster.agenda.at(toTicks(rng.float() * durationMs), () => this.#begin(kind));
    }
  }

  /** The load is over: whoever was out for good comes back, and is not let in as what it was. */
  endAll(): void {
    this.#isOver = true;
    for (const node of this.#crashed) this.#cluster.resume(node);
    this.#crashed.clear();
    this.#after(RESCUE_MS, () => this.#rescue());
  }

  /** Where most of the active members are gone for good, the operator strikes them off at one of the rest. */
  #rescue(): void {
    this.#after(RESCUE_MS, () => this.#rescue());
    const { nodes } = this.#cluster;
    const latest = nodes.filter((node) => isActive(node)).toSorted((a, b) => numberOf(b) - numberOf(a))[0];
    const view = latest && viewOf(latest);
    if (latest === undefined || view === undefined) return;
    // Somebody who has no vote may know better: that has to come round first.
    if (nodes.some((node) => !node.isSpare && numberOf(node) > view.number)) return;
    const present = new Set(nodes.map(({ origin }) => origin));
    const dead = view.voters.filter((life) => !present.has(life));
    const isStuck = view.voters.length - dead.length < view.majority;
    // What the dead had decided may be on its way still: nothing is forced before it has come or is lost.
    const isToWait = isStuck && this.#stuckIn?.isSame(view.id) !== true;
    this.#stuckIn = isStuck ? view : undefined;
    if (isToWait) return;
    const nodeWith = (life: Origin | undefined): VirtualNode | undefined =>
      nodes.find(({ name }) => name === (life && nodeOf(life)));
    const half = view.those('joining', 'leaving').find((life) => !present.has(life));
    // Who comes back takes the place of its former life by itself.
    const node = nodeWith(
      isStuck ? dead[0] : (half ?? dead.find((life) => nodeWith(life)?.isSpare === true)),
    );
    if (node !== undefined) this.#ask(latest, 'remove', node, isStuck);
  }

  /** A life that is no member any more ends; where it did not leave by itself, its node joins again, empty. */
  stepped(node: VirtualNode, events: readonly NodeEvent[]): void {
    if (!events.some((event) => event.type === 'view' && event.state === null)) return;
    const hasLeft = this.#leaving.delete(node);
    this.#soon(() => {
      this.#cluster.retire(node);
      if (!hasLeft) this.#soon(() => this.#cluster.join(node));
    });
  }

  /** All that are to be members are, and have the same view. */
  get haveSettled(): boolean {
    const views = new Set<string>();
    for (const node of this.#cluster.nodes) {
      if (node.isSpare) continue;
      const view = viewOf(node);
      if (view?.stateOf(node.origin) !== 'active') return false;
      views.add(view.id.join(' '));
    }
    return views.size <= 1;
  }

  #begin(kind: Kind): void {
    if (this.#isOver) return;
    const { nodes } = this.#cluster;
    if (kind === 'join') {
      const spare = this.#one(nodes.filter(({ isSpare }) => isSpare));
      if (spare !== undefined) this.#cluster.join(spare);
      return;
    }
    const serving = nodes.filter((node) => isActive(node));
    const node = this.#one(serving);
    const other = this.#one(serving.filter((one) => one !== node));
    if (node === undefined || other === undefined) return;
    if (kind === 'leave') {
      this.#leaving.add(node);
      this.#ask(node, 'leave', node);
    } else if (kind === 'remove') this.#ask(other, 'remove', node);
    else if (this.#canDoWithout(node)) {
      this.#cluster.crash(node);
      if (kind === 'replace') this.#after(this.#faultMs, () => this.#restart(node));
      else {
        this.#crashed.add(node);
        this.#ask(other, 'remove', node);
      }
    }
  }

  /** Most active members of the latest view that anybody has are still there: without them nobody could change anything any more. */
  #canDoWithout(node: VirtualNode): boolean {
    const views = this.#cluster.nodes.flatMap((one) => viewOf(one) ?? []);
    const latest = views.sort((a, b) => b.number - a.number)[0];
    const present = this.#cluster.nodes.filter((one) => one !== node && one.state !== 'down');
    const active = present.filter(({ origin }) => latest?.stateOf(origin) === 'active');
    return latest !== undefined && active.length >= latest.majority;
  }

  #restart(node: VirtualNode): void {
    if (node.state === 'down' && !node.isSpare) this.#cluster.restart(node);
  }

  #ask(by: VirtualNode, change: 'leave' | 'remove', about: VirtualNode, force = false): void {
    this.#cluster.tell(by, { type: 'change_members', change, node: about.name, force });
  }

  #one(among: readonly VirtualNode[]): VirtualNode | undefined {
    return among[this.#rng.below(Math.max(1, among.length))];
  }

  #soon(act: () => void): void {
    this.#after(0, act);
  }

  #after(ms: number, act: () => void): void {
    this.#cluster.agenda.at(this.#cluster.agenda.now + toTicks(ms), act);
  }
}

function viewOf({ server }: VirtualNode): View | undefined {
  return server.replica?.members?.view;
}

function numberOf(node: VirtualNode): number {
  return viewOf(node)?.number ?? 0;
}

function isActive(node: VirtualNode): boolean {
  return node.state === 'up' && viewOf(node)?.stateOf(node.origin) === 'active';
}
