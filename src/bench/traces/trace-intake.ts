/**
 * The traces of one run: received from the nodes, kept as far as the report needs them, and passed on to the user's collector.
 * Begin here. `trace-plan.ts` decides from `OTEL_*` whether there are any; `receiver.ts`, `otlp-spans.ts` and `trace-store.ts`
 * are the way in, `forwarder.ts` is the way out.
 */

import type { SlowestWrite } from '../../check/audit/slowest-writes.ts';
import type { SlowWrite } from '../../report/schema/course-schema.ts';
import { Forwarder } from './forwarder.ts';
import { readExport } from './otlp-spans.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { exportVariables, NO_TRACES, type TracePlan } from './trace-plan.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';

/** After the nodes have ended, how long the collector may take for what is left. */
const FORWARD_LIMIT_MS = 2_000;

export class TraceIntake {
  /** Environment of the nodes. Empty: the bench does not trace them. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #store: TraceStore;
  readonly #receiver: Receiver | undefined;
  readonly #forwarder: Forwarder | undefined;
  readonly #plan: TracePlan;

  private constructor(plan: TracePlan, store: TraceStore, receiver?: Receiver, forwarder?: Forwarder) {
    this.#plan = plan;
    this.#store = store;
    this.#receiver = receiver;
    this.#forwarder = forwarder;
    this.variables =
      receiver === undefined || plan.kind === 'none'
        ? {}
        : { ...exportVariables(receiver.endpoint, plan.protocol), ...plan.variables };
  }

  static async start(plan: TracePlan, options: TraceStoreOptions): Promise<TraceIntake> {
    const store = new TraceStore(options);
    if (plan.kind === 'none') return new TraceIntake(plan, store);
    const forwarder = plan.collector === undefined ? undefined : new Forwarder(plan.collector);
    try {
      const receiver = await startReceiver((body, contentType) => {
        const { count, spans } = readExport(body, contentType);
        for (const span of spans) store.add(span);
        forwarder?.push({ body, contentType, spans: count });
      });
      return new TraceIntake(plan, store, receiver, forwarder);
    } catch (error) {
      const warning = `${NO_TRACES}${(error as Error).message}`;
      return new TraceIntake({ kind: 'none', warning }, store);
    }
  }

  /** Waits for what is on its way. Call it when the nodes have ended. */
  async close(): Promise<void> {
    await this.#receiver?.close();
    await this.#forwarder?.finish(FORWARD_LIMIT_MS);
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
    const { warning } = this.#forwarder ?? {};
    if (warning !== undefined) warnings.push(warning);
    return warnings;
  }
}
