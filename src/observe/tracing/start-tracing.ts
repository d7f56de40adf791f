/** Starts tracing, where `tracingConfigured` says that somebody asked for it. OpenTelemetry is loaded from here, and only then. */

import { consoleToStderr } from '../console-to-stderr.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/** In place of a tracing that could not be started. */
const NO_TRACING: Tracing = {
  forWrite: () => undefined,
  forApply: () => undefined,
  record: () => undefined,
  sent: () => undefined,
  flush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/**
 * The SDK reads `OTEL_*` itself, and they win over our defaults: parent-based sampling of everything, OTLP over HTTP, a flush
 * every 250 ms (`OTEL_BSP_SCHEDULE_DELAY`), a queue of 2048 (`OTEL_BSP_MAX_QUEUE_SIZE`). Never rejects: a tracing that cannot
 * be started is logged, and the node goes on without.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  consoleToStderr();
  try {
    const [{ startSdk }, { NodeTracing }] = await Promise.all([
      import('./otel-sdk.ts'),
      import('./node-tracing.ts'),
    ]);
    const sdk = startSdk(options.nodeId, options.version);
    if (sdk !== undefined) return new NodeTracing(sdk, options);
    options.log.warn(
      'no traces: OTEL_TRACES_EXPORTER names no exporter that there is (otlp, zipkin, console)',
    );
  } catch (error) {
    options.log.warn('no traces: OpenTelemetry did not start; look at the OTEL_* variables', { error });
  }
  return NO_TRACING;
}
