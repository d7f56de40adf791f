/** The scrape endpoint. Loaded after `init_ok` has been sent; an address that cannot be used never stops the node. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SharedRendering } from './shared-rendering.ts';
import { OPEN_METRICS, prefersTextFormat, TEXT_FORMAT, toTextFormat } from './text-format.ts';

const INDEX =
  'gossipscope\n\n/metrics  OpenMetrics, with exemplars; text format 0.0.4 for who accepts only that\n/healthz  200 once initialised\n';

/** Connections at once; further ones are closed at once. Prometheus keeps one. */
export const MAX_CONNECTIONS = 256;
/** Answers with the metrics that are being sent at once: as many renderings are held in memory at most. */
export const MAX_SENDING = 128;
/** Scrapes answered in one second: a hundred scrapers, and some to spare. Further ones are refused. */
export const MAX_SCRAPES_PER_SEC = 150;
/** Answers that one connection may have waiting, when it sends requests without reading. */
export const MAX_PIPELINED = 4;
/** How long the head of a request may take to come, an idle connection may last, and a reader may stand still. */
export const PATIENCE_MS = 10_000;
/** What is told to a scraper that is refused; and so long the refusal itself takes, so that who asks without end gains nothing. */
const RETRY_AFTER_S = 1;

/** What it serves, as OpenMetrics; `Metrics` is one. */
export interface Scrapable {
  text(): Promise<string>;
}

export interface ScrapeServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly metrics: Scrapable;
  readonly isReady: () => boolean;
  /** How long a request may take to come, and nothing may move on a connection. Default: `PATIENCE_MS`. */
  readonly patienceMs?: number;
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
  const server = boundedServer(new Answers(options), options.patienceMs ?? PATIENCE_MS);
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

/** Slow readers and half-open connections cost no more than these bounds. */
function boundedServer(answers: Answers, patienceMs: number): Server {
  const limits = {
    requestTimeout: patienceMs,
    headersTimeout: patienceMs,
    keepAliveTimeout: patienceMs,
    connectionsCheckingInterval: patienceMs / 4,
    maxHeaderSize: 8192,
  };
  const server = createServer(limits, (request, response) => void answers.to(request, response));
  server.maxConnections = MAX_CONNECTIONS;
  // Of a socket on which nothing moves, an answer that nobody reads included.
  server.timeout = patienceMs;
  return server;
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
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** Answers requests, and refuses what is too much at once. */
class Answers {
  readonly #options: ScrapeServerOptions;
  readonly #rendering: SharedRendering;
  #sending = 0;
  #secondEndsAtMs = 0;
  #inThisSecond = 0;
  readonly #waiting = new WeakMap<Socket, number>();
  readonly #inTextFormat = new WeakMap<Buffer, Buffer>();

  constructor(options: ScrapeServerOptions) {
    this.#options = options;
    this.#rendering = new SharedRendering(
      () => options.metrics.text(),
      () => performance.now(),
    );
  }

  async to(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    const waiting = (this.#waiting.get(socket) ?? 0) + 1;
    if (waiting > MAX_PIPELINED) {
      socket.destroy();
      return;
    }
    this.#waiting.set(socket, waiting);
    response.once('close', () => this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1));
    send(response, await this.#answer(request, response));
  }

  async #answer({ method, url, headers }: IncomingMessage, response: ServerResponse): Promise<Answer> {
    if (method !== 'GET' && method !== 'HEAD') {
      const body = `${method ?? 'this'} is not served here: use GET\n`;
      return { status: 405, body, headers: { allow: 'GET, HEAD' } };
    }
    switch (url?.split('?', 1)[0]) {
      case '/metrics':
        return await this.#metrics(response, prefersTextFormat(headers.accept));
      case '/healthz':
        return this.#options.isReady()
          ? { status: 200, body: 'ok\n' }
          : { status: 503, body: 'waiting for init\n' };
      case '/':
        return { status: 200, body: INDEX };
      default:
        return { status: 404, body: 'not found: there are /metrics and /healthz\n' };
    }
  }

  /** Made once of each rendering, however many ask. */
  #textFormat(openMetrics: Buffer): Buffer {
    let made = this.#inTextFormat.get(openMetrics);
    if (made === undefined) {
      made = Buffer.from(toTextFormat(openMetrics.toString()));
      this.#inTextFormat.set(openMetrics, made);
    }
    return made;
  }

  #admits(): boolean {
    const now = performance.now();
    if (now >= this.#secondEndsAtMs) {
      this.#secondEndsAtMs = now + 1000;
      this.#inThisSecond = 0;
    }
    return this.#sending < MAX_SENDING && ++this.#inThisSecond <= MAX_SCRAPES_PER_SEC;
  }

  async #metrics(response: ServerResponse, inTextFormat: boolean): Promise<Answer> {
    if (!this.#admits()) {
      await pause(RETRY_AFTER_S * 1000, undefined, { ref: false });
      const body = 'too many scrapes at once: see Retry-After\n';
      return { status: 503, body, headers: { 'retry-after': RETRY_AFTER_S } };
    }
    this.#sending++;
    response.once('close', () => this.#sending--);
    try {
      const body = await this.#rendering.bytes();
      return inTextFormat ? answerOf(this.#textFormat(body), TEXT_FORMAT) : answerOf(body, OPEN_METRICS);
    } catch (error) {
      return { status: 500, body: `the metrics could not be read: ${String(error)}\n` };
    }
  }
}

function answerOf(body: Buffer, contentType: string): Answer {
  return { status: 200, body, headers: { 'content-type': contentType, vary: 'accept' } };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  // node:http leaves the body out where the request was HEAD.
  response.end(body);
}

/** A wildcard address is where to listen, not where to connect. */
export function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
