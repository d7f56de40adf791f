/**
 * Decides whether a trace begins, before the SDK makes ids, contexts and a span that records nothing. With one write in a hundred
 * traced, these would be most of what tracing costs. It does so for `parentbased_traceidratio` only: there all later spans follow
 * the root's decision, so the decision need not be computed from the trace id.
 */

import { tracing } from '@opentelemetry/sdk-node';

type Environment = Readonly<Record<string, string | undefined>>;

export interface RootSampling {
  /** Whether the next trace without a parent begins. */
  readonly begins: () => boolean;
  /** For the SDK: it samples every root that we begin. Undefined: the SDK makes its own from `OTEL_*`. */
  readonly sampler: tracing.Sampler | undefined;
}

/** The SDK decides, and says what is wrong with the variables. */
const BY_THE_SDK: RootSampling = { begins: () => true, sampler: undefined };

export function rootSampling(env: Environment): RootSampling {
  const ratioText = env['OTEL_TRACES_SAMPLER_ARG']?.trim() ?? '';
  const ratio = ratioText === '' ? NaN : Number(ratioText);
  const isUnderstood = env['OTEL_TRACES_SAMPLER'] === 'parentbased_traceidratio' && ratio >= 0 && ratio <= 1;
  if (!isUnderstood) return BY_THE_SDK;
  return {
    begins: () => Math.random() < ratio,
    sampler: new tracing.ParentBasedSampler({ root: new tracing.AlwaysOnSampler() }),
  };
}
