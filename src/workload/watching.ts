/** What steps tell of keys that change, while somebody watches. A node that nobody watches does nothing for it. */

import type { Replica } from '../core/replica.ts';
import type { KeyChange } from '../core/store/store.ts';
import { DELETED } from '../protocol/names.ts';
import type { Step, WatchedChange } from './step.ts';
import { versionText } from './versions.ts';

export class Watching {
  #changes: WatchedChange[] | undefined;

  get isOn(): boolean {
    return this.#changes !== undefined;
  }

  turn(isOn: boolean, replica: Replica | undefined): void {
    this.#changes = isOn ? (this.#changes ?? []) : undefined;
    if (replica !== undefined) this.attach(replica);
  }

  /** A replica has begun. */
  attach(replica: Replica): void {
    const changes = this.#changes;
    replica.watch(changes && ((change) => changes.push(watched(change))));
  }

  /** The step, with what has changed in it. */
  complete(step: Step): Step {
    return this.#changes === undefined ? step : { ...step, watched: this.#changes.splice(0) };
  }
}

function watched({ key, version, value }: KeyChange): WatchedChange {
  return { key, version: versionText(version), value: value === DELETED ? undefined : value };
}
