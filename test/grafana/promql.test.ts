/** Prometheus' own parser and type checker reads every query of every dashboard. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile, rate, series, shareWithin } from '../../grafana/promql.ts';
import { annotationQueries, filled, panelQueries, readDashboards } from './dashboard-json.ts';
import { needs } from '../support/needs.ts';

/** @returns what promtool says of these expressions, each as a recording rule */
function checkRules(exprs: readonly string[]): { ok: boolean; output: string } {
  const dir = mkdtempSync(join(tmpdir(), 'gossipscope-promql-'));
  const path = join(dir, 'rules.yml');
  const rules = exprs.map((expr, index) => ({ record: `panel:${index}`, expr }));
  // JSON is YAML.
  writeFileSync(path, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', path], { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

describe('the queries of the dashboards', () => {
  before(function () {
    needs(this, 'promtool');
  });

  it('are PromQL without errors', () => {
    const queries = readDashboards().flatMap((one) => [...panelQueries(one), ...annotationQueries(one)]);
    const { ok, output } = checkRules(queries.map(({ expr }) => filled(expr)));
    assert.ok(ok, output);
    assert.match(output, new RegExp(`SUCCESS: ${queries.length} rules found`));
  });

  it('would be found out if they were not', () => {
    assert.equal(checkRules(['sum(rate(up))']).ok, false);
  });
});

describe('queries out of the catalogue', () => {
  it('choose the nodes in both layouts, and the bench', () => {
    assert.equal(
      rate('gossip_messages_total', { where: { direction: 'sent' }, by: ['kind'] }),
      'sum by (kind) (rate(gossip_messages_total{job=~"$job", instance=~"$instance", node=~"$node", direction="sent"}[$__rate_interval]))',
    );
    assert.equal(
      series('gossip_bench_phase', { phase: '!load' }),
      'gossip_bench_phase{job=~"$job", instance=~"$instance", phase!="load"}',
    );
    assert.equal(
      series('gossip_bench_phase', { phase: '!load|done' }),
      'gossip_bench_phase{job=~"$job", instance=~"$instance", phase!~"load|done"}',
    );
    assert.equal(
      quantile(0.5, 'gossip_hops', { ago: '1h' }),
      'histogram_quantile(0.5, sum by (le) (rate(gossip_hops_bucket{job=~"$job", instance=~"$instance", node=~"$node"}[$__rate_interval] offset 1h)))',
    );
  });

  it('refuse labels, values and bounds that are not there', () => {
    assert.throws(() => rate('gossip_messages_total', { where: { to: 'n1' } }), /has no label to/);
    assert.throws(
      () => rate('gossip_messages_total', { where: { direction: 'up' } }),
      /one of sent, received/,
    );
    assert.throws(() => shareWithin('gossip_convergence_seconds', 0.7), /no bucket/);
    assert.throws(() => shareWithin('gossip_convergence_seconds', 1), /no bucket/);
  });
});
