/** `npm run dashboards`: writes the dashboards. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './dashboards.ts';

const root = join(import.meta.dirname, '..');

mkdirSync(join(root, 'grafana/dashboards'), { recursive: true });
for (const { path, text } of dashboardFiles()) writeFileSync(join(root, path), text);
