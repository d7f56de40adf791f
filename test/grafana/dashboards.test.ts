/** Lints the dashboards: each can be read by a newcomer, on any data source, and shows only what exists. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { METRIC_NAMES, metricsIn, specOf } from '../../grafana/catalogue.ts';
import { dashboardFiles } from '../../grafana/dashboards.ts';
import {
  annotationQueries,
  dashboardFileNames,
  panelQueries,
  panelsOf,
  readDashboard,
  readDashboards,
  TRACE_FILE,
  type Panel,
} from './dashboard-json.ts';

const ROOT = join(import.meta.dirname, '../..');
const COLUMNS = 24;
const dashboards = readDashboards();
const panels = dashboards.flatMap(panelsOf);
const queries = dashboards.flatMap(panelQueries);
const everyQuery = [...queries, ...dashboards.flatMap(annotationQueries)];

/** @returns the ones that break the rule, for a message */
function breaking<T>(all: readonly T[], rule: (one: T) => boolean, name: (one: T) => string): string {
  assert.ok(all.length > 0);
  return all
    .filter((one) => !rule(one))
    .map(name)
    .join('\n');
}
const badPanels = (rule: (panel: Panel) => boolean): string =>
  breaking(panels, rule, ({ title }) => title ?? 'untitled');
const badQueries = (rule: (expr: string) => boolean): string =>
  breaking(
    queries,
    ({ expr }) => rule(expr),
    ({ where, expr }) => `${where}: ${expr}`,
  );

describe('the dashboards', () => {
  it('are what the code makes', () => {
    for (const { path, text } of dashboardFiles()) {
      assert.equal(
        readFileSync(join(ROOT, path), 'utf8'),
        text,
        `${path} is out of date: npm run dashboards`,
      );
    }
    const made = dashboardFiles().map(({ path }) => basename(path));
    assert.deepEqual(dashboardFileNames(), made.sort(), 'nothing else lies there');
  });

  it('say of every quantile that it is estimated from buckets', () => {
    const isEstimated = (panel: Panel): boolean => JSON.stringify(panel).includes('histogram_quantile(');
    assert.ok(panels.filter(isEstimated).length > 10);
    assert.equal(
      badPanels((panel) => !isEstimated(panel) || /estimated from buckets/.test(panel.description ?? '')),
      '',
    );
  });

  it('are read-only, tagged, and told apart', () => {
    for (const { uid, title, description, editable, tags } of dashboards) {
      assert.match(uid, /^gossipscope-[a-z]+$/);
      assert.match(title, /^gossipscope \/ /);
      assert.ok(description.length > 40, title);
      assert.equal(editable, false, title);
      assert.deepEqual(tags, ['gossipscope'], title);
    }
    assert.equal(new Set(dashboards.map(({ uid }) => uid)).size, dashboards.length);
  });

  it('let choose the data source, the jobs and the instances', () => {
    for (const { title, templating } of dashboards) {
      const sources = templating.list.filter(({ type }) => type === 'datasource');
      assert.deepEqual(
        sources.map(({ name, query }) => [name, query]),
        [['datasource', 'prometheus']],
        title,
      );
      for (const name of ['job', 'instance']) {
        const variable = templating.list.find((one) => one.name === name);
        assert.ok(variable?.multi && variable.includeAll, `${title}: ${name}`);
        assert.equal(variable.allValue, '.+', `${title}: ${name}`);
      }
      for (const { name, label, description } of templating.list) {
        assert.ok(label !== '' && description.length > 20, `${title}: ${name} is explained`);
      }
    }
  });

  it('ask only the chosen data source', () => {
    const sources = panels.flatMap((panel) => [
      panel.datasource?.uid,
      ...(panel.targets ?? []).map(({ datasource }) => datasource.uid),
    ]);
    assert.deepEqual([...new Set(sources)], ['${datasource}']);
  });

  it('mark partitions and phases of the bench', () => {
    for (const dashboard of dashboards) {
      const exprs = annotationQueries(dashboard).map(({ expr }) => expr);
      for (const name of ['gossip_bench_partition_active', 'gossip_bench_phase']) {
        assert.ok(
          exprs.some((expr) => expr.includes(name)),
          `${dashboard.title}: ${name}`,
        );
      }
    }
  });
});

describe('the dashboard of a trace', () => {
  const { title, editable, tags, templating, panels: both } = readDashboard(TRACE_FILE);

  it('can be read as the others can', () => {
    assert.deepEqual([title, editable, tags], ['gossipscope / Trace', false, ['gossipscope']]);
    for (const panel of both) {
      assert.ok((panel.title ?? '') !== '' && (panel.description?.length ?? 0) >= 30);
      assert.equal(panel.targets?.length, 1);
    }
  });

  it('asks the chosen Tempo for the chosen trace, and for slow writes by the name of their span', () => {
    const names = templating.list.map(({ name, type, query }) => [name, type, query]);
    assert.deepEqual(names, [
      ['tempo', 'datasource', 'tempo'],
      ['trace', 'textbox', ''],
      ['slower', 'textbox', '200ms'],
    ]);
    const asked = both.flatMap(({ targets = [] }) =>
      targets.map(({ datasource, query }) => [datasource.uid, query]),
    );
    assert.deepEqual(asked[1], ['${tempo}', '$trace']);
    assert.match(asked[0]?.[1] ?? '', /^\{ span:name = "gossip\.write" && span:duration > \$slower \}/);
  });
});

describe('each panel', () => {
  it('has a title, a description for newcomers, a unit and a query with a legend', () => {
    assert.equal(
      badPanels(({ title = '' }) => title !== ''),
      '',
    );
    assert.equal(
      badPanels(({ description = '' }) => (description.split('\n')[0]?.length ?? 0) >= 30),
      '',
    );
    assert.equal(
      badPanels(({ fieldConfig }) => (fieldConfig?.defaults.unit ?? '') !== ''),
      '',
    );
    assert.equal(
      badPanels(({ targets = [] }) => targets.length > 0 && targets.every((one) => one.legendFormat !== '')),
      '',
    );
  });

  it('has a number and a title of its own, and each of its queries a letter', () => {
    for (const dashboard of dashboards) {
      const all = panelsOf(dashboard);
      assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
      const titles = all.map(({ title }) => title);
      assert.deepEqual([...new Set(titles)], titles, dashboard.title);
    }
    const lettered = ({ targets = [] }: Panel): boolean =>
      new Set(targets.map(({ refId }) => refId)).size === targets.length;
    assert.equal(badPanels(lettered), '');
  });

  it('stands beside others in lines that are full and of one height', () => {
    for (const dashboard of dashboards) {
      for (const y of new Set(dashboard.panels.map(({ gridPos }) => gridPos.y))) {
        const line = dashboard.panels.filter(({ gridPos }) => gridPos.y === y);
        const width = line.reduce((sum, { gridPos }) => sum + gridPos.w, 0);
        assert.equal(width, COLUMNS, `${dashboard.title}: the line at ${y} is full`);
        const heights = new Set(line.map(({ gridPos }) => gridPos.h));
        assert.equal(heights.size, 1, `${dashboard.title}: the line at ${y} is even`);
      }
    }
  });
});

describe('each query', () => {
  it('keeps to the chosen jobs and instances', () => {
    const selectors = (expr: string): string[] =>
      [...expr.matchAll(/\b(?:gossip|process|nodejs)_\w+(\{[^}]*\})?/g)].map(([, selector = '']) => selector);
    assert.equal(
      badQueries((expr) =>
        selectors(expr).every((one) => one.includes('job=~"$job"') && one.includes('instance=~"$instance"')),
      ),
      '',
    );
  });

  it('takes rates of counters, over the interval that fits', () => {
    const counters = (expr: string): boolean =>
      !expr.replaceAll(/\b(?:rate|increase)\([a-z_]+_total\{[^}]*\}\[/g, '').includes('_total');
    assert.equal(badQueries(counters), '');
    const windows = (expr: string): boolean =>
      [...expr.matchAll(/\[([^\]]*)\]/g)].every(([, window = '']) =>
        ['$__rate_interval', '$__range'].includes(window),
      );
    assert.equal(badQueries(windows), '');
  });

  it('matches no bound of a bucket that is a whole number: Prometheus 3 writes 1 as 1.0', () => {
    assert.equal(
      badQueries((expr) => !/\ble=~?"\d+"/.test(expr)),
      '',
    );
  });

  it('names metrics of the catalogue, with labels that they have', () => {
    const ofScrape = ['job', 'instance', 'node', 'le'];
    for (const { where, expr } of everyQuery) {
      for (const spec of metricsIn(expr)) {
        const [, selector = ''] =
          new RegExp(`${spec.name}(?:_bucket|_sum|_count)?\\{([^}]*)\\}`).exec(expr) ?? [];
        const known = [...ofScrape, ...spec.labels.map(({ name }) => name)];
        for (const [, label = ''] of selector.matchAll(/(\w+)(?:=~|!=|=)"/g)) {
          assert.ok(known.includes(label), `${where}: ${spec.name} has no label ${label}`);
        }
      }
    }
    assert.throws(() => specOf('gossip_nonsense_total'), /in no catalogue/);
  });

  it('leaves no metric of the catalogue unseen', () => {
    const shown = new Set(everyQuery.flatMap(({ expr }) => metricsIn(expr)).map(({ name }) => name));
    assert.deepEqual(
      METRIC_NAMES.filter((name) => !shown.has(name)),
      [],
    );
  });

  it('shows the traces behind convergence', () => {
    const traced = panels
      .flatMap(({ targets = [] }) => targets)
      .filter(({ exemplar }) => exemplar === true)
      .flatMap(({ expr }) => metricsIn(expr));
    assert.deepEqual([...new Set(traced.map(({ name }) => name))].sort(), [
      'gossip_convergence_seconds',
      'gossip_propagation_seconds',
    ]);
    assert.ok(traced.every(({ exemplars }) => exemplars === true));
  });
});
