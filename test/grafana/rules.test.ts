/** The rules of Prometheus: each alert is shown firing and keeping quiet, shares its limit with the dashboards, and says where to look. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import * as budgets from '../../grafana/budgets.ts';
import { metricsIn } from '../../grafana/catalogue.ts';
import { panelsOf, readDashboards } from './dashboard-json.ts';
import { needs } from '../support/needs.ts';

const DIRECTORY = join(import.meta.dirname, '../../grafana/prometheus');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RulesFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

function readRules(): { file: RulesFile; rules: Rule[]; alerts: Rule[] } {
  const file = parse(readFileSync(join(DIRECTORY, 'rules.yml'), 'utf8')) as RulesFile;
  const rules = file.groups.flatMap((group) => group.rules);
  return { file, rules, alerts: rules.filter(({ alert }) => alert !== undefined) };
}

/** Runs the tests of the rules against these rules. @param alert only those that name it */
function testRules(file: RulesFile, alert = ''): { passed: boolean; output: string } {
  const dir = mkdtempSync(join(tmpdir(), 'gossipscope-rules-'));
  const tests = parse(readFileSync(join(DIRECTORY, 'rules.test.yml'), 'utf8')) as { tests: unknown[] };
  const ofAlert = tests.tests.filter((test) => JSON.stringify(test).includes(alert));
  writeFileSync(join(dir, 'rules.yml'), stringify(file));
  writeFileSync(join(dir, 'rules.test.yml'), stringify({ ...tests, tests: ofAlert }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(dir, 'rules.test.yml')], {
    encoding: 'utf8',
  });
  rmSync(dir, { recursive: true });
  return { passed: status === 0, output: `${stdout}${stderr}` };
}

describe('the rules of Prometheus', function () {
  this.timeout(60_000);
  before(function () {
    needs(this, 'promtool');
  });

  it('are valid', () => {
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['check', 'rules', join(DIRECTORY, 'rules.yml')],
      {
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, `${stdout}${stderr}`);
  });

  it('fire when they should, and keep quiet when not', () => {
    const { passed, output } = testRules(readRules().file);
    assert.ok(passed, output);
  });

  for (const { alert = '' } of readRules().alerts) {
    it(`${alert}: its tests notice when it never fires, and when it always does`, () => {
      const never = (): string => 'vector(0) > 1';
      const always = (expr: string): string => expr.replace(/ (?:>|==) [\d.]+/, ' >= 0');
      for (const mutate of [never, always]) {
        const { file, alerts } = readRules();
        const mutant = alerts.find((rule) => rule.alert === alert);
        assert.ok(mutant);
        const { expr } = mutant;
        mutant.expr = mutate(expr);
        assert.notEqual(mutant.expr, expr);
        assert.equal(testRules(file, alert).passed, false, `with ${mutant.expr}`);
      }
    });
  }
});

describe('the alerts', () => {
  const { rules, alerts } = readRules();

  it('share their limits with the dashboards', () => {
    const limits = alerts.flatMap(({ alert, expr }) => {
      const [, limit] = / > ([\d.]+)$/.exec(expr) ?? [];
      return limit === undefined || Number(limit) === 0 ? [] : [[alert, Number(limit)]];
    });
    assert.deepEqual(Object.fromEntries(limits), {
      GossipWritesPendingTooLong: budgets.PENDING_WAIT_S.bad,
      GossipConvergenceSlow: budgets.CONVERGENCE_P99_S.bad,
      GossipStaleReads: budgets.STALE_SHARE.bad,
      GossipReplicaLagging: budgets.PEER_LAG_ENTRIES.bad,
      GossipApiErrors: budgets.API_ERROR_SHARE.bad,
      GossipApiSlow: budgets.API_P99_S.bad,
      GossipStoreReplicaStale: budgets.REPLICA_STALE_S.bad,
      GossipStoreReplicaUnseen: budgets.STORE_SILENT_S.bad,
      GossipStoreUnwritable: budgets.STORE_SILENT_S.bad,
    });
  });

  it('say what happened, what to look at, and on which panel', () => {
    const dashboards = new Map(readDashboards().map((one) => [one.uid, one]));
    for (const { alert, labels, annotations } of alerts) {
      assert.match(labels?.['severity'] ?? '', /^(warning|critical)$/, alert);
      assert.match(annotations?.['summary'] ?? '', /\{\{ \$(labels|value)/, alert);
      assert.match(annotations?.['description'] ?? '', /[Ll]ook at/, alert);
      const dashboard = dashboards.get(annotations?.['dashboard'] ?? '');
      assert.ok(dashboard, `${alert}: there is such a dashboard`);
      const titles = panelsOf(dashboard).map(({ title }) => title);
      assert.ok(titles.includes(annotations?.['panel'] ?? ''), `${alert}: ${dashboard.title} has that panel`);
    }
  });

  it('have a runbook each, and there is no other', () => {
    const folder = join(import.meta.dirname, '../../docs/runbooks');
    for (const { alert = '', annotations } of alerts) {
      assert.equal(annotations?.['runbook_url'], `docs/runbooks/${alert}.md`);
      const text = readFileSync(join(folder, `${alert}.md`), 'utf8');
      assert.ok(text.startsWith(`# ${alert}\n`));
      for (const heading of ['What it means', 'What to look at', 'What to do'])
        assert.ok(text.includes(`\n## ${heading}\n`), `${alert}: ${heading}`);
    }
    const files = readdirSync(folder).filter((name) => name !== 'README.md');
    assert.deepEqual(files.toSorted(), alerts.map(({ alert = '' }) => `${alert}.md`).toSorted());
  });

  it('read metrics of the catalogue', () => {
    const recorded = new Set(rules.map(({ record }) => record));
    for (const { expr } of rules) {
      for (const [name] of expr.matchAll(/\bjob:\w+:\w+/g)) assert.ok(recorded.has(name), name);
      // Throws at a name that it does not know.
      metricsIn(expr.replaceAll(/\bjob:\w+:\w+/g, ''));
    }
  });
});
