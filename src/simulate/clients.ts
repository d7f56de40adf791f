/**
 * The clients of a simulation: an open loop of requests, each at a node drawn at random, the record of what became of them,
 * and the checker that reads the answers.
 */

import type { Prng } from '../base/prng.ts';
import { checkerOf } from '../check/workloads/checkers.ts';
import type { Operation } from '../check/history.ts';
import type { WorkloadChecker } from '../check/workloads/verdict.ts';
import { errorNameOf } from '../protocol/errors.ts';
import { Verbatim, type Body, type ReplyBody } from '../protocol/envelope.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { requestMaker, type Request } from './requests.ts';
import { toMs, toTicks } from './world/virtual-time.ts';
import type { VirtualCluster } from './world/virtual-cluster.ts';
import type { VirtualNode } from './world/virtual-node.ts';

/** As it unfolds. */
interface OpenOperation extends Operation {
  value: string | undefined;
  completedAtMs: number | undefined;
  error: string | undefined;
}

export class Clients {
  /** In the order of invocation. Times in ms since the beginning. */
  readonly operations: OpenOperation[] = [];
  /** Undefined: the truth about the keys is all that the workload promises. */
  readonly checker: WorkloadChecker | undefined;
  readonly #cluster: VirtualCluster;
  readonly #make: (id: number) => Request;
  readonly #nodes: Prng;
  #asked: number;

  constructor(cluster: VirtualCluster, settings: SimulationSettings, rng: Prng) {
    const { workload } = settings;
    const names = cluster.nodes.map(({ name }) => name);
    // Clients look at one clock, the true one.
    this.checker = workload === 'kv' ? undefined : checkerOf(workload, names, 0);
    this.#cluster = cluster;
    this.#make = requestMaker(settings, rng.fork('client'));
    this.#nodes = rng.fork('nodes');
    this.#asked = cluster.nodes.length;
  }

  /** Plans the whole load: evenly spaced operations. */
  plan({ ratePerSec, durationMs }: SimulationSettings): void {
    const total = Math.floor((ratePerSec * durationMs) / 1000);
    const { agenda } = this.#cluster;
    const next = (index: number): void => {
      this.#start();
      if (index + 1 < total) agenda.at(toTicks(((index + 1) * 1000) / ratePerSec), () => next(index + 1));
    };
    if (total > 0) agenda.at(0, () => next(0));
  }

  /** Asks only the first so many nodes from now on. */
  onlyAt(nodes: number): void {
    this.#asked = nodes;
  }

  #start(): void {
    const { nodes, agenda } = this.#cluster;
    const node = nodes[this.#nodes.below(this.#asked)] as VirtualNode;
    const id = this.operations.length + 1;
    const request = this.#make(id);
    const nowMs = toMs(agenda.now);
    const { body } = request;
    const op: OpenOperation = {
      id,
      node: node.name,
      kind: request.writes === undefined ? 'read' : 'write',
      key: request.reads === 'all' ? 'all' : ((body['key'] as number | undefined) ?? 0),
      value: request.value === undefined ? undefined : JSON.stringify(request.value),
      scheduledAtMs: nowMs,
      invokedAtMs: nowMs,
      completedAtMs: undefined,
      error: undefined,
    };
    this.operations.push(op);
    this.checker?.invoked?.(op);
    this.#cluster.ask(node, { request, answered: (answer) => this.#answered(op, answer) });
  }

  #answered(op: OpenOperation, body: ReplyBody | undefined): void {
    if (body === undefined) return;
    op.completedAtMs = toMs(this.#cluster.agenda.now);
    if (body.type !== 'error') {
      const value = body['value'];
      if (this.checker?.answered(op, parsed(body), false) === false) op.error = 'malformed_answer';
      else if (this.checker === undefined && value instanceof Verbatim) op.value = value.text;
      return;
    }
    const error = errorNameOf(body['code']);
    // "No such key" is what there was to see.
    if (op.kind !== 'read' || error !== 'key_does_not_exist') op.error = error;
  }
}

/** A reply as its client would read it. */
export function parsed(body: ReplyBody): Body {
  const members = Object.entries(body).map(([name, value]): [string, unknown] => [
    name,
    value instanceof Verbatim ? JSON.parse(value.text) : value,
  ]);
  return { ...Object.fromEntries(members), type: body.type };
}
