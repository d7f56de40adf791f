/** Whether the bench takes in traces: what the user has set decides. */

import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { planTraces } from '../../../src/bench/traces/trace-plan.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

describe('the plan for traces', () => {
  it('takes them in where the user has set nothing, all of them while that disturbs nothing', () => {
    const nothing = { kind: 'receive', collector: undefined, protocol: 'http/protobuf' };
    const interval = { OTEL_BSP_SCHEDULE_DELAY: '1000' };
    assert.deepEqual(planTraces({}, DEFAULT_SETTINGS), { ...nothing, variables: interval });
    assert.deepEqual(planTraces({}, { ...DEFAULT_SETTINGS, nodes: 25, ratePerSec: 1_000 }), {
      ...nothing,
      variables: {
        ...interval,
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.0400',
      },
    });
  });

  it('leaves to the user what the user has set', () => {
    const env = { OTEL_TRACES_SAMPLER: 'always_on', OTEL_BSP_SCHEDULE_DELAY: '100' };
    const plan = planTraces(env, { ...DEFAULT_SETTINGS, ratePerSec: 10_000 });
    assert.deepEqual(plan, {
      ...{ kind: 'receive', collector: undefined, protocol: 'http/protobuf', variables: {} },
    });
  });

  it('leaves strangers alone, and whoever has switched traces off', () => {
    const none = { kind: 'none', warning: undefined };
    assert.deepEqual(planTraces(ENDPOINT, { ...DEFAULT_SETTINGS, bin: './node' }), none);
    assert.deepEqual(planTraces({ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, DEFAULT_SETTINGS), none);
    assert.deepEqual(planTraces({ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, DEFAULT_SETTINGS), none);
  });

  const collectors: [Record<string, string>, string, Record<string, string>][] = [
    [ENDPOINT, 'http://collector:4318/v1/traces', {}],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/traces', {}],
    [
      { ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in' },
      'https://traces.example/in',
      {},
    ],
    [
      {
        ...ENDPOINT,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=1, token=x%20y=,bad,worse=%',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=2',
      },
      'http://collector:4318/v1/traces',
      { a: '2', token: 'x y=' },
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:p%40ss@collector:4318' },
      'http://collector:4318/v1/traces',
      { authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` },
    ],
  ];
  for (const [env, url, headers] of collectors) {
    it(`passes on to ${url} with ${JSON.stringify(env)}`, () => {
      const plan = planTraces(env, DEFAULT_SETTINGS);
      assert.deepEqual(plan.kind === 'receive' && plan.collector, { url, headers });
    });
  }

  it("lets the nodes export in the form that the user's collector takes", () => {
    const protocolFor = (env: Record<string, string>): unknown => {
      const plan = planTraces({ ...ENDPOINT, ...env }, DEFAULT_SETTINGS);
      return plan.kind === 'receive' && plan.protocol;
    };
    const [json, protobuf] = ['http/json', 'http/protobuf'];
    assert.equal(protocolFor({}), protobuf);
    assert.equal(protocolFor({ OTEL_EXPORTER_OTLP_PROTOCOL: json }), json);
    assert.equal(
      protocolFor({ OTEL_EXPORTER_OTLP_PROTOCOL: json, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protobuf }),
      protobuf,
    );
    assert.equal(
      protocolFor({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: json }),
      json,
    );
  });

  const obstacles: Record<string, string>[] = [
    { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'foo' },
    { ...ENDPOINT, OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' },
    { OTEL_TRACES_EXPORTER: 'zipkin' },
    { OTEL_TRACES_EXPORTER: 'otlp,console' },
    { OTEL_RESOURCE_ATTRIBUTES: 'team=a,service.instance.id=one' },
  ];
  for (const env of obstacles) {
    it(`changes nothing for the nodes, and says so, with ${JSON.stringify(env)}`, () => {
      const plan = planTraces(env, DEFAULT_SETTINGS);
      assert.ok(plan.kind === 'none');
      assert.match(plan.warning ?? '', /^the report has no traces: ./);
    });
  }
});
