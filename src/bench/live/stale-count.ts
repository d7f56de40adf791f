/**
 * Stale reads until now, for the live view: nodes know best how many there were. One node at a time is asked for its metrics, and one line
 * of the answer is looked for, so that the bench is never kept from routing.
 */

import { get, Agent } from 'node:http';

/** Until all nodes have been asked once more. */
const ROUND_MS = 1_000;
const ANSWER_LIMIT_MS = 2_000;
const LINE = '\ngossip_stale_reads_total ';

export class StaleCount {
  readonly #counts = new Map<string, number>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param urls of the nodes' metrics */
  constructor(urls: readonly string[]) {
    if (urls.length === 0) return;
    let next = 0;
    this.#timer = setInterval(() => this.#ask(urls[next++ % urls.length] ?? ''), ROUND_MS / urls.length);
  }

  /** Null where no node has said anything. */
  get total(): number | null {
    if (this.#counts.size === 0) return null;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#agent.destroy();
  }

  #ask(url: string): void {
    const request = get(url, { agent: this.#agent, timeout: ANSWER_LIMIT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const count = countIn(Buffer.concat(chunks));
        if (count !== undefined) this.#counts.set(url, count);
      });
      response.on('error', () => undefined);
    });
    request.on('timeout', () => request.destroy());
    // It stays with what the node said before.
    request.on('error', () => undefined);
  }
}

function countIn(page: Buffer): number | undefined {
  const at = page.indexOf(LINE);
  if (at < 0) return undefined;
  const count = Number.parseInt(page.toString('latin1', at + LINE.length, at + LINE.length + 20), 10);
  return Number.isNaN(count) ? undefined : count;
}
