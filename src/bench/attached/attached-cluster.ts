/**
 * A cluster of services that was there before the bench, as the engine sees it: the same clients send the same requests, and each goes over
 * HTTP to the API of its node. Nothing is seen of the messages between nodes.
 */

import type { RequestBody } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import { errorBody, errorNameOf } from '../../protocol/errors.ts';
import { outcomeOf } from '../../check/outcome.ts';
import { ClientSet } from '../clients/client-set.ts';
import { REQUEST_TIMEOUT_MS, type RequestClient } from '../clients/request-client.ts';
import { ask } from '../cluster/ask.ts';
import type { MeasuredCluster } from '../cluster/measured-cluster.ts';
import { NodeFailure } from '../cluster/node-failure.ts';
import { silentWire, type Wire } from '../cluster/wire.ts';
import { KEY_PREFIX, type AttachedNode, type Attachment } from './attachment.ts';
import { bodyOf, httpRequestOf, type HttpRequest } from './http-requests.ts';
import { Ledger } from './ledger.ts';
import { answerOf } from './node-api.ts';

const SWEEP_INTERVAL_MS = 100;

interface ClientLine {
  readonly src: string;
  readonly body: RequestBody & { readonly msg_id: number };
}

export class AttachedCluster implements MeasuredCluster {
  /** Who does not answer is a failure. */
  readonly lost: ReadonlySet<string> = new Set();
  readonly names: readonly string[];
  readonly router: Wire;
  readonly clients: ClientSet;
  readonly load: RequestClient;
  readonly ledger: Ledger;
  readonly nodes: readonly AttachedNode[];
  /** They are scraped at the nodes' own addresses, with a token. */
  readonly metricsUrls = new Map<string, string>();
  /** What all keys of this run begin with. */
  readonly prefix: string;
  readonly #now: () => number;
  readonly #failed: Promise<never>;
  #reportFailure: (failure: NodeFailure) => void = () => undefined;
  readonly #sweep: NodeJS.Timeout;
  /** Requests that no answer has come to, timed out or not. */
  underWay = 0;

  /** @param scenario each has keys of its own */
  constructor({ nodes, run }: Attachment, scenario: string, now: () => number) {
    this.nodes = nodes;
    this.names = nodes.map(({ name }) => name);
    this.prefix = `${KEY_PREFIX}${run}/${scenario}/`;
    this.#now = now;
    this.router = silentWire(this.names, now);
    this.ledger = new Ledger(this.names);
    const send = (node: string, line: string): boolean => {
      void this.#serve(node, JSON.parse(line) as ClientLine);
      return true;
    };
    this.clients = new ClientSet(this.names, () => send, now);
    this.load = this.clients.for('load');
    this.#failed = new Promise((_, reject) => (this.#reportFailure = reject));
    this.#failed.catch(() => undefined);
    this.#sweep = setInterval(() => this.clients.sweep(), SWEEP_INTERVAL_MS);
  }

  /** Those that were there when the bench looked. */
  get running(): number {
    return this.names.length;
  }

  guard<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failed]);
  }

  get present(): readonly string[] {
    return this.names;
  }

  unanswered(node: string, what: string): Promise<never> {
    return this.fail(node, what);
  }

  fail(node: string, what: string): Promise<never> {
    this.#reportFailure(new NodeFailure(node, what));
    return this.#failed;
  }

  async askAll(request: (name: string) => RequestBody): Promise<Map<string, Body>> {
    const client = this.clients.for('control');
    const one = async (node: string): Promise<[string, Body]> => {
      const question = {
        client,
        node,
        body: request(node),
        timeoutMs: REQUEST_TIMEOUT_MS,
        cpuTime: () => undefined,
      };
      const answer = await ask(question);
      return [node, typeof answer === 'string' ? await this.fail(node, answer) : answer];
    };
    return new Map(await this.guard(Promise.all(this.names.map(one))));
  }

  unfinished(): [] {
    return [];
  }

  /** They run elsewhere. */
  cpuTimeOf(): undefined {
    return undefined;
  }

  /** Nobody waits for an answer any more. */
  close(): void {
    clearInterval(this.#sweep);
    this.router.timetable.clear();
  }

  async #serve(node: string, { src, body }: ClientLine): Promise<void> {
    const { msg_id: in_reply_to, ...request } = body;
    const http = httpRequestOf(request, this.prefix);
    this.underWay++;
    const answer = await this.#answer(node, request, http);
    this.underWay--;
    const error = answer.type === 'error' ? errorNameOf(answer['code']) : undefined;
    // A read that finds no key is a read.
    const isServed = error === undefined || (request.type === 'read' && error === 'key_does_not_exist');
    this.ledger.ended(node, http.counts, isServed, outcomeOf(0, error) !== 'unknown');
    this.clients.receive(src, { ...answer, in_reply_to }, this.#now());
  }

  /** Where none comes, an error that leaves open what happened. */
  async #answer(node: string, request: RequestBody, { method, path, json }: HttpRequest): Promise<Body> {
    const { api } = this.nodes.find(({ name }) => name === node) ?? {};
    if (api === undefined) throw new Error(`${node} is no node of this cluster`);
    try {
      const answer = await answerOf(api, method, path, json);
      return bodyOf(request, answer, this.ledger.of(node).served.writes + 1);
    } catch (error) {
      return errorBody('timeout', (error as Error).message);
    }
  }
}
