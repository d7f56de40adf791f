/** What a service shows beside its node's metrics: what its API did, and its peers as they are at the scrape. */

import assert from 'node:assert/strict';
import { createMetrics, type Metrics } from '../../../src/observe/metrics/metrics.ts';
import { Recorder } from '../../../src/observe/metrics/recorder.ts';
import {
  type ReadService,
  type Reading,
  ServiceMetrics,
} from '../../../src/observe/metrics/service-metrics.ts';

const INFO = { version: '0', node: 'n1', strategy: 'relay', workload: 'kv' };
const NOTHING: ReadService = {
  gossip_api_requests_in_flight: () => [],
  gossip_api_connections: () => [],
  gossip_api_watchers: () => [],
  gossip_transport_messages_total: () => [],
  gossip_transport_dropped_total: () => [],
  gossip_transport_reconnects_total: () => [],
  gossip_transport_refused_total: () => [],
  gossip_transport_connected: () => [],
  gossip_transport_queued_bytes: () => [],
  gossip_transport_faults: () => [],
};

function serviceOf(read: Partial<ReadService> = {}): { service: ServiceMetrics; metrics: Metrics } {
  const service = new ServiceMetrics();
  const metrics = createMetrics(new Recorder(), INFO);
  service.register(metrics.registry, { ...NOTHING, ...read });
  return { service, metrics };
}

/** Samples of the service that are not 0. */
async function shown({ text }: Metrics): Promise<string[]> {
  const lines = (await text()).split('\n').filter((line) => /^gossip_(api|transport)_/.test(line));
  return lines.filter((line) => !line.includes('_bucket{') && !line.endsWith(' 0'));
}

describe('the metrics of a service', () => {
  it('count requests by route and status, and time those that are answered', async () => {
    const { service, metrics } = serviceOf();
    service.request('GET /v1/kv/{key}', 200, 250);
    service.request('GET /v1/kv/{key}', 200, 250);
    service.request('GET /v1/watch', 418, undefined);
    const expected = [
      'gossip_api_requests_total{route="GET /v1/kv/{key}",status="200"} 2',
      'gossip_api_requests_total{route="GET /v1/watch",status="other"} 1',
      'gossip_api_request_duration_seconds_sum{route="GET /v1/kv/{key}"} 0.5',
      'gossip_api_request_duration_seconds_count{route="GET /v1/kv/{key}"} 2',
    ];
    assert.deepEqual(await shown(metrics), expected);
    assert.deepEqual(await shown(metrics), expected, 'a scrape takes nothing away');
    service.request('GET /v1/watch', 418, undefined);
    assert.ok(
      (await shown(metrics)).includes('gossip_api_requests_total{route="GET /v1/watch",status="other"} 2'),
    );
  });

  it('count what was refused at each limit, and the changes that watchers were sent', async () => {
    const { service, metrics } = serviceOf();
    service.refused('rate');
    service.refused('malformed');
    service.refused('malformed');
    service.watchEvents(3);
    assert.deepEqual(await shown(metrics), [
      'gossip_api_refused_total{limit="rate"} 1',
      'gossip_api_refused_total{limit="malformed"} 2',
      'gossip_api_watch_events_total 3',
    ]);
  });

  it('show the peers that there are, as they are now', async () => {
    let peers: readonly Reading[] = [[1, 'n2'], [1, 'n3']]; // oxfmt-ignore
    const { metrics } = serviceOf({
      gossip_transport_connected: () => peers,
      gossip_transport_messages_total: () => peers.map(([, peer = '']) => [9, peer, 'sent']),
    });
    const connected = (peer: string): string => `gossip_transport_connected{peer="${peer}"} 1`;
    const sent = (peer: string): string =>
      `gossip_transport_messages_total{peer="${peer}",direction="sent"} 9`;
    assert.deepEqual((await shown(metrics)).sort(), [
      ...['n2', 'n3'].map(connected),
      ...['n2', 'n3'].map(sent),
    ]);
    peers = [[1, 'n3']];
    assert.deepEqual((await shown(metrics)).sort(), [connected('n3'), sent('n3')]);
  });

  it('are there from the start, each combination of labels that is known', async () => {
    const text = await serviceOf().metrics.text();
    assert.ok(text.includes('gossip_api_refused_total{limit="slow_watcher"} 0\n'));
    assert.ok(text.includes('gossip_api_requests_total{route="other",status="507"} 0\n'));
    assert.ok(text.includes('# TYPE gossip_transport_refused counter\n'));
    assert.ok(text.includes('# TYPE gossip_transport_connected gauge\n'));
  });
});
