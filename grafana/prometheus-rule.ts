/** The rules of Prometheus as a resource of its operator: the same file, wrapped. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { DashboardFile } from './dashboards.ts';

const RULES = join(import.meta.dirname, 'prometheus/rules.yml');
const HEAD = '# Made of grafana/prometheus/rules.yml by `npm run dashboards`. Do not edit.';

export function prometheusRuleFile(): DashboardFile {
  const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: unknown };
  const resource = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'gossipscope' },
    spec: { groups },
  };
  return {
    path: 'deploy/kubernetes/prometheus-rule.yaml',
    text: `${HEAD}\n${stringify(resource, { lineWidth: 0 })}`,
  };
}
