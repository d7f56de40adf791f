/** The OpenTelemetry SDK, set up for traces alone. `OTEL_*` variables win over what is set here. */

import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  trace,
  type ContextManager,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { assert } from '../../base/assert.ts';
import { resourceDetectors } from './resource-detectors.ts';
import { rootSampling } from './root-sampling.ts';

export interface Sdk {
  readonly tracer: Tracer;
  /** Whether the next trace without a parent begins. If not, start no span for it. */
  readonly begins: () => boolean;
  /** Hands all ended spans to the exporters. Rejects when they could not be exported. */
  forceFlush(): Promise<void>;
  /** Rejects, after up to 10 s, when no collector answers. */
  shutdown(): Promise<void>;
}

/**
 * @param complain is told what is wrong with the variables
 * @returns undefined when `OTEL_TRACES_EXPORTER` names no known exporter
 */
export function startSdk(nodeId: string, version: string, complain: (text: string) => void): Sdk | undefined {
  const quiet = listen(complain);
  const { begins, sampler } = rootSampling(process.env);
  const sdk = new NodeSDK({
    ...(sampler !== undefined && { sampler }),
    // Without these two it starts exporters of metrics and logs. The detected resource (OTEL_SERVICE_NAME,
    // OTEL_RESOURCE_ATTRIBUTES) is merged over ours.
    metricReaders: [],
    logRecordProcessors: [],
    resourceDetectors: resourceDetectors(complain),
    resource: resources.defaultResource().merge(
      resources.resourceFromAttributes({
        'service.name': 'gossipscope',
        'service.version': version,
        'service.instance.id': nodeId,
      }),
    ),
    textMapPropagator: null,
    // No context is ever active here: parents are passed as arguments. The default manager would hook every promise.
    contextManager: null as unknown as ContextManager,
  });
  sdk.start();
  quiet();
  const provider = registeredProvider();
  if (!('forceFlush' in provider)) return undefined;
  const { forceFlush } = provider;
  assert(typeof forceFlush === 'function', 'a tracer provider that has forceFlush can be flushed');
  return {
    tracer: provider.getTracer('gossipscope', version),
    begins,
    forceFlush: () => forceFlush.call(provider) as Promise<void>,
    shutdown: async () => {
      // The API is global: what is registered there must not outlive the SDK.
      for (const global of [trace, context, propagation, diag]) global.disable();
      await sdk.shutdown();
    },
  };
}

/**
 * The SDK says what is wrong with the variables only to a logger, and registers one where `OTEL_LOG_LEVEL` is set. Otherwise it
 * is ours, while it reads them; failing exports are reported by the queue.
 * @returns stops it
 */
function listen(complain: (text: string) => void): () => void {
  if ((process.env['OTEL_LOG_LEVEL']?.trim() ?? '') !== '') return () => undefined;
  const ignore = (): void => undefined;
  const debug = (text: string): void => {
    if (text.startsWith(RESOURCE_FAULT)) complain(`OTEL_RESOURCE_ATTRIBUTES is left out: ${text}`);
  };
  const logger = { error: complain, warn: complain, info: ignore, debug, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.DEBUG, suppressOverrideMessage: true });
  return () => diag.disable();
}

/** The one fault of a variable that it takes for no more than a detail. */
const RESOURCE_FAULT = 'EnvDetector failed';

/** What the SDK registered: the API hands out a proxy for it. */
function registeredProvider(): TracerProvider {
  const provider: TracerProvider & { getDelegate?: () => TracerProvider } = trace.getTracerProvider();
  return provider.getDelegate?.() ?? provider;
}
