/**
 * Our own service: nodes that each take writes and spread them by gossip, asked over the API that everybody has (docs/service.md). It is
 * measured as a stranger's store is, by what a client sees, and so held against what its nodes report of themselves.
 *
 * Its place are the keys `PLACE:…`. Nothing expires there: whoever holds the lock writes it again and again, and the next run removes what
 * one that was killed has left.
 */

import { printable } from '../../base/printable.ts';
import { nameOf, passwordOf, portOf, sibling } from '../address.ts';
import { HttpClient, type HttpAnswer, type HttpRequest } from '../clients/http-client.ts';
import { BEAT_POLL_MS, Beats, Heartbeat, holdPlace } from '../place-lock.ts';
import { checked, StoreError, type Claims, type Endpoint, type Store } from '../store.ts';

const DEFAULT_PORT = 8080;
/** More than a bench can have left. */
const MOST_LEFT = 1_000;

export const gossipscope: Store = {
  name: 'gossipscope serve',
  schemes: ['gossipscope', 'gossipscopes'],
  defaultPort: DEFAULT_PORT,
  options: [],
  readOnly: { compares: 'versions' },
  replicasHint:
    'a node knows where its peers gossip, but not on which port of this machine their API listens',
  async connect(url, _, place) {
    return await checked(new ServiceEndpoint(url, place), async (endpoint) => {
      await endpoint.product();
      await endpoint.read('0');
    });
  },
};

interface Request extends HttpRequest {
  /** Statuses that are answers, and no errors. */
  readonly expected?: readonly number[];
}

class ServiceEndpoint implements Endpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #http: HttpClient;
  readonly #place: string;
  #beats: Beats | undefined;

  constructor(url: URL, place: string) {
    this.#url = url;
    this.#place = place;
    this.name = nameOf(url, DEFAULT_PORT);
    this.#http = new HttpClient(`${url.protocol === 'gossipscopes:' ? 'https' : 'http'}://${this.name}`);
  }

  async read(key: string): Promise<string | undefined> {
    const { status, body } = await this.#ask(this.#pathOf(key), { expected: [404] });
    return status === 404 || typeof body !== 'string' ? undefined : body;
  }

  /** Every node takes writes: the target's looks give the order. */
  async look(key: string): Promise<string | undefined> {
    const { status, etag } = await this.#ask(`/v1/kv/${encodeURIComponent(key)}`, { expected: [404] });
    return status === 404 ? undefined : etag;
  }

  async write(key: string, value: string): Promise<void> {
    await this.#ask(this.#pathOf(key), { method: 'PUT', json: value });
  }

  /** Every node takes writes once it serves. */
  async isWritable(): Promise<boolean> {
    const { status } = await this.#ask('/readyz', { expected: [503] });
    return status === 200;
  }

  async product(): Promise<string> {
    const { body } = await this.#ask('/openapi.json');
    const { info } = (body ?? {}) as { info?: { title?: unknown; version?: unknown } };
    if (info?.title !== 'gossipscope') throw notOurService('says that it is something else');
    return `gossipscope ${printable(String(info.version), 20)}`;
  }

  claims(): Promise<Claims> {
    return Promise.resolve({
      says: 'acknowledged by one node; each node answers from what it holds',
      neverStale: false,
    });
  }

  /** Those on other machines, if their APIs listen on the port of this one. */
  async replicas(): Promise<readonly string[]> {
    const { body } = await this.#ask('/v1/members');
    const { members = [] } = (body ?? {}) as { members?: readonly { readonly address?: string }[] };
    return members.flatMap(({ address = '' }) => {
      const [, host = ''] = /^(.+):\d+$/.exec(address) ?? [];
      const isElsewhere = !/^(|127\..*|\[?::1\]?|localhost)$/.test(host) && host !== this.#url.hostname;
      return isElsewhere ? [sibling(this.#url, host, portOf(this.#url, DEFAULT_PORT))] : [];
    });
  }

  async takePlace(): Promise<void> {
    const heartbeat = new Heartbeat();
    await holdPlace(`the keys ${this.#place}:…`, {
      take: () => this.#lock(heartbeat.abandoned),
      left: async () => heartbeat.leftMs((await this.#ask(this.#pathOf('lock'), { expected: [404] })).etag),
      pollMs: BEAT_POLL_MS,
    });
    this.#beats = new Beats(() => this.write('lock', 'held'));
    await this.#remove((key) => !key.endsWith(':lock'));
  }

  async leavePlace(): Promise<void> {
    await this.#beats?.stop();
    await this.#remove(() => true);
  }

  async close(): Promise<void> {
    this.#http.close();
    await this.#beats?.stop();
  }

  /** @param version of a lock that nobody holds any more; undefined: there must be none */
  async #lock(version: string | undefined): Promise<boolean> {
    const { status } = await this.#ask(this.#pathOf('lock'), {
      ...{ method: 'PUT', json: 'held', expected: [412] },
      headers: version === undefined ? { 'if-none-match': '*' } : { 'if-match': version },
    });
    return status !== 412;
  }

  async #remove(isMeant: (key: string) => boolean): Promise<void> {
    const query = `prefix=${encodeURIComponent(`${this.#place}:`)}&limit=${MOST_LEFT}`;
    const { body } = await this.#ask(`/v1/kv?${query}`);
    const { keys = [] } = (body ?? {}) as { keys?: readonly { readonly key: string }[] };
    for (const { key } of keys)
      if (isMeant(key))
        await this.#ask(`/v1/kv/${encodeURIComponent(key)}`, { method: 'DELETE', expected: [404] });
  }

  #pathOf(key: string): string {
    return `/v1/kv/${encodeURIComponent(`${this.#place}:${key}`)}`;
  }

  async #ask(path: string, { expected = [], ...request }: Request = {}): Promise<HttpAnswer> {
    const token = passwordOf(this.#url, 'GOSSIP_TOKEN');
    const answer = await this.#http.ask(path, {
      ...request,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...request.headers },
    });
    const { status, body } = answer;
    const isExpected = (status >= 200 && status < 300) || expected.includes(status);
    if (!isExpected) throw refusal(status, body);
    return answer;
  }
}

/** @param body problem details */
function refusal(status: number, body: unknown): StoreError {
  const { type, detail } = (body ?? {}) as { type?: unknown; detail?: unknown };
  const [, name] = /^urn:gossipscope:problem:(\w+)$/.exec(String(type)) ?? [];
  if (name === undefined) return notOurService(`answers with status ${status}`);
  const advice =
    status === 401 || status === 403
      ? '. It needs a token with the roles read and write: gossipscope://:TOKEN@HOST, or GOSSIP_TOKEN'
      : '';
  return new StoreError(name, printable(String(detail), 200) + advice, status < 500 || status === 503);
}

function notOurService(what: string): StoreError {
  return new StoreError('not_gossipscope', `what answers there is not gossipscope serve: it ${what}`);
}
