/**
 * What one node believes of the others. A belief is overruled by one with a higher incarnation, which only the member itself can
 * give, or by a more severe one of the same incarnation (SWIM, section 4.2). Nobody is ever struck off: a member that counts as
 * failed is alive again as soon as it says so.
 */

import type { Health } from '../../../protocol/gossip.ts';
import type { NodeId } from '../../../protocol/names.ts';
import type { Update } from './swim-message.ts';
import { Suspicion, type SuspicionLimits } from './suspicion.ts';

const SEVERITY: Readonly<Record<Health, number>> = { alive: 0, suspect: 1, failed: 2 };

interface Belief {
  readonly health: Health;
  readonly incarnation: number;
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
  /** What it believed before. */
  readonly was: Health;
}

export class Beliefs {
  readonly #isMember: (node: NodeId) => boolean;
  /** Of all others it is believed that they are alive, because nobody has said otherwise yet. */
  readonly #byNode = new Map<NodeId, Belief>();
  readonly #suspected = new Map<NodeId, Suspicion>();
  #dueAtMs = Infinity;
  #isDueKnown = true;

  /** @param isMember whether it is one of the others: nothing is believed of strangers */
  constructor(isMember: (node: NodeId) => boolean) {
    this.#isMember = isMember;
  }

  healthOf(node: NodeId): Health {
    return this.#byNode.get(node)?.health ?? 'alive';
  }

  /** How many are believed to be in this health, which is not `alive`. */
  countOf(health: Exclude<Health, 'alive'>): number {
    if (health === 'suspect') return this.#suspected.size;
    let count = 0;
    for (const belief of this.#byNode.values()) if (belief.health === health) count++;
    return count;
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
    if (!this.#isMember(node)) return NOTHING;
    const known = this.#byNode.get(node) ?? { health: 'alive', incarnation: 0 };
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
    this.#byNode.set(node, { health, incarnation });
    if (health === 'suspect') this.#suspected.set(node, new Suspicion(by, limits, now));
    else this.#suspected.delete(node);
    return { isNews: true, isOther };
  }

  /** There are other members: who is gone is nobody's business any more. */
  membersChanged(): void {
    for (const node of [...this.#byNode.keys()]) if (!this.#isMember(node)) this.forget(node);
  }

  /** The member is believed to be alive, as one that nobody has said anything of. */
  forget(node: NodeId): void {
    this.#byNode.delete(node);
    this.#suspected.delete(node);
    this.#isDueKnown = false;
  }
}
