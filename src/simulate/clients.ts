/**
 * The clients of a simulation: an open loop of requests, each at a node drawn at random, the record of what became of them,
 * and the checker that reads the answers.
 */

import type { Prng } from '../base/prng.ts';
import type { WorkloadChecker } from '../check/workloads/verdict.ts';
import { beginOperation, completeOperation, type OpenOperation } from '../load/operation.ts';
import { requestMaker } from '../load/requests.ts';
import type { Request, Workload } from '../load/workload.ts';
import { workloadOf } from '../load/workloads.ts';
import { Verbatim, type Body, type ReplyBody } from '../protocol/envelope.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { withLongKeys } from './long-keys.ts';
import { repeatable, Repeats } from './repeats.ts';
import { toMs, toTicks } from './world/virtual-time.ts';
import type { VirtualCluster } from './world/virtual-cluster.ts';
import type { VirtualNode } from './world/virtual-node.ts';

/** What a load is like beyond its settings: a swarm draws it. */
export interface LoadShape {
  /** How long keys are, where the workload is the store; 0: bare numbers. */
  readonly keyChars: number;
  /** Only the first node is asked during the first half. */
  readonly beginsAtOneNode: boolean;
  /** Each write that was answered is sent once more, with the same idempotency key, where the workload has them. */
  readonly repeatsWrites: boolean;
}

export const PLAIN_LOAD: LoadShape = { keyChars: 0, beginsAtOneNode: false, repeatsWrites: false };

export class Clients {
  /** In the order of invocation. Times in ms since the beginning. */
  readonly operations: OpenOperation[] = [];
  /** Undefined: the truth about the keys is all that the workload promises. */
  readonly checker: WorkloadChecker | undefined;
  readonly #workload: Workload;
  readonly #cluster: VirtualCluster;
  readonly #draw: (id: number) => Request;
  readonly #shape: LoadShape;
  readonly #nodes: Prng;
  readonly #repeats: Repeats | undefined;
  #asked: number;

  constructor(cluster: VirtualCluster, settings: SimulationSettings, rng: Prng, shape: LoadShape) {
    this.#shape = shape;
    const names = cluster.nodes.map(({ name }) => name);
    this.#workload = workloadOf(settings);
    // Clients look at one clock, the true one.
    this.checker = this.#workload.checker?.(names, 0);
    this.#cluster = cluster;
    const options = { ...settings, dialect: 'ours', repeatsElements: true } as const;
    this.#draw = requestMaker(this.#workload, options, rng.fork('client'));
    this.#nodes = rng.fork('nodes');
    this.#asked = cluster.nodes.length;
    if (shape.repeatsWrites) this.#repeats = new Repeats(cluster, rng.fork('repeats'));
  }

  /** What was wrong with the answers to writes that were sent once more. */
  get repeatProblems(): readonly string[] {
    return this.#repeats?.problems ?? [];
  }

  /** Plans the whole load: evenly spaced operations. */
  plan({ ratePerSec, durationMs }: SimulationSettings): void {
    const total = Math.floor((ratePerSec * durationMs) / 1000);
    const { agenda, nodes } = this.#cluster;
    if (this.#shape.beginsAtOneNode) {
      this.onlyAt(1);
      agenda.at(toTicks(durationMs / 2), () => this.onlyAt(nodes.length));
    }
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
    const drawn = withLongKeys(this.#draw(id), this.#shape.keyChars);
    const request = this.#repeats === undefined ? drawn : repeatable(drawn, id);
    const op = beginOperation(request, { id, node: node.name, atMs: toMs(agenda.now) });
    this.operations.push(op);
    this.checker?.invoked?.(op);
    const { life } = node;
    const answered = (answer: ReplyBody | undefined): void => {
      this.#answered(op, answer);
      this.#repeats?.plan(node, life, request, answer);
    };
    this.#cluster.ask(node, { request, answered });
  }

  #answered(op: OpenOperation, body: ReplyBody | undefined): void {
    if (body === undefined) return;
    op.completedAtMs = toMs(this.#cluster.agenda.now);
    completeOperation(op, parsed(body), this.#workload, this.checker);
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
