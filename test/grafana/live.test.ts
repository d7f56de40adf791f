/**
 * A real cluster, loaded and partitioned, under a real Prometheus that scrapes it in both layouts (through the bench's
 * endpoint, and each node by itself): no query of a panel, an annotation or a variable comes back empty or with an error.
 */

import assert from 'node:assert/strict';
import {
  annotationQueries,
  filled,
  panelQueries,
  readClusterDashboards,
  type Variable,
} from './dashboard-json.ts';
import { optionsOf, problemsOf, type Asked } from './query-answers.ts';
import { BenchProcess, killBenches, TRACED } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp-receiver.ts';
import { needs } from '../support/needs.ts';
import { startPrometheusFor, type Prometheus } from '../support/prometheus.ts';

/** Few keys: they are overwritten and read while writes are on their way, so reads are stale. */
const LOAD = ['--nodes', '3', '--rate', '200', '--keys', '5', '--duration', '12s', '--scenario', 'partition'];
const NODE_ARGS = ['--suspect-after', '500ms'];
/** Far from what else listens here; a node that finds its port taken is merely not scraped by itself. */
const FIRST_NODE_PORT = 20_000 + (process.pid % 20_000);

const dashboards = readClusterDashboards();

describe('the dashboards on a real cluster', function () {
  this.timeout(40_000);
  let prometheus: Prometheus;
  let receiver: OtlpReceiver;
  let fromS: number;
  let toS: number;

  before(async function () {
    needs(this, 'prometheus');
    receiver = await startOtlpReceiver();
    const [port = 0] = await freePorts(1);
    const nodes = [0, 1, 2].map((index) => `127.0.0.1:${FIRST_NODE_PORT + index}`);
    // Before what it scrapes: on a busy machine it takes longer to start than the cluster runs.
    prometheus = await startPrometheusFor({ bench: [`127.0.0.1:${port}`], nodes });
    fromS = Date.now() / 1000;
    const bench = new BenchProcess([...LOAD, '--metrics-port', `${port}`, '--json', '--', ...NODE_ARGS], {
      ...TRACED,
      GOSSIP_METRICS_PORT: String(FIRST_NODE_PORT),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    const { code, stderr } = await bench.ended;
    assert.ok(code === 0 || code === 1, stderr);
    toS = Date.now() / 1000;
  });

  after(async () => {
    killBenches();
    await (prometheus as Prometheus | undefined)?.stop();
    await (receiver as OtlpReceiver | undefined)?.close();
  });

  const askedOf = (job: string): Asked => ({
    ...{ prometheus, job, fromS, toS },
    ...{ rateWindow: '2s', earlier: '2s' },
  });
  const valuesOf = (variable: Variable, job: string): Promise<Set<string>> =>
    optionsOf(variable, job, prometheus);

  for (const dashboard of dashboards) {
    const queries = [...panelQueries(dashboard), ...annotationQueries(dashboard)];

    it(`${dashboard.title} is filled through the bench's endpoint`, async () => {
      assert.equal(await problemsOf(queries, askedOf('bench')), '');
    });

    it(`${dashboard.title} is filled where each node is scraped`, async () => {
      const ofNodes = queries.filter(({ expr }) => !expr.includes('gossip_bench_'));
      assert.equal(await problemsOf(ofNodes, askedOf('nodes')), '');
    });
  }

  it('let choose jobs, instances and nodes', async () => {
    for (const { templating } of dashboards) {
      const [job, instance, node] = ['job', 'instance', 'node'].map((name) =>
        templating.list.find((variable) => variable.name === name),
      );
      assert.ok(job && instance && node);
      assert.deepEqual(await valuesOf(job, '.+'), new Set(['bench', 'nodes']));
      assert.equal((await valuesOf(instance, 'bench')).size, 1);
      assert.equal((await valuesOf(instance, 'nodes')).size, 3);
      assert.deepEqual(await valuesOf(node, 'bench'), new Set(['n0', 'n1', 'n2']));
    }
  });

  it('name nodes after what tells them apart', async () => {
    const query = dashboards.flatMap(panelQueries).find(({ where }) => /Overview: Memory/.test(where));
    assert.ok(query);
    const names = async (job: string): Promise<(string | undefined)[]> =>
      (await prometheus.queryRange(filled(query.expr, { job }), fromS, toS)).map(
        ({ metric }) => metric['replica'],
      );
    assert.deepEqual((await names('bench')).sort(), ['n0', 'n1', 'n2']);
    assert.match((await names('nodes')).join(), /^127.0.0.1:\d+,127.0.0.1:\d+,127.0.0.1:\d+$/);
  });

  it('show traces behind convergence, in both layouts', async () => {
    for (const job of ['bench', 'nodes']) {
      const ids = await prometheus.exemplarTraceIds(`gossip_convergence_seconds_bucket{job="${job}"}`);
      assert.ok(ids.length > 0, job);
      const [first] = ids;
      await receiver.waitFor('the trace', (spans) => spans.some(({ traceId }) => traceId === first));
    }
  });
});
