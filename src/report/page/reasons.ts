/** Why a report has nothing to say of how writes spread. */

import type { PageModel } from './model.ts';

/** Null where something had to spread. */
export function nothingToSpread({ runs }: Pick<PageModel, 'runs'>): string | null {
  if (runs.every(({ run }) => run.operations.writes.ok === 0)) return 'Nothing was written.';
  const isAlone = runs.every(({ run }) => run.nodes.length === 1);
  return isAlone ? 'There is one replica: nothing has to spread.' : null;
}
