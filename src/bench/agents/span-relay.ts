/** Takes the spans that agents pass on to where the bench takes in those of nodes beside it. */

import { ENDPOINT_VARIABLE } from '../traces/trace-plan.ts';

const POST_LIMIT_MS = 5_000;

export class SpanRelay {
  #endpoint: string | undefined;
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param env of a node. @returns whether it is traced */
  learnFrom(env: Readonly<Record<string, string>>): boolean {
    this.#endpoint = env[ENDPOINT_VARIABLE];
    return this.#endpoint !== undefined;
  }

  pass(body: Buffer, contentType: string): void {
    if (this.#endpoint === undefined) return;
    const posted = fetch(this.#endpoint, {
      ...{ method: 'POST', headers: { 'content-type': contentType }, body: Uint8Array.from(body) },
      signal: AbortSignal.timeout(POST_LIMIT_MS),
    }).catch(() => undefined);
    this.#underWay.add(posted);
    void posted.then(() => this.#underWay.delete(posted));
  }

  /** Resolves when all have been passed on. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
