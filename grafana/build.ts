/** `npm run dashboards`: writes the dashboards, and the rules of Prometheus as Kubernetes takes them. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './dashboards.ts';
import { prometheusRuleFile } from './prometheus-rule.ts';

const root = join(import.meta.dirname, '..');

mkdirSync(join(root, 'grafana/dashboards'), { recursive: true });
for (const { path, text } of [...dashboardFiles(), prometheusRuleFile()])
  writeFileSync(join(root, path), text);
