/** When tracing is on: only where somebody asked for it. */

import assert from 'node:assert/strict';
import { tracingConfigured } from '../../../src/observe/tracing/tracing-configured.ts';

describe('tracing is on', () => {
  const endpoint = 'http://127.0.0.1:4318';
  const cases: [boolean, Record<string, string>][] = [
    [false, {}],
    [false, { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' }],
    [true, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    [true, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint }],
    [false, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    [false, { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint }],
    [true, { OTEL_TRACES_EXPORTER: 'console' }],
    [true, { OTEL_TRACES_EXPORTER: 'otlp' }],
    [false, { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    [false, { OTEL_TRACES_EXPORTER: '' }],
    [false, { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    [false, { OTEL_SDK_DISABLED: ' TRUE ', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    [false, { OTEL_TRACES_EXPORTER: ' none , otlp', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
    [true, { OTEL_TRACES_EXPORTER: 'otlp,none' }],
    [false, { OTEL_TRACES_EXPORTER: ' ' }],
    [true, { OTEL_SDK_DISABLED: 'false', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }],
  ];
  for (const [expected, env] of cases) {
    it(`${expected ? 'with' : 'not with'} ${JSON.stringify(env)}`, () => {
      assert.equal(tracingConfigured(env), expected);
    });
  }
});
