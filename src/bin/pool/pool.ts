/**
 * Simulations on all cores: a pool of threads that hands out work and gives the answers in the order of the work, so that a
 * result never depends on how many threads there are.
 *
 * Only in a thread can the heap be given its limits: ten thousand replicas fill more than Node.js allows by default on a small
 * machine, and a larger nursery saves a sixth of their time.
 */

import { Tinypool } from 'tinypool';
import { RunFailed } from '../terminal/run-failed.ts';
import { THREAD_BYTES } from './memory.ts';
import { WORKER } from './worker-file.ts';
import { answersInOrder, type Progress, type Workers } from './workers.ts';
import {
  PROGRESS,
  sharedProgress,
  sharedStop,
  type Answer,
  type Asked,
  type Kind,
  type Outcome,
  type Task,
} from './work.ts';

const YOUNG_MB = 384;
/** Of what a thread takes, this share is old generation: the nursery and what lies outside the heap are the rest. */
const OLD_SHARE = 0.83;

/** Work handed out ahead of what is read, for each thread: none waits for the reader. */
const AHEAD = 2;

export interface PoolOptions {
  readonly jobs: number;
  /** Aborted: what is under way ends early, with what there is. */
  readonly signal: AbortSignal;
  readonly worker?: URL;
  /** What a thread may take. */
  readonly bytes?: number;
  readonly heap?: { readonly maxOldGenerationSizeMb: number; readonly maxYoungGenerationSizeMb?: number };
}

export class Pool implements Workers {
  readonly jobs: number;
  readonly #bytes: number;
  readonly #threads: Tinypool;
  readonly #stop = sharedStop();
  /** Of what is under way, in its order. */
  readonly #progress = new Set<Float64Array>();

  constructor({ jobs, signal, worker = WORKER, bytes = THREAD_BYTES, heap = heapIn(bytes) }: PoolOptions) {
    this.jobs = jobs;
    this.#bytes = bytes;
    const threads = { minThreads: jobs, maxThreads: jobs };
    this.#threads = new Tinypool({ filename: worker.href, ...threads, resourceLimits: heap });
    const stop = (): void => void Atomics.store(this.#stop, 0, 1);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  }

  /** @param stop ends this one early; absent: the signal alone does @throws {RunFailed} */
  async run<K extends Kind>(kind: K, asked: Asked<K>, stop = this.#stop): Promise<Answer<K>> {
    const progress = sharedProgress();
    this.#progress.add(progress);
    const task: Task<K> = { kind, asked, stop, progress };
    let outcome: Outcome<K>;
    try {
      outcome = (await this.#threads.run(task)) as Outcome<K>;
    } catch (error) {
      throw failureOf(error as NodeJS.ErrnoException, seedOf(asked), this.#bytes);
    } finally {
      this.#progress.delete(progress);
    }
    if (!outcome.isDone) throw new RunFailed(`--strategy ${outcome.strategyProblem}`);
    return outcome.answer;
  }

  inOrder<K extends Kind>(kind: K, work: Iterable<Asked<K>>): AsyncGenerator<Answer<K>, void> {
    return answersInOrder((asked: Asked<K>) => this.run(kind, asked), work, this.jobs * AHEAD);
  }

  progress(): Progress | undefined {
    const [first] = this.#progress;
    if (first === undefined) return undefined;
    const at = (slot: number): number => first[slot] ?? 0;
    const { nowMs, operations, pending, messages } = PROGRESS;
    return {
      ...{ nowMs: at(nowMs), operations: at(operations) },
      ...{ pending: at(pending), messages: at(messages) },
    };
  }

  describe(): readonly string[] {
    return [];
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    await this.#threads.destroy();
  }
}

function heapIn(bytes: number): NonNullable<PoolOptions['heap']> {
  const maxOldGenerationSizeMb = Math.floor((bytes * OLD_SHARE) / 2 ** 20);
  return { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: YOUNG_MB };
}

function failureOf(error: NodeJS.ErrnoException, seed: number, bytes: number): RunFailed {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new RunFailed(
      `the simulation with seed ${seed} takes more than ${Math.floor(bytes / 2 ** 30)} GB of memory: lower --nodes, --rate or --duration`,
    );
  return new RunFailed(
    `a fault of gossipscope, please report it: the simulation with seed ${seed} failed: ${error.stack ?? error.message}`,
    { cause: error },
  );
}

function seedOf(asked: Asked<Kind>): number {
  return 'settings' in asked ? asked.settings.seed : asked.seed;
}
