/**
 * What one node believes of the others. A belief is overruled by one with a higher incarnation, which only the member itself can
 * give, or by a more severe one of the same incarnation (SWIM, section 4.2). Nobody is ever struck off: a member that counts as
 * failed is alive again as soon as it says so.
 */

import type { NodeId } from '../../../protocol/names.ts';
import type { Health, Update } from './swim-message.ts';
import { Suspicion, type SuspicionLimits } from './suspicion.ts';

const SEVERITY: Readonly<Record<Health, number>> = { alive: 0, suspect: 1, failed: 2 };

interface Belief {
  health: Health;
  incarnation: number;
}

export interface Learned {
  /** It was not known here, and is told on. */
  readonly isNews: boolean;
  /** The member's health is another one now. */
  readonly isOther: boolean;
}

const NOTHING: Learned = { isNews: false, isOther: false };
const CONFIRMED: Learned = { isNews: true, isOther: false };

/** What a node comes to believe. */
export interface Finding {
  readonly node: NodeId;
  readonly health: Health;
}

export class Beliefs {
  readonly #byNode: ReadonlyMap<NodeId, Belief>;
  readonly #suspected = new Map<NodeId, Suspicion>();
  #dueAtMs = Infinity;
  #isDueKnown = true;

  /** @param members all others: taken to be alive until somebody says otherwise */
  constructor(members: readonly NodeId[]) {
    this.#byNode = new Map(
      members.map((node): [NodeId, Belief] => [node, { health: 'alive', incarnation: 0 }]),
    );
  }

  healthOf(node: NodeId): Health | undefined {
    return this.#byNode.get(node)?.health;
  }

  incarnationOf(node: NodeId): number {
    return this.#byNode.get(node)?.incarnation ?? 0;
  }

  /** When the first suspicion has lasted long enough. */
  get dueAtMs(): number {
    if (this.#isDueKnown) return this.#dueAtMs;
    this.#dueAtMs = Infinity;
    for (const { dueAtMs } of this.#suspected.values()) this.#dueAtMs = Math.min(this.#dueAtMs, dueAtMs);
    this.#isDueKnown = true;
    return this.#dueAtMs;
  }

  /** The suspected members whose time to refute it is over. */
  overdue(now: number): NodeId[] {
    if (this.dueAtMs > now) return [];
    return [...this.#suspected].filter(([, { dueAtMs }]) => dueAtMs <= now).map(([node]) => node);
  }

  /** @param limits of a suspicion that begins now */
  learn(update: Update, limits: SuspicionLimits, now: number): Learned {
    const { node, health, incarnation, by } = update;
    const known = this.#byNode.get(node);
    if (known === undefined) return NOTHING;
    if (incarnation === known.incarnation && health === known.health) {
      if (this.#suspected.get(node)?.confirm(by) !== true) return NOTHING;
      this.#isDueKnown = false;
      return CONFIRMED;
    }
    const isLater =
      incarnation > known.incarnation ||
      (incarnation === known.incarnation && SEVERITY[health] > SEVERITY[known.health]);
    if (!isLater) return NOTHING;
    this.#isDueKnown = false;
    const isOther = health !== known.health;
    known.health = health;
    known.incarnation = incarnation;
    if (health === 'suspect') this.#suspected.set(node, new Suspicion(by, limits, now));
    else this.#suspected.delete(node);
    return { isNews: true, isOther };
  }
}
