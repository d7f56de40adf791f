/** What one replica has held of one key, and since when, as far as the wire showed it. */

import { compareText } from '../../base/order.ts';

/** The total order of writes: hybrid logical clock, then origin. */
export interface WireVersion {
  readonly clockUs: number;
  readonly origin: string;
}

export function compareWireVersions(a: WireVersion, b: WireVersion): number {
  return a.clockUs - b.clockUs || compareText(a.origin, b.origin);
}

/** Steps remembered of one key at one replica: they date writes that are first seen after what overwrote them. */
export const MAX_STEPS = 64;

interface Step {
  readonly version: WireVersion;
  readonly sinceMs: number;
}

export class HeldVersions {
  /** Ascending in version and in time: a version that came after a later one changed nothing. */
  readonly #steps: Step[] = [];
  #forgotten: WireVersion | undefined;

  /** The latest version held; undefined: none yet. */
  get latest(): WireVersion | undefined {
    return this.#steps.at(-1)?.version;
  }

  /** Records that a version was held at this moment. Moments need not come in order: acceptance is learnt late. */
  hold(version: WireVersion, atMs: number): void {
    let at = this.#steps.length;
    while (at > 0 && compareWireVersions(this.#step(at - 1).version, version) >= 0) at--;
    const later = this.#steps[at];
    if (later !== undefined && later.sinceMs <= atMs) return;
    let from = at;
    while (from > 0 && this.#step(from - 1).sinceMs >= atMs) from--;
    this.#steps.splice(from, at - from, { version, sinceMs: atMs });
    if (this.#steps.length > MAX_STEPS) this.#forgotten = this.#steps.shift()?.version;
  }

  /** Since when this version, or a later one, has been held; undefined: it is not held yet. */
  sinceMs(version: WireVersion): number | undefined {
    return this.#steps.find((step) => compareWireVersions(step.version, version) >= 0)?.sinceMs;
  }

  /** Whether exactly this version was held at some time; false, too, where that fell off. */
  tookIn(version: WireVersion): boolean {
    return this.#steps.some((step) => compareWireVersions(step.version, version) === 0);
  }

  /** Whether `sinceMs` is still known exactly; where a step fell off, it may say too late, never too early. */
  remembers(version: WireVersion): boolean {
    return this.#forgotten === undefined || compareWireVersions(version, this.#forgotten) > 0;
  }

  #step(index: number): Step {
    const step = this.#steps[index];
    if (step === undefined) throw new RangeError(`no step ${index}`);
    return step;
  }
}
