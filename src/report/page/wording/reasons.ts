/** Whether writes spread in the runs of a report, and why not. */

import { sharesState } from '../../words/describe-mix.ts';
import type { PageModel } from '../model.ts';

type Model = Pick<PageModel, 'runs' | 'settings'>;

/** Without writes nothing spread. */
export function hasWrites({ runs }: Pick<Model, 'runs'>): boolean {
  return runs.some(({ run }) => run.operations.writes.started > 0);
}

/** Null where something had to spread. */
export function nothingToSpread({ runs, settings }: Model): string | null {
  if (!sharesState(settings)) return `The workload ${settings.workload} writes nothing.`;
  if (runs.every(({ run }) => run.operations.writes.ok === 0)) return 'Nothing was written.';
  const isAlone = runs.every(({ run }) => run.nodes.length === 1);
  return isAlone ? 'There is one replica: nothing has to spread.' : null;
}
