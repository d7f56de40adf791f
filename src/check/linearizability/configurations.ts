/** The ways in which a history can have gone so far: what the register holds, and which of the open operations have taken effect. */

import type { Value } from './register.ts';

export interface Configuration {
  readonly value: Value;
  /** Of the operations whose answers are still to come: a bit for each. */
  readonly done: number;
  /** Of those that will have none. */
  readonly used: number;
}

/**
 * Each different one once. Where two differ only in that one has used more of what may take effect at any time or never, it is left out:
 * whatever can follow it can follow the other one.
 */
export class Configurations {
  readonly list: Configuration[] = [];
  readonly #used = new Map<Value, Map<number, number[]>>();

  get size(): number {
    return this.list.length;
  }

  /** Those that have used less have to come first. */
  add(configuration: Configuration): void {
    const { value, done, used } = configuration;
    let byDone = this.#used.get(value);
    if (byDone === undefined) this.#used.set(value, (byDone = new Map<number, number[]>()));
    const known = byDone.get(done);
    if (known === undefined) byDone.set(done, [used]);
    else if (known.some((less) => (less & used) === less)) return;
    else known.push(used);
    this.list.push(configuration);
  }
}
