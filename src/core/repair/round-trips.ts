/**
 * How long a peer takes to answer (RFC 6298: smoothed round trip and its variation; Karn's rule: a question that was asked
 * twice measures nothing). What is younger than a round trip is taken to be on its way, and nobody is asked twice within one.
 */

import type { NodeId } from '../../protocol/names.ts';

/** Before anything was measured (RFC 6298, 2.1). */
const FIRST_TIMEOUT_MS = 1000;
/** RFC 6298, 2.4: shorter ones take a busy peer for a silent one. */
const LEAST_TIMEOUT_MS = 1000;
const MOST_TIMEOUT_MS = 10_000;
/** RFC 6298, 2.3. */
const GAIN = 1 / 8;
const VARIATION_GAIN = 1 / 4;
const VARIATIONS = 4;

interface RoundTrip {
  smoothedMs: number | undefined;
  variationMs: number;
  /** When the question left that is not answered yet; NaN: it was asked again since. */
  askedAtMs: number | undefined;
  /** Doubles with each question that was not answered in time. */
  backOff: number;
}

export class RoundTrips {
  readonly #byPeer = new Map<NodeId, RoundTrip>();

  /** A question left. */
  asked(peer: NodeId, now: number): void {
    let trip = this.#byPeer.get(peer);
    if (trip === undefined) {
      trip = { smoothedMs: undefined, variationMs: 0, askedAtMs: undefined, backOff: 1 };
      this.#byPeer.set(peer, trip);
    }
    if (trip.askedAtMs === undefined) trip.askedAtMs = now;
    else {
      trip.askedAtMs = NaN;
      trip.backOff *= 2;
    }
  }

  /** The first message of an answer came. */
  answered(peer: NodeId, now: number): void {
    const trip = this.#byPeer.get(peer);
    if (trip?.askedAtMs === undefined) return;
    const tripMs = now - trip.askedAtMs;
    trip.askedAtMs = undefined;
    trip.backOff = 1;
    if (Number.isNaN(tripMs)) return;
    if (trip.smoothedMs === undefined) {
      trip.smoothedMs = tripMs;
      trip.variationMs = tripMs / 2;
      return;
    }
    const offMs = Math.abs(trip.smoothedMs - tripMs);
    trip.variationMs += VARIATION_GAIN * (offMs - trip.variationMs);
    trip.smoothedMs += GAIN * (tripMs - trip.smoothedMs);
  }

  /** How long something that was sent may be on its way there and its echo back; 0 where nothing was measured. */
  onTheWayMs(peer: NodeId): number {
    const trip = this.#byPeer.get(peer);
    return trip?.smoothedMs === undefined ? 0 : trip.smoothedMs + VARIATIONS * trip.variationMs;
  }

  /** After how long without an answer a question is taken for lost. */
  timeoutMs(peer: NodeId): number {
    const trip = this.#byPeer.get(peer);
    const usualMs = trip?.smoothedMs === undefined ? FIRST_TIMEOUT_MS : this.onTheWayMs(peer);
    return Math.min(MOST_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, usualMs) * (trip?.backOff ?? 1));
  }
}
