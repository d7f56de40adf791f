/**
 * Looks at a running docker compose stack from outside: Prometheus scrapes the cluster, the network is cut and healed, the
 * rules are loaded, and no query of a dashboard comes back empty. Usage: tsx test/grafana/running-stack.ts <url of Prometheus>
 */

import assert from 'node:assert/strict';
import process from 'node:process';
import { annotationQueries, panelQueries, readClusterDashboards } from './dashboard-json.ts';
import { optionsOf, problemsOf } from './query-answers.ts';
import { prometheusAt } from '../support/prometheus.ts';
import { waitFor } from '../support/wait-for.ts';

const NODES = ['n0', 'n1', 'n2', 'n3', 'n4'];
/** The first cut comes after a minute and lasts a quarter of one. */
const CUT_LIMIT_MS = 120_000;
const HEAL_LIMIT_MS = 40_000;
/** What the cut delayed is counted, and rates see it, some scrapes later. */
const AFTERMATH_S = 10;

const base = process.argv[2];
if (base === undefined) throw new Error('usage: tsx test/grafana/running-stack.ts http://127.0.0.1:9090');
const prometheus = prometheusAt(base);
const nowS = (): number => Date.now() / 1000;
const value = async (promql: string): Promise<number | undefined> =>
  (await prometheus.query(promql))[0]?.value;

await waitFor(
  'a write at every node',
  async () => {
    const writes = await prometheus.query('gossip_writes_total > 0');
    return NODES.every((node) => writes.some(({ metric }) => metric['node'] === node));
  },
  30_000,
);
console.log('ok: Prometheus sees writes at every node');

const fromS = nowS();
await waitFor('a cut', async () => (await value('gossip_bench_partition_active')) === 1, CUT_LIMIT_MS);
await waitFor('suspicion', async () => ((await value('sum(gossip_peers{state="suspected"})')) ?? 0) > 0);
await waitFor('healing', async () => (await value('gossip_bench_partition_active')) === 0, HEAL_LIMIT_MS);
await waitFor(
  'convergence',
  async () => ((await value('sum(gossip_writes_pending)')) ?? Infinity) < 20,
  30_000,
);
const healedS = nowS();
await waitFor('the aftermath', () => nowS() > healedS + AFTERMATH_S, (AFTERMATH_S + 5) * 1000);
console.log('ok: the network was cut, nodes noticed, and it healed');

const rules = (await (await fetch(`${base}/api/v1/rules`)).json()) as {
  data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
};
const all = rules.data.groups.flatMap((group) => group.rules);
assert.ok(all.length > 0, 'rules are loaded');
assert.deepEqual(
  all.filter(({ health }) => health !== 'ok'),
  [],
);
console.log(`ok: ${all.length} rules are evaluated without an error`);

const asked = { prometheus, job: '.+', fromS, toS: nowS(), rateWindow: '8s', earlier: '20s' };
for (const dashboard of readClusterDashboards()) {
  const queries = [...panelQueries(dashboard), ...annotationQueries(dashboard)];
  assert.equal(await problemsOf(queries, asked), '');
  for (const variable of dashboard.templating.list.filter(({ type }) => type === 'query')) {
    assert.ok((await optionsOf(variable, '.+', prometheus)).size > 0, `${dashboard.title}: ${variable.name}`);
  }
  console.log(`ok: ${dashboard.title}: ${queries.length} queries`);
}
