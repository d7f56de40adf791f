/**
 * The traces of one run: received from the nodes, kept as far as the report needs them, and passed on to the user's collector.
 * Begin here. `trace-plan.ts` decides from `OTEL_*` whether there are any. In a thread of their own (`trace-thread.ts`), `receiver.ts` and
 * `otlp-spans.ts` are the way in, `forwarder.ts` is the way out; `trace-store.ts` keeps what the report may show.
 */

import type { SlowestWrite } from '../../check/audit/slowest-writes.ts';
import type { SlowWrite } from '../../report/schema/course-schema.ts';
import { exportVariables, NO_TRACES, type TracePlan } from './trace-plan.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';
import { startTraceThread, type TraceThread } from './trace-thread.ts';

/** After the nodes have ended, how long the collector may take for what is left. */
const FORWARD_LIMIT_MS = 2_000;

export class TraceIntake {
  /** Environment of the nodes. Empty: the bench does not trace them. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #store: TraceStore;
  readonly #thread: TraceThread | undefined;
  readonly #plan: TracePlan;
  /** Spans that did not get to the collector, in a sentence. */
  #unsent: string | undefined;

  private constructor(plan: TracePlan, store: TraceStore, thread?: TraceThread) {
    this.#plan = plan;
    this.#store = store;
    this.#thread = thread;
    this.variables =
      thread === undefined || plan.kind === 'none'
        ? {}
        : { ...exportVariables(thread.endpoint, plan.protocol), ...plan.variables };
  }

  static async start(plan: TracePlan, options: TraceStoreOptions): Promise<TraceIntake> {
    const store = new TraceStore(options);
    if (plan.kind === 'none') return new TraceIntake(plan, store);
    const setup = { collector: plan.collector, forwardLimitMs: FORWARD_LIMIT_MS };
    try {
      return new TraceIntake(plan, store, await startTraceThread(setup, (span) => store.add(span)));
    } catch (error) {
      const warning = `${NO_TRACES}${(error as Error).message}`;
      return new TraceIntake({ kind: 'none', warning }, store);
    }
  }

  /** An export of a node whose agent has passed it on. */
  take(body: Uint8Array, contentType: string): void {
    this.#thread?.take({ body, contentType });
  }

  /** Whether the nodes export to the bench. */
  get isReceiving(): boolean {
    return this.#thread !== undefined;
  }

  /** Waits for what is on its way. Call it when the nodes have ended. */
  async close(): Promise<void> {
    this.#unsent = await this.#thread?.close();
  }

  /** @param startMs when the load began, since the epoch */
  describe(slowest: readonly SlowestWrite[], startMs: number): SlowWrite[] {
    return slowest.map((write) => this.#store.describe(write, startMs));
  }

  /** Sentences for people. */
  get warnings(): string[] {
    const warnings: string[] = [];
    if (this.#plan.kind === 'none' && this.#plan.warning !== undefined) warnings.push(this.#plan.warning);
    const { refused } = this.#store;
    if (refused > 0)
      warnings.push(
        `${refused} spans were not kept, as too many writes were pending: slow writes may have lost part of their tree`,
      );
    if (this.#unsent !== undefined) warnings.push(this.#unsent);
    return warnings;
  }
}
