/** A cluster of real services, asked and watched, one of them stopped, under a real Prometheus: no panel of *Service* comes back empty. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, killServices, ServeProcess } from '../support/serve-process.ts';
import { needs } from '../support/needs.ts';
import { startPrometheusFor, type Prometheus } from '../support/prometheus.ts';
import { waitFor } from '../support/wait-for.ts';
import { annotationQueries, panelQueries, readServiceDashboard } from './dashboard-json.ts';
import { problemsOf } from './query-answers.ts';

const NODES = ['n1', 'n2', 'n3'];
/** Joins while Prometheus looks. */
const NEWCOMER = 'n4';

describe('the dashboard of the service on a real cluster', function () {
  this.timeout(60_000);
  let prometheus: Prometheus;
  let fromS: number;
  let services: ServeProcess[];
  let folder: string | undefined;
  let start: (node: string) => Promise<ServeProcess>;

  before(async function () {
    needs(this, 'prometheus');
    const all = [...NODES, NEWCOMER];
    const ports = await freePorts(all.length);
    const data = mkdtempSync(join(tmpdir(), 'gossipscope-service-'));
    folder = data;
    start = (node) => {
      const port = ports[all.indexOf(node)] ?? 0;
      const begins = node === 'n1' ? ['--bootstrap'] : ['--join', `n1=127.0.0.1:${ports[0] ?? 0}`];
      const args = [...begins, '--transport', 'tcp', '--address', `127.0.0.1:${port}`];
      return ServeProcess.start({ node, args: [...args, '--data', join(data, node)] });
    };
    services = [];
    for (const node of NODES) {
      const service = await start(node);
      await waitFor(node, () => service.isReady(), 30_000);
      services.push(service);
    }
    fromS = Date.now() / 1000;
    prometheus = await startPrometheusFor({ service: services.map(({ url }) => new URL(url).host) });
  });
  after(async () => {
    killServices();
    await (prometheus as Prometheus | undefined)?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it('is filled', async () => {
    const [first, second] = services as [ServeProcess, ServeProcess];
    const value = async (query: string): Promise<number> => (await prometheus.query(query))[0]?.value ?? NaN;
    await waitFor(
      'every connection',
      async () => (await value('sum(gossip_transport_connected)')) === 6,
      20_000,
    );
    for (let i = 0; i < 100; i++) {
      await first.put(`k/${i % 7}`, `${i}`);
      await second.get(`k/${i % 9}`);
    }
    await waitFor(
      'a scrape',
      async () => (await value('sum(gossip_api_requests_total{status="201"})')) === 7,
    );
    await waitFor('convergence', async () => (await value('sum(gossip_writes_pending)')) === 0);
    await start(NEWCOMER);
    const changes = 'sum(rate(gossip_view_convergence_seconds_count[2s]))';
    const isSeen = async (): Promise<boolean> =>
      (await prometheus.queryRange(changes, fromS, Date.now() / 1000)).some(({ values }) =>
        values.some((rate) => rate > 0),
      );
    await waitFor('a change of the members', isSeen, 20_000);
    const queries = [panelQueries(readServiceDashboard()), annotationQueries(readServiceDashboard())].flat();
    const ofService = queries.filter(
      ({ expr }) => !expr.includes('gossip_bench_') && !expr.includes('suspected'),
    );
    const asked = {
      prometheus,
      job: 'service',
      fromS,
      toS: Date.now() / 1000,
      rateWindow: '2s',
      earlier: '2s',
    };
    assert.equal(await problemsOf(ofService, asked), '');
  });

  it('shows a peer that is gone', async () => {
    await services[2]?.stop('SIGKILL');
    const left = services.slice(0, 2).map(({ url }) => new URL(url).host);
    const connected = `max(gossip_transport_connected{peer="n3", instance=~"${left.join('|')}"})`;
    const isGone = async (): Promise<boolean> => (await prometheus.query(connected))[0]?.value === 0;
    await waitFor('the end of its connections', isGone, 20_000);
  });
});
