/** Probes under way: the one of this period, and those that are made for others. */

import type { NodeId } from '../../../protocol/names.ts';
import type { SwimSettings } from './swim-settings.ts';

/** An intermediary says that it has no answer, before its asker stops waiting for it (Lifeguard: 80 % of the timeout). */
const NACK_AFTER = 0.8;

export class Probe {
  readonly number: number;
  readonly target: NodeId;
  /** Whether the target was believed to be alive when it was pinged. */
  readonly wasAlive: boolean;
  isAnswered = false;
  readonly #indirectAtMs: number;
  /** Those that were asked to ping it, too; none yet: the direct answer may still come. */
  intermediaries: readonly NodeId[] | undefined;
  readonly #nacks = new Set<NodeId>();

  constructor(number: number, target: NodeId, indirectAtMs: number, wasAlive: boolean) {
    this.number = number;
    this.target = target;
    this.wasAlive = wasAlive;
    this.#indirectAtMs = indirectAtMs;
  }

  /** When others have to be asked. */
  get dueAtMs(): number {
    return this.isAnswered || this.intermediaries !== undefined ? Infinity : this.#indirectAtMs;
  }

  isOf(number: number, target: NodeId): boolean {
    return number === this.number && target === this.target;
  }

  /** @returns whether it is the first answer */
  answered(number: number): boolean {
    if (number !== this.number || this.isAnswered) return false;
    this.isAnswered = true;
    return true;
  }

  /** An intermediary has no answer. */
  refused(number: number, by: NodeId): void {
    if (number === this.number) this.#nacks.add(by);
  }

  /** Some intermediary has not even said that it had no answer: then this node may be the one that hears nothing. */
  get isMissingNacks(): boolean {
    return this.intermediaries?.some((node) => !this.#nacks.has(node)) === true;
  }
}

/** A ping that was sent for somebody else. */
export interface Errand {
  readonly number: number;
  readonly asker: NodeId;
  /** The asker's number for it. */
  readonly probe: number;
}

interface Pending extends Errand {
  nackAtMs: number;
  readonly endsAtMs: number;
}

export class Relayed {
  /** In the order in which they were asked for. */
  readonly #pending = new Map<number, Pending>();

  get dueAtMs(): number {
    let dueAtMs = Infinity;
    for (const { nackAtMs } of this.#pending.values()) dueAtMs = Math.min(dueAtMs, nackAtMs);
    return dueAtMs;
  }

  add(errand: Errand, now: number, { answerMs, periodMs, hasLifeguard, relayedProbes }: SwimSettings): void {
    for (const [number, { endsAtMs }] of this.#pending) {
      if (endsAtMs > now && this.#pending.size < relayedProbes) break;
      this.#pending.delete(number);
    }
    const nackAtMs = hasLifeguard ? now + NACK_AFTER * answerMs : Infinity;
    this.#pending.set(errand.number, { ...errand, nackAtMs, endsAtMs: now + periodMs });
  }

  answered(number: number): Errand | undefined {
    const errand = this.#pending.get(number);
    this.#pending.delete(number);
    return errand;
  }

  /** Those to whose askers a nack is due; an answer that comes later is passed on all the same. */
  takeUnanswered(now: number): Errand[] {
    const due: Errand[] = [];
    for (const errand of this.#pending.values()) {
      if (errand.nackAtMs > now) continue;
      errand.nackAtMs = Infinity;
      due.push(errand);
    }
    return due;
  }
}
