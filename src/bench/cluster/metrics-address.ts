/** Finds the address of a node's scrape endpoint in its log: only nodes of ours print one. */

import { LineReader } from '../../protocol/framing.ts';
import { isObject } from '../../protocol/parse.ts';

const LOG_LINE_LIMIT_BYTES = 64 * 1024;

/** One for each node. Feed it stderr; once it has found the address it looks no further. */
export class MetricsAddress {
  url: string | undefined;
  readonly #reader = new LineReader(LOG_LINE_LIMIT_BYTES);

  push(chunk: Buffer): void {
    if (this.url !== undefined) return;
    for (const line of this.#reader.push(chunk)) {
      if (typeof line === 'string' && line.includes('"metrics endpoint"')) this.url ??= urlIn(line);
    }
  }
}

function urlIn(line: string): string | undefined {
  try {
    const log: unknown = JSON.parse(line);
    return isObject(log) && typeof log['url'] === 'string' ? log['url'] : undefined;
  } catch {
    return undefined;
  }
}
