/**
 * Clients that send a write once more, as if no answer had come: with an idempotency key it has to be answered alike, and be one
 * write. The truth finds a second one; here the answers are compared.
 */

import type { Prng } from '../base/prng.ts';
import type { Request } from '../load/workload.ts';
import type { ReplyBody } from '../protocol/envelope.ts';
import { ERROR_CODES } from '../protocol/errors.ts';
import type { VirtualCluster } from './world/virtual-cluster.ts';
import type { VirtualNode } from './world/virtual-node.ts';
import { toTicks } from './world/virtual-time.ts';

const MOST_DELAY_MS = 2000;

/** The same request, so that it can be sent again. Numbered writes are not: each is to have a number of its own. */
export function repeatable(request: Request, id: number): Request {
  if (request.writes?.type !== 'keys') return request;
  const { type, ...fields } = request.body;
  const body = { type: type === 'bench_write' ? 'write' : type, ...fields, idempotency_key: `${id}` };
  return { ...request, body };
}

export class Repeats {
  readonly problems: string[] = [];
  readonly #cluster: VirtualCluster;
  readonly #rng: Prng;

  constructor(cluster: VirtualCluster, rng: Prng) {
    this.#cluster = cluster;
    this.#rng = rng;
  }

  /** @param life that was asked: another one remembers nothing */
  plan(node: VirtualNode, life: number, { body, key }: Request, first: ReplyBody | undefined): void {
    const isRefused = first?.['code'] === ERROR_CODES.temporarily_unavailable;
    if (body['idempotency_key'] === undefined || first === undefined || isRefused) return;
    const { agenda } = this.#cluster;
    const told = JSON.stringify(first);
    agenda.at(agenda.now + toTicks(this.#rng.below(MOST_DELAY_MS)), () => {
      if (node.state !== 'up' || node.life !== life) return;
      const answered = (again: ReplyBody | undefined): void => {
        // It went down before it had answered.
        if (again === undefined) return;
        const text = JSON.stringify(again);
        // Who leaves serves nobody any more: the client asks another one.
        const servesNobody = again['code'] === ERROR_CODES.temporarily_unavailable;
        if (servesNobody && node.server.replica?.members !== undefined) return;
        if (text !== told)
          this.problems.push(`${node.name} answered ${told}, and the same again with ${text}`);
      };
      // To the truth it is a request that writes nothing.
      this.#cluster.ask(node, { request: { body, key, reads: [] }, answered });
    });
  }
}
