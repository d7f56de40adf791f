/**
 * The writes of one key that some node lacks, in the order of their versions: a node that takes a step finds those that it
 * reaches without looking at all the others. After a minute's cut those are thousands.
 */

import { compareWireVersions, type WireVersion } from './held-versions.ts';

interface Write {
  readonly version: WireVersion;
  /** 0: it has reached every node. */
  readonly remaining: number;
}

export class OpenWrites<W extends Write> {
  /** Those that have converged go when they are many. */
  #writes: W[] = [];
  #converged = 0;

  /** Mostly it is the latest. One that is there already stays. */
  add(write: W): void {
    const index = this.#firstAfter(write.version);
    if (this.#writes[index - 1] !== write) this.#writes.splice(index, 0, write);
  }

  /** It has reached every node, or need not any more. */
  delete(write: W): void {
    if (write.remaining > 0) {
      const index = this.#writes.indexOf(write);
      if (index >= 0) this.#writes.splice(index, 1);
      return;
    }
    this.#converged++;
    if (this.#converged * 2 <= this.#writes.length) return;
    this.#writes = this.#writes.filter(({ remaining }) => remaining > 0);
    this.#converged = 0;
  }

  /** Later than the one and not later than the other. */
  between(after: WireVersion | undefined, through: WireVersion): readonly W[] {
    const first = after === undefined ? 0 : this.#firstAfter(after);
    const end = this.#firstAfter(through);
    return this.#writes.slice(first, end).filter(({ remaining }) => remaining > 0);
  }

  /** The index of the first write of a later version. */
  #firstAfter(version: WireVersion): number {
    let [low, high] = [0, this.#writes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareWireVersions((this.#writes[middle] as W).version, version) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
