/** Counts who was sent away and why, and says it in the log: each reason seldom, since strangers decide how often it happens. */

import { printable } from '../base/printable.ts';
import { REFUSAL_REASONS, type RefusalReason } from './transport.ts';

/** A reason is told so often at most. */
const TELL_EVERY_MS = 10_000;
const TEXT_CHARS_LIMIT = 300;

export class Refusals {
  readonly #warn: (text: string) => void;
  readonly #counts = Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, 0])) as Record<
    RefusalReason,
    number
  >;
  readonly #toldAtMs = new Map<RefusalReason, number>();

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  get counts(): Readonly<Record<RefusalReason, number>> {
    return { ...this.#counts };
  }

  /** @param text what happened, and what to do */
  add(reason: RefusalReason, text: string): void {
    this.#counts[reason]++;
    const nowMs = performance.now();
    if (nowMs - (this.#toldAtMs.get(reason) ?? -Infinity) < TELL_EVERY_MS) return;
    this.#toldAtMs.set(reason, nowMs);
    this.#warn(printable(text, TEXT_CHARS_LIMIT));
  }
}
