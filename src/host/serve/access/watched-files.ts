/** Files whose content may change while the service runs: certificates and tokens. They are looked at, because secrets are often links. */

import { unwatchFile, watchFile } from 'node:fs';

/** How often a file is looked at. */
const LOOK_EVERY_MS = 1000;
/** Several files change together: a certificate and its key. */
const SETTLE_MS = 200;

export class WatchedFiles {
  readonly #paths: readonly string[];
  readonly #changed: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param changed called once for changes that come together */
  constructor(paths: readonly string[], changed: () => void) {
    this.#paths = paths;
    this.#changed = changed;
    for (const path of paths) {
      watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, this.#noticed);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const path of this.#paths) unwatchFile(path, this.#noticed);
  }

  readonly #noticed = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#changed, SETTLE_MS);
  };
}
