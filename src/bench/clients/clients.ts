/** Makes the clients' operations and keeps the record of them: what the nodes were asked, what they answered, and when. */

import type { Prng } from '../../base/prng.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { WorkloadClient } from './workload-client.ts';
import { ONE, type LiveOperation, type Served } from './operation.ts';
import type { Outcome, Requests } from './request-client.ts';

/** Operations without an answer at one time; further ones are not started, and counted as shed. */
export const MAX_UNANSWERED = 50_000;

export type OperationResult = 'ok' | 'error' | 'timeout' | 'shed';

export interface RecorderOptions {
  readonly requests: Requests;
  readonly client: WorkloadClient;
  readonly nodes: readonly string[];
  readonly rng: Prng;
  /** False: operations are counted, but not kept, where nobody will judge them. Default: true. */
  readonly keepsHistory?: boolean;
  /** An operation ended for its client. `latencyMs`, from its scheduled time, is undefined where no answer came. */
  readonly onResult: (kind: 'read' | 'write', result: OperationResult, latencyMs: number | undefined) => void;
}

export class Recorder {
  /** In the order of invocation; empty where no history is kept. */
  readonly operations: LiveOperation[] = [];
  /** What each node has answered so far, without an error, in time or late. */
  readonly served = new Map<string, Served>();
  shed = 0;
  /** Operations that were started. */
  started = 0;

  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
    for (const node of options.nodes) this.served.set(node, { reads: 0, writes: 0 });
  }

  /** Starts the operation that was due at this time, at a node drawn at random. */
  start(scheduledAtMs: number): void {
    const { requests, client, nodes, rng, onResult } = this.#options;
    const node = nodes[rng.below(nodes.length)] ?? '';
    const id = this.started + this.shed + 1;
    const { kind, key, value, body, counts = ONE[kind] } = client.draft(id);
    if (requests.unanswered >= MAX_UNANSWERED) {
      this.shed++;
      onResult(kind, 'shed', undefined);
      return;
    }
    const op: LiveOperation = {
      id,
      node,
      kind,
      key,
      value,
      scheduledAtMs,
      invokedAtMs: scheduledAtMs,
      completedAtMs: undefined,
      error: undefined,
      timedOut: false,
      counts,
    };
    this.started++;
    if (this.#options.keepsHistory ?? true) this.operations.push(op);
    op.invokedAtMs = requests.send(node, body, (outcome) => this.#ended(op, outcome));
    client.checker?.invoked?.(op);
  }

  #ended(op: LiveOperation, outcome: Outcome): void {
    if (outcome.type === 'timeout') {
      op.timedOut = true;
      this.#options.onResult(op.kind, 'timeout', undefined);
      return;
    }
    this.#answered(op, outcome.body, outcome.atMs);
    if (op.timedOut) return;
    const result = op.error === undefined ? 'ok' : 'error';
    this.#options.onResult(op.kind, result, outcome.atMs - op.scheduledAtMs);
  }

  #answered(op: LiveOperation, body: Body, atMs: number): void {
    op.completedAtMs = atMs;
    this.#options.client.answered(op, body, false);
    const served = this.served.get(op.node);
    if (served === undefined || op.error !== undefined) return;
    const { reads, writes } = op.counts;
    this.served.set(op.node, { reads: served.reads + reads, writes: served.writes + writes });
  }
}
