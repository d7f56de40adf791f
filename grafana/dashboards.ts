/** All dashboards, as the files that Grafana reads. */

import { AGENTS } from './boards/agents.ts';
import { CONSISTENCY } from './boards/consistency.ts';
import { CONVERGENCE } from './boards/convergence.ts';
import { COMPARE } from './boards/compare.ts';
import { NODE } from './boards/node.ts';
import { OVERVIEW } from './boards/overview.ts';
import { SERVICE } from './boards/service.ts';
import { buildTraceDashboard } from './boards/trace.ts';
import { build } from './frame.ts';

export const BOARDS = [OVERVIEW, CONVERGENCE, CONSISTENCY, NODE, SERVICE, AGENTS, COMPARE] as const;

export interface DashboardFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

export function dashboardFiles(): DashboardFile[] {
  return [...BOARDS.map(build), buildTraceDashboard()].map((dashboard) => ({
    path: `grafana/dashboards/${dashboard.uid?.replace('gossipscope-', '') ?? ''}.json`,
    text: `${JSON.stringify(dashboard, null, 2)}\n`,
  }));
}
