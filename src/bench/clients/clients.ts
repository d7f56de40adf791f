/**
 * Makes the clients' operations and keeps the record of them: what the nodes were asked, what they answered, and when.
 *
 * Begin here. What is asked comes from `load/`; `open-loop.ts` says when, `request-client.ts` sends it and waits for the reply.
 */

import type { Prng } from '../../base/prng.ts';
import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import { beginOperation, completeFinalRead, completeOperation } from '../../load/operation.ts';
import { requestMaker } from '../../load/requests.ts';
import type { DrawRequest } from '../../load/requests.ts';
import type { LoadOptions, RequestBody, Session, Workload } from '../../load/workload.ts';
import { workloadOf, type WorkloadName } from '../../load/workloads.ts';
import type { Body } from '../../protocol/envelope.ts';
import { outcomeOf } from '../../check/outcome.ts';
import { modelsOf } from '../../report/schema/settings-schema.ts';
import { clientsIn, FixedClients } from './fixed-clients.ts';
import { MALFORMED, MalformedAnswers } from './malformed.ts';
import type { ValueTrail } from '../cluster/value-trail.ts';
import { servedBy, NOTHING, LiveOperation, type Served } from './operation.ts';
import type { Outcome, RequestClient } from './request-client.ts';
import { Sessions, type Client } from './sessions.ts';

/** Operations without an answer at one time; further ones are not started, and counted as shed. */
export const MAX_UNANSWERED = 50_000;

export type OperationResult = 'ok' | 'error' | 'timeout' | 'shed';

export interface ClientsOptions {
  readonly requests: RequestClient;
  readonly settings: {
    readonly workload: WorkloadName;
    readonly consistencyModels: string;
    readonly concurrency: string | null;
    readonly latencyMs?: number;
  } & Omit<LoadOptions, 'dialect' | 'repeatsElements'>;
  readonly nodes: readonly string[];
  /** Whether the nodes are our own. */
  readonly ours: boolean;
  /** How far apart two nodes' clocks may be. */
  readonly skewMs: number;
  readonly rng: Prng;
  /** Follows the values that are added, where somebody does. */
  readonly trail?: ValueTrail | undefined;
  /** False: operations are counted, but not kept, where nobody will judge them. Default: true. */
  readonly keepsHistory?: boolean;
  /** An operation ended for its client. `latencyMs`, from its scheduled time, is undefined where no answer came. */
  readonly onResult: (kind: 'read' | 'write', result: OperationResult, latencyMs: number | undefined) => void;
}

export class Clients {
  /** In the order of invocation; empty where no history is kept. */
  readonly operations: LiveOperation[] = [];
  /** What each node's present life has answered so far, without an error, in time or late. */
  readonly served = new Map<string, Served>();
  /** Undefined: reads and writes of registers are all there is to judge. */
  readonly checker: WorkloadChecker | undefined;
  readonly malformed: MalformedAnswers;
  shed = 0;
  /** Operations that were started. */
  started = 0;

  readonly #options: ClientsOptions;
  readonly #workload: Workload;
  readonly #draw: DrawRequest;
  /** Undefined: as long as the clients of most workloads wait. */
  readonly #timeoutMs: number | undefined;
  /** Undefined: any client can make any request. */
  readonly #sessions: Sessions | undefined;
  /** Undefined: as many clients as the rate takes. */
  readonly #fixed: FixedClients | undefined;
  /** Since when an operation has been due that no client could start so far. */
  #dueSinceMs: number | undefined;
  readonly #nodes: Prng;

  constructor(options: ClientsOptions) {
    const { settings, nodes, ours, skewMs, rng } = options;
    this.#options = options;
    this.#workload = workloadOf(settings);
    this.malformed = new MalformedAnswers(this.#workload);
    this.checker = this.#workload.checker?.(nodes, skewMs, modelsOf(settings));
    const dialect = ours ? 'ours' : 'maelstrom';
    this.#draw = requestMaker(
      this.#workload,
      { ...settings, dialect, repeatsElements: false },
      rng.fork('client'),
    );
    this.#nodes = rng.fork('nodes');
    this.#timeoutMs = this.#workload.timeoutMs?.(settings.latencyMs ?? 0);
    const { openSession } = this.#workload;
    const { concurrency } = settings;
    const sessions = rng.fork('sessions');
    const open = openSession ?? ((): Session => ({ ...this.#workload, answered: () => undefined }));
    this.#fixed =
      concurrency === null
        ? undefined
        : new FixedClients(clientsIn(concurrency, nodes.length), nodes, open, sessions);
    this.#sessions =
      this.#fixed === undefined && openSession ? new Sessions(openSession, sessions) : undefined;
    for (const node of nodes) this.served.set(node, NOTHING);
  }

  /** Starts the operation that was due at this time, at a node drawn at random, or with the first client that is free. */
  start(scheduledAtMs: number): void {
    if (this.#fixed === undefined) {
      const { nodes } = this.#options;
      const node = nodes[this.#nodes.below(nodes.length)] ?? '';
      this.#startAt(node, scheduledAtMs, this.#sessions?.take(node));
      return;
    }
    const client = this.#fixed.take();
    if (client !== undefined) this.#startAt(client.node, scheduledAtMs, client);
    // As in Maelstrom, one operation waits, and no queue grows behind it.
    else if (this.#dueSinceMs === undefined) this.#dueSinceMs = scheduledAtMs;
    else this.shed++;
  }

  #startAt(node: string, scheduledAtMs: number, client: Client | undefined): void {
    const { requests, onResult } = this.#options;
    const id = this.started + this.shed + 1;
    const request = this.#draw(id, client?.session);
    const begin = beginOperation(request, { id, node, atMs: scheduledAtMs, client: client?.id });
    if (requests.unanswered >= MAX_UNANSWERED) {
      this.shed++;
      if (client !== undefined) this.#pool?.giveBack(client);
      onResult(begin.kind, 'shed', undefined);
      return;
    }
    const op = new LiveOperation(begin, servedBy(request));
    this.started++;
    if (this.#options.keepsHistory ?? true) this.operations.push(op);
    if (request.writes?.type === 'element') this.#options.trail?.follow(op.value ?? '', node);
    const ended = (outcome: Outcome): void => {
      const isLate = op.timedOut;
      this.#ended(op, request.body, outcome);
      if (client === undefined || isLate) return;
      this.#endStep(client, op, request.body, outcome);
      this.#startWhatIsDue();
    };
    op.invokedAtMs = requests.send(node, request.body, ended, this.#timeoutMs);
    this.checker?.invoked?.(op);
  }

  /** The load is over: nothing starts any more that was due. */
  loadEnded(): void {
    this.#dueSinceMs = undefined;
  }

  /** What reads this key when all is over, or everything where the state is whole; undefined: there is nothing to read. */
  finalRead(key: string | number): RequestBody | undefined {
    const { readAll, registers } = this.#workload;
    if (registers === undefined) return readAll ?? this.readOn(key);
    return registers.convergent === 'all' || this.#options.ours ? registers.read(key) : undefined;
  }

  /** What reads on from there, or from the beginning; undefined: there is nothing more to read. */
  readOn(
    key: string | number,
    before?: { readonly request: RequestBody; readonly answer: Body },
  ): RequestBody | undefined {
    return this.#workload.readOn?.(key, before);
  }

  /** For reads of one client that none of the load has made. */
  nextClient(): number | undefined {
    return this.#pool?.nextId();
  }

  /** The answer to a final read came. */
  answeredInTheEnd(op: LiveOperation, request: RequestBody, answer: Body): void {
    this.#complete(op, request, { body: answer }, completeFinalRead);
  }

  #complete(
    op: LiveOperation,
    request: RequestBody,
    { body, from }: { readonly body: Body; readonly from?: string | undefined },
    complete: typeof completeOperation,
  ): void {
    if (!this.malformed.isWellFormed(op.node, request, body, from)) {
      op.error = MALFORMED;
      return;
    }
    complete(op, body, this.#workload, this.checker);
    if (op.error === MALFORMED) this.malformed.addUnfit(op.node, request, body, from);
  }

  /** The node begins a new life, and counts from 0. @returns what its last one served */
  endLife(node: string): Served {
    const served = this.served.get(node) ?? NOTHING;
    this.served.set(node, NOTHING);
    return served;
  }

  /** The client goes on, if it knows what became of its request. */
  #endStep(client: Client, op: LiveOperation, request: RequestBody, outcome: Outcome): void {
    if (outcome.type === 'answer' && op.error === undefined) client.session.answered(request, outcome.body);
    const isKnown = outcome.type === 'answer' && outcomeOf(outcome.atMs, op.error) !== 'unknown';
    if (isKnown) this.#pool?.giveBack(client);
    else this.#pool?.giveUp(client);
  }

  get #pool(): Sessions | FixedClients | undefined {
    return this.#fixed ?? this.#sessions;
  }

  #startWhatIsDue(): void {
    const dueSinceMs = this.#dueSinceMs;
    if (dueSinceMs === undefined) return;
    this.#dueSinceMs = undefined;
    this.start(dueSinceMs);
  }

  #ended(op: LiveOperation, request: RequestBody, outcome: Outcome): void {
    if (outcome.type === 'timeout') {
      op.timedOut = true;
      this.#options.onResult(op.kind, 'timeout', undefined);
      return;
    }
    this.#answered(op, request, outcome);
    if (op.timedOut) return;
    const result = op.error === undefined ? 'ok' : 'error';
    this.#options.onResult(op.kind, result, outcome.atMs - op.scheduledAtMs);
  }

  #answered(op: LiveOperation, request: RequestBody, outcome: Outcome & { readonly type: 'answer' }): void {
    op.completedAtMs = outcome.atMs;
    this.#complete(op, request, outcome, completeOperation);
    const served = this.served.get(op.node);
    if (served === undefined || op.error !== undefined) return;
    const { reads, writes } = op.counts;
    this.served.set(op.node, { reads: served.reads + reads, writes: served.writes + writes });
  }
}
