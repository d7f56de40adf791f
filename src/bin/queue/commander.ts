/**
 * Has work done by agents. Jobs go into a queue that all agents take from, results come back on a stream: docs/agents.md tells the whole of
 * it. Each job counts once, no matter who answered, and how often: an answer belongs to its job's number, and the first one is taken.
 *
 * Nothing that happens to agents or to the server loses a job: what has no answer and is not in the queue any more is asked for again.
 */

import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { NO_RUNS } from '../../simulate/swarm.ts';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { explainNatsError } from '../../transport/nats/explain.ts';
import { answersInOrder, type Workers } from '../pool/workers.ts';
import type { Answer, Asked, Kind } from '../pool/work.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import { connectionText, connectToQueue, type QueueConnection } from './connect.ts';
import { encodeJob, messageIdOf, type AnyJob, type Job } from './job.ts';
import { ownProgram, type Program } from './program.ts';
import { refusalIn } from './refusal.ts';
import { answerProblem, decodeResult } from './result.ts';
import { RollCall } from './roll-call.ts';
import * as settings from './settings.ts';
import { prepareConsumer, prepareStreams } from './streams.ts';
import { jobIn, jobsOf, jobSubject, resultsOf } from './subjects.ts';

const { STREAMS } = settings;
const NAME = 'commander';
/** What is left on the server is taken away in this time, or by the server itself later. */
const TIDY_LIMIT_MS = 3_000;

/** So much work at a time is assumed when a swarm is cut into pieces: a small one is to keep a small fleet busy to the end. */
const ASSUMED_THREADS = 32;

interface Open {
  job: AnyJob;
  /** The server has it. */
  isHanded: boolean;
  /** Times in a row that it was not in the queue. */
  misses: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Commander implements Workers {
  readonly jobs = ASSUMED_THREADS;
  readonly run = randomBytes(8).toString('hex');
  readonly #connection: QueueConnection;
  readonly #servers: readonly string[];
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  readonly #program: Program;
  readonly #warn: (text: string) => void;
  /** What has no answer yet, by number. */
  readonly #open = new Map<number, Open>();
  readonly #closing = new AbortController();
  #calls: RollCall | undefined;
  #looks: NodeJS.Timeout | undefined;
  #asked = 0;
  /** The user wants to see what there is. */
  #isStopped = false;
  #failure: Error | undefined;

  /** @throws {RunFailed} */
  static async open(access: NatsSettings, signal: AbortSignal): Promise<Commander> {
    const connection = await connectToQueue(
      access,
      NAME,
      (isConnected) => void process.stderr.write(`${connectionText(isConnected)}\n`),
    );
    try {
      const manager = await jetstreamManager(connection.nats);
      await prepareStreams(manager);
      const commander = new Commander(connection, manager, access.servers);
      await commander.#begin(signal);
      return commander;
    } catch (error) {
      await connection.nats.close();
      if (error instanceof RunFailed) throw error;
      // The library does not export its class.
      if (error instanceof Error && error.name === 'JetStreamNotEnabled')
        throw new RunFailed(
          `the NATS server ${access.servers.join(', ')} has no JetStream: give it jetstream { store_dir: "…" } in its configuration`,
        );
      throw new RunFailed(explainNatsError(refusalIn(error) ?? error, access.servers, NAME));
    }
  }

  private constructor(connection: QueueConnection, manager: JetStreamManager, servers: readonly string[]) {
    const { nats } = connection;
    this.#connection = connection;
    this.#manager = manager;
    this.#servers = servers;
    this.#client = jetstream(nats);
    this.#program = ownProgram();
    this.#warn = (text) => void process.stderr.write(`warning: ${text}\n`);
  }

  /** Agents are called when there is a queue to take from. */
  async #begin(signal: AbortSignal): Promise<void> {
    await this.#prepareConsumers();
    const { nats, owner } = this.#connection;
    this.#calls = new RollCall({ nats, owner, run: this.run, program: this.#program, warn: this.#warn });
    this.#looks = setInterval(() => void this.#look(), settings.LOOK_EVERY_MS);
    void this.#takeResults();
    if (signal.aborted) this.#stop();
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  inOrder<K extends Kind>(kind: K, work: Iterable<Asked<K>>): AsyncGenerator<Answer<K>, void> {
    return answersInOrder((asked: Asked<K>) => this.#ask(kind, asked), work, settings.MOST_UNDER_WAY);
  }

  progress(): undefined {
    return undefined;
  }

  describe(): readonly string[] {
    const { agents = 0, threads = 0 } = this.#calls?.count() ?? {};
    return [`${agents} agents with ${threads} threads`];
  }

  /** Takes away what is left of this run; what cannot be taken away now goes by the limits of the streams. */
  async close(): Promise<void> {
    clearInterval(this.#looks);
    this.#calls?.end();
    this.#closing.abort();
    const { nats } = this.#connection;
    const { streams, consumers } = this.#manager;
    const tidied = Promise.allSettled([
      streams.purge(STREAMS.jobs, { filter: jobSubject(this.#program.id, this.run, '*') }),
      consumers
        .delete(STREAMS.results, this.#resultsConsumer)
        .then(() => streams.purge(STREAMS.results, { filter: resultsOf(this.run) })),
    ]);
    const late = new AbortController();
    await Promise.race([tidied, pause(TIDY_LIMIT_MS, undefined, late)]);
    late.abort();
    await nats.close();
  }

  get #resultsConsumer(): string {
    return `run-${this.run}`;
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** @throws {RunFailed} */
  async #ask<K extends Kind>(kind: K, asked: Asked<K>): Promise<Answer<K>> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isStopped) return UNANSWERED[kind];
    const job: Job<K> = { run: this.run, job: this.#asked++, attempt: 0, kind, asked };
    const answer = new Promise<unknown>((resolve, reject) => {
      const open = { job: job as unknown as AnyJob, isHanded: false, misses: 0, resolve, reject };
      this.#open.set(job.job, open);
      void this.#hand(open);
    });
    return (await answer) as Answer<K>;
  }

  /** Until the server has it. */
  async #hand(open: Open): Promise<void> {
    const { job } = open;
    const subject = jobSubject(this.#program.id, this.run, job.job);
    open.isHanded = false;
    while (this.#open.has(job.job) && !this.#isClosing) {
      try {
        await this.#client.publish(subject, encodeJob(job), { msgID: messageIdOf(job) });
        open.isHanded = true;
        return;
      } catch (error) {
        const refusal = refusalIn(error);
        if (refusal !== undefined) this.#fail(refusal);
        await this.#wait();
      }
    }
  }

  /** Asks again for what is neither answered nor in the queue. */
  async #look(): Promise<void> {
    try {
      await prepareStreams(this.#manager);
      await this.#prepareConsumers();
      const handed = [...this.#open.values()].filter(({ isHanded }) => isHanded);
      const filter = jobSubject(this.#program.id, this.run, '*');
      const { state } = await this.#manager.streams.info(STREAMS.jobs, { subjects_filter: filter });
      const queued = new Set(Object.keys(state.subjects ?? {}).map(jobIn));
      for (const open of handed) {
        open.misses = queued.has(open.job.job) ? 0 : open.misses + 1;
        if (open.misses < settings.LOOKS) continue;
        open.misses = 0;
        open.job = { ...open.job, attempt: open.job.attempt + 1 };
        void this.#hand(open);
      }
    } catch {
      // The server is away, or about to be: the next look is soon.
    }
  }

  async #prepareConsumers(): Promise<void> {
    const { id } = this.#program;
    await prepareConsumer(this.#manager, STREAMS.jobs, settings.jobsConsumer(`agents-${id}`, jobsOf(id)));
    const results = settings.resultsConsumer(this.#resultsConsumer, resultsOf(this.run));
    await prepareConsumer(this.#manager, STREAMS.results, results);
  }

  async #takeResults(): Promise<void> {
    while (!this.#isClosing) {
      try {
        await this.#prepareConsumers();
        const consumer = await this.#client.consumers.get(STREAMS.results, this.#resultsConsumer);
        const messages = await consumer.consume({ abort_on_missing_resource: true });
        this.#closing.signal.addEventListener('abort', () => void messages.close(), { once: true });
        for await (const message of messages) {
          this.#take(message.data);
          message.ack();
        }
      } catch (error) {
        const refusal = refusalIn(error);
        if (refusal !== undefined) this.#fail(refusal);
      }
      await this.#wait();
    }
  }

  #take(data: Uint8Array): void {
    const result = decodeResult(data);
    const open = result === undefined ? undefined : this.#open.get(result.job);
    // Of a job that is answered already: it was done twice.
    if (result === undefined || open === undefined) return;
    if ('failed' in result) {
      this.#open.delete(result.job);
      open.reject(new RunFailed(result.failed));
      return;
    }
    const problem = answerProblem(open.job, result.answer);
    if (problem !== undefined) {
      this.#warn(`an agent's answer is not taken: ${problem}`);
      return;
    }
    this.#open.delete(result.job);
    open.resolve(result.answer);
  }

  /** What has no answer yet gets none. */
  #stop(): void {
    this.#isStopped = true;
    for (const { job, resolve } of this.#open.values()) resolve(UNANSWERED[job.kind]);
    this.#open.clear();
  }

  #fail(error: Error): void {
    this.#failure = new RunFailed(explainNatsError(error, this.#servers, NAME));
    for (const { reject } of this.#open.values()) reject(this.#failure);
    this.#open.clear();
  }

  async #wait(): Promise<void> {
    await pause(settings.RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** As of work that was stopped before it began. */
const UNANSWERED: { readonly [K in Kind]: Answer<K> } = { swarm: NO_RUNS, scenario: null, turn: null };
