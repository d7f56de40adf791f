/** The scrape endpoint. Loaded after `init_ok` has been sent; an address that cannot be used never stops the node. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const INDEX = 'gossipscope\n\n/metrics  OpenMetrics, with exemplars\n/healthz  200 once initialised\n';

/** The content type of OpenMetrics, which exemplars need. */
export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** What it serves; `Metrics` is one. */
export interface Scrapable {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface ScrapeServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly metrics: Scrapable;
  readonly isReady: () => boolean;
}

export type ScrapeServer =
  | {
      readonly ok: true;
      /** Of the metrics, reachable from this machine. */
      readonly url: string;
      readonly port: number;
      /** There when the port was taken and a free one is used instead. */
      readonly warning?: string;
      /** Ends open connections, too. */
      close(): Promise<void>;
    }
  | {
      readonly ok: false;
      /** What was wrong, and what to do. */
      readonly error: string;
    };

/** Never rejects. Does not keep the process alive. */
export async function startScrapeServer(options: ScrapeServerOptions): Promise<ScrapeServer> {
  const server = createServer((request, response) => {
    void answer(options, request).then((reply) => send(response, reply));
  });
  server.unref();
  try {
    const warning = await listenOrElsewhere(server, options.host, options.port);
    server.on('error', () => undefined);
    const { port } = server.address() as AddressInfo;
    const url = `http://${reachable(options.host)}:${port}/metrics`;
    return { ok: true, url, port, ...(warning === undefined ? {} : { warning }), close: () => close(server) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      error:
        `no scrape endpoint on ${options.host}:${options.port}: ${text}; ` +
        'choose another address with --metrics-host and --metrics-port',
    };
  }
}

/** Resolves to a warning when the port was taken. */
async function listenOrElsewhere(server: Server, host: string, port: number): Promise<string | undefined> {
  try {
    await listen(server, host, port);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    await listen(server, host, 0);
    return `port ${port} is taken: the metrics are on a free port instead`;
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Throws at once, into the promise, when the port is out of range.
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

async function answer(options: ScrapeServerOptions, request: IncomingMessage): Promise<Answer> {
  const { metrics, isReady } = options;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, text: `${request.method ?? 'this'} is not served here: use GET\n` };
  }
  switch (request.url?.split('?', 1)[0]) {
    case '/metrics':
      return metrics.text().then(
        (text) => ({ status: 200, text, type: metrics.contentType }),
        (error: unknown) => ({ status: 500, text: `the metrics could not be read: ${String(error)}\n` }),
      );
    case '/healthz':
      return isReady() ? { status: 200, text: 'ok\n' } : { status: 503, text: 'waiting for init\n' };
    case '/':
      return { status: 200, text: INDEX };
    default:
      return { status: 404, text: 'not found: there are /metrics and /healthz\n' };
  }
}

function send(response: ServerResponse, { status, text, type = 'text/plain; charset=utf-8' }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  // node:http leaves the body out where the request was HEAD.
  response.end(text);
}

/** A wildcard address is where to listen, not where to connect. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
