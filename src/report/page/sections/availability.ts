/** Operations that failed: how many, where, and with which errors. */

import type { Run } from '../../schema/run-schema.ts';
import { formatNumber } from '../../words/format.ts';
import { markup, type Html } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import type { PageRun } from '../model.ts';
import { percent } from '../wording/words.ts';

/** Whether any operation failed of which the report tells. */
export function haveFailures(runs: readonly Pick<PageRun, 'run'>[]): boolean {
  return runs.some(({ run: { availability } }) => failuresIn(availability) > 0);
}

export function availability(runs: readonly PageRun[]): Html {
  const known = runs.flatMap(({ name, run }) =>
    run.availability === undefined ? [] : { name, run, of: run.availability },
  );
  const errors = [...new Set(known.flatMap(({ run }) => [...errorsOf(run).keys()]))];
  const count = (value: number): string => formatNumber(value, 'count');
  return markup`<p>
      What share of the operations was answered in time and without an error. A proper refusal, as of a compare-and-set that finds another value, is
      an answer. What failed at a node that the run itself had down, or that went with its agent, is the price of that fault; what failed elsewhere is the nodes’ doing.
    </p>
    ${tableOf({
      caption: 'Operations that failed',
      head: ['operations', ...known.map(({ name }) => name)],
      rows: [
        ['served', ...known.map(({ of }) => percent(of.share))],
        ['failed at nodes that were up', ...known.map(({ of }) => count(of.failed))],
        ['failed at nodes that were down', ...known.map(({ of }) => count(of.whileDown))],
        ...errors.map((error) => [
          error === 'timeout' ? 'not answered in time' : `answered with ${error}`,
          ...known.map(({ run }) => count(errorsOf(run).get(error) ?? 0)),
        ]),
      ],
    })}`;
}

export function failuresIn(availability: Run['availability']): number {
  return (availability?.failed ?? 0) + (availability?.whileDown ?? 0);
}

function errorsOf({ operations: { reads, writes } }: Run): Map<string, number> {
  const errors = new Map(Object.entries(reads.errors));
  for (const [name, count] of Object.entries(writes.errors))
    errors.set(name, (errors.get(name) ?? 0) + count);
  return errors;
}
