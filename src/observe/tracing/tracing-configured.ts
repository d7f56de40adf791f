/** Says whether the environment asks for traces, without loading OpenTelemetry: most nodes never need it. */

type Environment = Readonly<Record<string, string | undefined>>;

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

/** True when an OTLP endpoint or an exporter is set, and neither `OTEL_SDK_DISABLED` nor `OTEL_TRACES_EXPORTER=none` is. */
export function tracingConfigured(env: Environment): boolean {
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  const exporter = env['OTEL_TRACES_EXPORTER']?.trim() ?? '';
  if (exporter.split(',')[0]?.trim() === 'none') return false;
  return exporter !== '' || ENDPOINTS.some((name) => (env[name]?.trim() ?? '') !== '');
}
