/** Tracing as a node has it, with a real receiver, in the test's process: sets the environment up, and puts it back. */

import assert from 'node:assert/strict';
import { createLogger } from '../../src/observe/log.ts';
import { type Tracing, type TracingOptions } from '../../src/observe/tracing/tracing.ts';
import { startTracing } from '../../src/observe/tracing/start-tracing.ts';
import { accepted, NOW_MS } from './node-events.ts';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';

/** One for each test: `open` before it, `close` after it. */
export class TracedNode {
  /** What the node's clock says. */
  nowMs = NOW_MS;
  dropped = 0;
  readonly warnings: string[] = [];
  readonly receiver: OtlpReceiver;
  readonly #savedEnv = otelVariables();
  readonly #savedConsole = globalThis.console;
  #tracing: Tracing | undefined;

  private constructor(receiver: OtlpReceiver) {
    this.receiver = receiver;
    setOtelVariables({});
  }

  static async open(): Promise<TracedNode> {
    return new TracedNode(await startOtlpReceiver());
  }

  async close(): Promise<void> {
    await this.#tracing?.shutdown(1000);
    await this.receiver.close();
    setOtelVariables(this.#savedEnv);
    globalThis.console = this.#savedConsole;
  }

  /** @param env instead of, and beside, the receiver's address and its protocol */
  async start(
    options: Partial<TracingOptions> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<Tracing> {
    setOtelVariables({
      OTEL_EXPORTER_OTLP_ENDPOINT: this.receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      ...env,
    });
    this.#tracing = await startTracing({
      nodeId: 'n1',
      version: '0.1.0',
      now: () => this.nowMs,
      convergenceTimeoutMs: 30_000,
      traceSends: false,
      droppedSpans: (count) => (this.dropped += count),
      log: { ...createLogger({ level: 'silent' }), warn: (text) => this.warnings.push(text) },
      ...options,
    });
    return this.#tracing;
  }

  /** Accepts a write that is sampled. */
  write(parent?: string, acceptedAtMs = NOW_MS): string {
    const traceparent = this.#tracing?.forWrite(parent, acceptedAtMs);
    assert.ok(traceparent !== undefined, 'the write is sampled');
    this.#tracing?.record([accepted({ acceptedAtMs, traceparent })]);
    return traceparent;
  }

  /** The one span of that name that the receiver has got. */
  only(name: string): ReceivedSpan {
    const [span, ...more] = this.receiver.spans.filter((one) => one.name === name);
    assert.ok(span && more.length === 0, `one ${name}, not ${span === undefined ? 0 : more.length + 1}`);
    return span;
  }
}

function otelVariables(): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_'));
  return Object.fromEntries(own) as Record<string, string>;
}

function setOtelVariables(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(otelVariables())) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, variables);
}
