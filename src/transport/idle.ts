/** Since when nothing was said or heard. Who is no peer is let go after a while. */

import type { PeerAccount } from './peer-account.ts';

export class Idle {
  readonly #account: Pick<PeerAccount, 'state'>;
  #messages = -1;
  #sinceMs = performance.now();

  constructor(account: Pick<PeerAccount, 'state'>) {
    this.#account = account;
  }

  isOver(nowMs: number, limitMs: number): boolean {
    const { sent, received } = this.#account.state;
    if (sent + received !== this.#messages) {
      this.#messages = sent + received;
      this.#sinceMs = nowMs;
    }
    return nowMs - this.#sinceMs > limitMs;
  }
}
