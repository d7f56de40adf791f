/**
 * How long one suspicion lasts before its member counts as failed (Lifeguard's local-health-aware suspicion). It begins long, in
 * case the suspecting node is the slow one, and gets shorter with each other node that came to the same suspicion by itself.
 */

import type { NodeId } from '../../../protocol/names.ts';
import type { SwimSettings } from './swim-settings.ts';

export interface SuspicionLimits {
  readonly leastMs: number;
  readonly mostMs: number;
  /** With so many confirmations it lasts no longer than the least. */
  readonly confirmations: number;
}

/** @param members how many there are, the suspecting one among them */
export function suspicionLimits(
  { periodMs, suspicionPeriods, suspicionStretch, confirmations, hasLifeguard }: SwimSettings,
  members: number,
): SuspicionLimits {
  const leastMs = suspicionPeriods * Math.max(1, Math.log10(members)) * periodMs;
  if (!hasLifeguard) return { leastMs, mostMs: leastMs, confirmations: 0 };
  // In a cluster of three there is nobody who could confirm it thrice.
  const possible = Math.min(confirmations, Math.max(0, members - 2));
  return { leastMs, mostMs: leastMs * (possible === 0 ? 1 : suspicionStretch), confirmations: possible };
}

export class Suspicion {
  readonly #sinceMs: number;
  readonly #limits: SuspicionLimits;
  readonly #by: Set<NodeId>;
  /** When the member counts as failed, unless it has refuted the suspicion by then. */
  dueAtMs: number;

  constructor(by: NodeId, limits: SuspicionLimits, sinceMs: number) {
    this.#sinceMs = sinceMs;
    this.#limits = limits;
    this.#by = new Set([by]);
    this.dueAtMs = this.#due();
  }

  /** Another node suspects the same. @returns whether that is news, and worth telling on */
  confirm(by: NodeId): boolean {
    if (this.#by.size > this.#limits.confirmations || this.#by.has(by)) return false;
    this.#by.add(by);
    this.dueAtMs = this.#due();
    return true;
  }

  #due(): number {
    const { leastMs, mostMs, confirmations } = this.#limits;
    const share = confirmations === 0 ? 1 : Math.log(this.#by.size) / Math.log(confirmations + 1);
    return this.#sinceMs + Math.max(leastMs, mostMs - (mostMs - leastMs) * share);
  }
}
