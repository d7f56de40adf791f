/** Starts tracing if the environment asks for it (`tracingConfigured`). OpenTelemetry is loaded here, and only in that case. */

import { consoleToStderr } from '../console-to-stderr.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/** Stands in where tracing could not be started. */
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
 * every 250 ms (`OTEL_BSP_SCHEDULE_DELAY`), a queue of 2048 (`OTEL_BSP_MAX_QUEUE_SIZE`). Never rejects: if tracing cannot be
 * started, that is logged, and the node runs without it.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  consoleToStderr();
  try {
    const [{ startSdk }, { NodeTracing }] = await Promise.all([
      import('./otel-sdk.ts'),
      import('./node-tracing.ts'),
    ]);
    const { nodeId, version, log } = options;
    const sdk = startSdk(nodeId, version, (text) => log.warn(`OpenTelemetry: ${text}`));
    if (sdk !== undefined) return new NodeTracing(sdk, options);
    log.warn('no traces: OTEL_TRACES_EXPORTER names no exporter that there is (otlp, zipkin, console)');
  } catch (error) {
    options.log.warn('no traces: OpenTelemetry did not start; look at the OTEL_* variables', { error });
  }
  return NO_TRACING;
}
