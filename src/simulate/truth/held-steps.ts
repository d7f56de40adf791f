/**
 * Which versions the lives of nodes took up of one key, one after the other. A large simulation has millions of such steps: they lie in
 * columns, where an object for each would take twice the room.
 */

import { compareVersions, type Version } from '../../core/store/dot.ts';

/** One of the steps, as its place in the columns. */
export type Place = number;

const NONE: Place = -1;

export class HeldSteps {
  /** The last place by slot: each life of each node has one. */
  readonly #last: Place[] = [];
  readonly #versions: Version[] = [];
  readonly #steps: number[] = [];
  readonly #sinceMs: number[] = [];
  /** The place of the step before, in the same slot. */
  readonly #before: Place[] = [];

  /** @param step of the simulation, in which it was taken up */
  add(slot: number, version: Version, step: number, sinceMs: number): void {
    this.#before.push(this.#last[slot] ?? NONE);
    this.#last[slot] = this.#versions.length;
    this.#versions.push(version);
    this.#steps.push(step);
    this.#sinceMs.push(sinceMs);
  }

  latestAt(slot: number): Version | undefined {
    const last = this.#last[slot];
    return last === undefined ? undefined : this.#versions[last];
  }

  versionOf(place: Place): Version {
    return this.#versions[place] as Version;
  }

  sinceMs(place: Place): number {
    return this.#sinceMs[place] as number;
  }

  /** What was held after a step of the simulation; undefined: nothing. */
  heldAfter(slot: number, step: number): Version | undefined {
    for (const place of this.#back(slot))
      if ((this.#steps[place] as number) <= step) return this.#versions[place];
    return undefined;
  }

  /** Whether exactly this version was ever held. */
  hasHeld(slot: number, version: Version): boolean {
    for (const place of this.#back(slot))
      if (compareVersions(this.versionOf(place), version) === 0) return true;
    return false;
  }

  /** Of each slot, the first step to the version or a later one; slots without one are left out. */
  *firstAsLate(version: Version): Generator<readonly [slot: number, Place]> {
    for (const slot of this.#last.keys()) {
      let first: Place | undefined;
      for (const place of this.#back(slot)) {
        if (compareVersions(this.versionOf(place), version) < 0) break;
        first = place;
      }
      if (first !== undefined) yield [slot, first];
    }
  }

  /** From the last step back to the first. */
  *#back(slot: number): Generator<Place> {
    for (let place = this.#last[slot] ?? NONE; place !== NONE; place = this.#before[place] ?? NONE)
      yield place;
  }
}
