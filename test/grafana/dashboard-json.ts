/** The dashboards as Grafana will read them: the checked-in JSON, its queries, and these with the variables filled in. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(import.meta.dirname, '../../grafana/dashboards');

export const TRACE_FILE = 'trace.json';

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  /** Of Tempo. */
  readonly query?: string;
  readonly exemplar?: boolean;
  readonly datasource: { readonly uid: string };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

export interface Variable {
  readonly type: string;
  readonly name: string;
  readonly query?: string;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
  readonly label: string;
  readonly description: string;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly editable: boolean;
  readonly tags: readonly string[];
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
}

export function dashboardFileNames(): string[] {
  return readdirSync(DIRECTORY).sort();
}

export function readDashboard(name: string): Dashboard {
  return JSON.parse(readFileSync(join(DIRECTORY, name), 'utf8')) as Dashboard;
}

/** Of `gossipscope serve` and of agents: a bench and its nodes have nothing for them. */
const SERVICE_FILE = 'service.json';
const AGENTS_FILE = 'agents.json';

export function readServiceDashboard(): Dashboard {
  return readDashboard(SERVICE_FILE);
}

export function readAgentsDashboard(): Dashboard {
  return readDashboard(AGENTS_FILE);
}

/** Those that a bench and its nodes fill. */
export function readClusterDashboards(): Dashboard[] {
  const others = [readServiceDashboard(), readAgentsDashboard()].map(({ uid }) => uid);
  return readDashboards().filter(({ uid }) => !others.includes(uid));
}

/** Those that ask Prometheus: all but the one of traces. */
export function readDashboards(): Dashboard[] {
  return dashboardFileNames()
    .filter((name) => name !== TRACE_FILE)
    .map(readDashboard);
}

/** Without rows, which only head others. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return dashboard.panels.filter(({ type }) => type !== 'row');
}

export interface Query {
  /** Dashboard, panel and letter, for messages. */
  readonly where: string;
  readonly expr: string;
}

export function panelQueries(dashboard: Dashboard): Query[] {
  return panelsOf(dashboard).flatMap(({ title = '', targets = [] }) =>
    targets.map(({ refId, expr }) => ({ where: `${dashboard.title}: ${title} (${refId})`, expr })),
  );
}

export function annotationQueries(dashboard: Dashboard): Query[] {
  return dashboard.annotations.list.map(({ name, expr }) => ({
    where: `${dashboard.title}: annotation ${name}`,
    expr,
  }));
}

/** Everything chosen, as Grafana fills it in. @param values wins over that */
export function filled(expr: string, values: Readonly<Record<string, string>> = {}): string {
  const all: Record<string, string> = {
    ...{ job: '.+', instance: '.+', node: '.*', earlier: '5m', __rate_interval: '1m', __range: '15m' },
    ...values,
  };
  return expr.replaceAll(/\$([a-z_]+)/g, (_, name: string) => {
    const value = all[name];
    if (value === undefined) throw new Error(`no variable $${name} for: ${expr}`);
    return value;
  });
}
