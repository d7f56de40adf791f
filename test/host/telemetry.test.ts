/** What a node says on stderr of telemetry that it was asked for and cannot give: wrong variables, and spans that nobody took. */

import assert from 'node:assert/strict';
import { killAll, NodeProcess } from '../support/node-process.ts';

async function saidBy(env: Record<string, string>): Promise<string> {
  const node = new NodeProcess({ args: ['--metrics-port', '0', '--log-level', 'warn'], env });
  await node.init();
  await node.ask({ type: 'write', key: 'a', value: 1 });
  assert.equal(await node.end(), 0);
  return node.logs.map(({ msg }) => String(msg)).join('\n');
}

describe('the telemetry of a node', () => {
  afterEach(killAll);

  const wrong: Record<string, string>[] = [
    { OTEL_TRACES_SAMPLER: 'nonsense' },
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'nonsense' },
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '17.5' },
    { OTEL_TRACES_EXPORTER: 'console,nonsense' },
    { OTEL_SPAN_LINK_COUNT_LIMIT: 'nonsense' },
    { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'nonsense' },
    { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense' },
    { OTEL_TRACES_EXPORTER: 'otlp', OTEL_BSP_MAX_QUEUE_SIZE: 'nonsense' },
    { OTEL_RESOURCE_ATTRIBUTES: 'nonsense' },
  ];
  for (const env of wrong) {
    it(`says what is wrong with ${JSON.stringify(env)}`, async () => {
      const value = Object.values(env).at(-1) ?? '';
      const said = await saidBy({ OTEL_TRACES_EXPORTER: 'console', ...env });
      assert.ok(said.includes(value.split(',').at(-1) ?? ''), said);
    });
  }

  it('says how many spans were lost at its end', async () => {
    const said = await saidBy({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    assert.match(said, /^1 spans were lost: the collector did not take them/m);
  });

  it('says nothing where all is well', async () => {
    assert.equal(await saidBy({ OTEL_TRACES_EXPORTER: 'console' }), '');
  });
});
