/**
 * Writes from further ahead than the clock permits. They are neither taken in nor kept: the peer that sent them has them, and is
 * asked for them when the clock permits the first. Until then nobody is asked for what their origin is said to have beyond them,
 * or a node would ask for the same again and again.
 */

import { compareText } from '../../base/order.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';

/** However soon the next one is permitted: a node would ask for each of a thousand by itself. */
const LEAST_WAIT_MS = 100;

interface Waiting {
  /** Who has them. */
  readonly peer: NodeId;
  readonly dueAtMs: number;
}

export class SetAside {
  readonly #limit: number;
  readonly #byOrigin = new Map<Origin, Waiting>();
  #dueAtMs = Infinity;

  /** @param limit origins that are remembered; the oldest goes, and its writes are asked for with everything else */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** When the clock permits the first of them. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** Whether a write of this origin waits for the clock. */
  has(origin: Origin): boolean {
    return this.#byOrigin.size > 0 && this.#byOrigin.has(origin);
  }

  /** A write of the origin came from the peer. @param permittedAtMs when the clock permits it */
  add(origin: Origin, peer: NodeId, permittedAtMs: number, now: number): void {
    const dueAtMs = Math.max(permittedAtMs, now + LEAST_WAIT_MS);
    if (dueAtMs >= (this.#byOrigin.get(origin)?.dueAtMs ?? Infinity)) return;
    this.#byOrigin.set(origin, { peer, dueAtMs });
    if (this.#byOrigin.size > this.#limit) {
      const oldest = this.#byOrigin.keys().next();
      if (oldest.done !== true) this.#byOrigin.delete(oldest.value);
    }
    this.#findDue();
  }

  /** The peers to ask now, in one order everywhere. */
  takeDue(now: number): NodeId[] {
    const peers = new Set<NodeId>();
    for (const [origin, { peer, dueAtMs }] of this.#byOrigin) {
      if (dueAtMs > now) continue;
      this.#byOrigin.delete(origin);
      peers.add(peer);
    }
    this.#findDue();
    return [...peers].sort(compareText);
  }

  #findDue(): void {
    this.#dueAtMs = Infinity;
    for (const { dueAtMs } of this.#byOrigin.values()) this.#dueAtMs = Math.min(this.#dueAtMs, dueAtMs);
  }
}
