/**
 * Looks in what a node prints on stderr for two lines that only nodes of ours print: the first of all, that it was started, and later
 * where it can be scraped. Any program can print such a line, and the bench would ask wherever it points, so an address has to be the
 * scrape page of something on this machine.
 */

import { hostname, networkInterfaces } from 'node:os';
import { LineReader } from '../../protocol/framing.ts';
import { isObject } from '../../protocol/parse.ts';

const LOG_LINE_LIMIT_BYTES = 64 * 1024;

/** One for each node. Feed it stderr; once it has found the address it looks no further. */
export class NodeLog {
  /** Whether it said, before it answered anything, that it is a node of ours. */
  startedAsOurs = false;
  metricsUrl: string | undefined;
  readonly #reader = new LineReader(LOG_LINE_LIMIT_BYTES);

  push(chunk: Buffer): void {
    if (this.metricsUrl !== undefined) return;
    for (const line of this.#reader.push(chunk)) {
      if (typeof line !== 'string') continue;
      if (line.includes('"gossipscope node"')) this.startedAsOurs = true;
      if (line.includes('"metrics endpoint"')) this.metricsUrl ??= urlIn(line);
    }
  }
}

function urlIn(line: string): string | undefined {
  try {
    const log: unknown = JSON.parse(line);
    return isObject(log) && typeof log['url'] === 'string' && isScrapePageHere(log['url'])
      ? log['url']
      : undefined;
  } catch {
    return undefined;
  }
}

function isScrapePageHere(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.protocol !== 'http:' || url.pathname !== '/metrics') return false;
  if (url.search !== '' || url.username !== '' || url.password !== '') return false;
  // An IPv6 address stands in brackets.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (/^127(\.\d+){3}$/.test(host)) return true;
  const addresses = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.map(({ address }) => address),
  );
  return ['localhost', hostname().toLowerCase(), ...addresses].includes(host);
}
