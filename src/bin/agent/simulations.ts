/**
 * The simulations of an agent: each thread takes a job from the queue when it is free, works it off, publishes what came out, and only then
 * says that it is done. Whatever ends in between, the job is still in the queue.
 */

import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, type Consumer, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { JobFate } from '../../observe/metrics/agent-metrics.ts';
import type { AgentName } from '../../bench/agents/subjects.ts';
import { sharedStop } from '../pool/work.ts';
import type { Pool } from '../pool/pool.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import { isLarge } from '../pool/jobs.ts';
import { decodeJob, messageIdOf, seedOfJob, type AnyJob } from '../queue/job.ts';
import { refusalIn } from '../queue/refusal.ts';
import { encodeResult, isFailure, type Result } from '../queue/result.ts';
import { CALL_EVERY_MS, MOST_DELIVERIES, RETRY_MS, STREAMS, WORKING_EVERY_MS } from '../queue/settings.ts';
import { failureSubject, resultSubject } from '../queue/subjects.ts';
import type { Commanders } from './commanders.ts';
import { failureText } from './failure.ts';
import { Slots } from './slots.ts';

/** A request for work waits so long at the server; then it is made anew. A server that is started again has forgotten it. */
const REQUEST_MS = 10_000;

/** What counts the jobs: of every kind that there is. */
export interface Account {
  readonly started: () => void;
  readonly ended: (kind: AnyJob['kind'], fate: JobFate, seconds: number) => void;
}

export interface SimulationsOptions {
  readonly nats: NatsConnection;
  readonly commanders: Commanders;
  /** Whose jobs: the id of this program. */
  readonly program: string;
  readonly name: AgentName;
  readonly pool: Pool;
  /** Simulations of large clusters at a time. */
  readonly large: number;
  readonly account: Account;
  readonly warn: (text: string) => void;
  /** Aborted: what is under way is given back. */
  readonly signal: AbortSignal;
}

interface UnderWay {
  readonly message: JsMsg;
  readonly run: string;
  readonly stop: Int32Array;
}

export class Simulations {
  readonly #options: SimulationsOptions;
  readonly #client: JetStreamClient;
  readonly #underWay = new Set<UnderWay>();
  readonly #large: Slots;
  readonly #aborted: Promise<null>;
  readonly #warned = new Set<string>();
  #consumerThere: Promise<Consumer> | undefined;

  constructor(options: SimulationsOptions) {
    this.#options = options;
    // Each thread listens to it.
    setMaxListeners(0, options.signal);
    this.#aborted = whenAborted(options.signal);
    this.#client = jetstream(options.nats);
    this.#large = new Slots(options.large);
  }

  /** Until aborted. */
  async work(): Promise<void> {
    const { pool, signal } = this.#options;
    const ticks = setInterval(() => this.#tick(), WORKING_EVERY_MS);
    const giveBack = (): void => this.#underWay.forEach(({ stop }) => void Atomics.store(stop, 0, 1));
    signal.addEventListener('abort', giveBack, { once: true });
    await Promise.all(Array.from({ length: pool.jobs }, () => this.#workOff()));
    clearInterval(ticks);
  }

  /** Jobs that wait for an agent; undefined: nobody asks for any. */
  async waiting(): Promise<number | undefined> {
    const consumer = await this.#consumer().catch(() => undefined);
    const info = await consumer?.info().catch(() => undefined);
    return info?.num_pending;
  }

  /** One job after the other: as many of these run as there are threads. */
  async #workOff(): Promise<void> {
    const { commanders, signal } = this.#options;
    while (!this.#isEnding()) {
      try {
        await commanders.anybody(signal);
        const consumer = await this.#consumer();
        const next = consumer.next({ expires: REQUEST_MS });
        next.catch(() => undefined);
        // An abort is not told to the server: the request ends with the connection.
        const message = await Promise.race([next, this.#aborted]);
        if (message !== null) await this.#handle(message);
      } catch (error) {
        if (this.#isEnding()) return;
        this.#consumerThere = undefined;
        const refusal = refusalIn(error);
        if (refusal !== undefined) this.#warnOnce(refusal.message);
        await pause(RETRY_MS);
      }
    }
  }

  #isEnding(): boolean {
    return this.#options.signal.aborted;
  }

  /** Looked up once, until it fails. */
  #consumer(): Promise<Consumer> {
    const { program } = this.#options;
    this.#consumerThere ??= this.#client.consumers.get(STREAMS.jobs, `agents-${program}`);
    this.#consumerThere.catch(() => (this.#consumerThere = undefined));
    return this.#consumerThere;
  }

  #warnOnce(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#options.warn(text);
  }

  /** Says that they are worked on, and ends those that nobody waits for any more. */
  #tick(): void {
    const { commanders } = this.#options;
    for (const { message, run, stop } of this.#underWay) {
      message.working();
      if (!commanders.waitsFor(run)) Atomics.store(stop, 0, 1);
    }
  }

  async #handle(message: JsMsg): Promise<void> {
    const { account, commanders, signal } = this.#options;
    const job = decodeJob(message.string());
    if (typeof job === 'string') {
      this.#options.warn(`a job is no job of this program: ${job}`);
      message.term();
      return;
    }
    const startMs = performance.now();
    const underWay: UnderWay = { message, run: job.run, stop: sharedStop() };
    this.#underWay.add(underWay);
    account.started();
    let fate: JobFate = 'given_back';
    try {
      const result = (await this.#isWaitedFor(job)) ? await this.#resultOf(job, underWay) : undefined;
      const isWhole = result !== undefined && Atomics.load(underWay.stop, 0) === 0;
      if (isWhole && (await this.#publish(job, result))) {
        fate = isFailure(result) ? 'failed' : 'done';
        message.ack();
      } else if (signal.aborted || commanders.waitsFor(job.run)) message.nak();
      else message.term();
    } finally {
      this.#underWay.delete(underWay);
      account.ended(job.kind, fate, (performance.now() - startMs) / 1000);
    }
  }

  /** Its commander may not have called yet since this agent came. */
  async #isWaitedFor({ run }: AnyJob): Promise<boolean> {
    const { commanders } = this.#options;
    if (!commanders.waitsFor(run)) await pause(2 * CALL_EVERY_MS);
    return commanders.waitsFor(run);
  }

  async #resultOf(job: AnyJob, { message, stop }: UnderWay): Promise<Result> {
    const { pool } = this.#options;
    const { deliveryCount } = message.info;
    if (deliveryCount > MOST_DELIVERIES)
      return {
        job: job.job,
        failed: `${MOST_DELIVERIES} agents took the simulation with seed ${seedOfJob(job)}, and none came back: it may need more memory than they have`,
      };
    const nodes = job.kind === 'scenario' ? job.asked.settings.nodes : 0;
    const release = isLarge(nodes) ? await this.#large.take() : undefined;
    try {
      return { job: job.job, answer: await pool.run(job.kind, job.asked, stop) };
    } catch (error) {
      if (!(error instanceof RunFailed)) throw error;
      return { job: job.job, failed: error.message };
    } finally {
      release?.();
    }
  }

  /** Until the server has it, since the work is done. @returns false: it could not be, before the agent was to end */
  async #publish(job: AnyJob, found: Result): Promise<boolean> {
    const { name, nats } = this.#options;
    const { result, data } = sendable(found, nats.info?.max_payload ?? Infinity);
    const msgID = messageIdOf(job);
    if (
      isFailure(result) &&
      !(await this.#send(failureSubject(job.run, name), failureText(job, result), msgID))
    )
      return false;
    return this.#send(resultSubject(job.run, name), data, msgID);
  }

  async #send(subject: string, data: string | Uint8Array, msgID: string): Promise<boolean> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#client.publish(subject, data, { msgID });
        return true;
      } catch (error) {
        if (refusalIn(error) !== undefined) throw error;
        await pause(RETRY_MS);
      }
    }
    return false;
  }
}

/** As it travels; where it cannot, why not. */
function sendable(result: Result, limit: number): { readonly result: Result; readonly data: Uint8Array } {
  const instead = (failed: string): ReturnType<typeof sendable> => {
    const failure = { job: result.job, failed };
    return { result: failure, data: encodeResult(failure) };
  };
  try {
    const data = encodeResult(result);
    if (data.length <= limit) return { result, data };
    return instead(
      `a result takes ${data.length} bytes, and the NATS server takes messages of ${limit}: raise max_payload in its configuration, or lower --diagram-messages`,
    );
  } catch (error) {
    return instead(`a fault of gossipscope, please report it: ${(error as Error).message}`);
  }
}

/** Null, when it comes to that. */
function whenAborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
