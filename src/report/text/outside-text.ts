/** By what the figures of a cluster may be wrong that was measured from outside, and what cannot be seen there. */

import { boundText, type Outside } from '../words/outside.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Screen } from './paint.ts';
import { renderTable } from './table.ts';
import { sideBySide, wrapped } from './wrap.ts';

interface Known {
  readonly scenario: string;
  readonly outside: Outside;
}

/** Empty where the bench started the nodes itself. */
export function outsideParts(runs: readonly Run[], screen: Screen): string[] {
  const { paint, width } = screen;
  const known = runs.flatMap(({ scenario, outside }) => (outside === undefined ? [] : { scenario, outside }));
  if (known.length === 0) return [];
  const unseen = [...new Set(known.flatMap(({ outside }) => outside.unseen))];
  const reasons = new Map(
    known.flatMap(({ outside }) => outside.bounds.map(({ figure, why }) => [figure, why])),
  );
  const notes = [...reasons.values()].map((why, index) =>
    wrapped(`  ${paint.dim(`[${index + 1}] ${why}`)}`, width, '      '),
  );
  const table = sideBySide(known, width, (part, room) =>
    boundsTable(part, [...reasons.keys()], screen, room),
  );
  return [
    [table, ...notes].join('\n'),
    [
      paint.bold('not to be seen from outside'),
      ...unseen.map((text) => wrapped(`  - ${text}`, width, '    ')),
    ].join('\n'),
  ];
}

function boundsTable(
  known: readonly Known[],
  figures: readonly string[],
  { paint }: Screen,
  room: number,
): string {
  const rows = figures.map((name, index) => [
    `  ${name} [${index + 1}]`,
    ...known.map(({ outside }) => {
      const bound = outside.bounds.find(({ figure }) => figure === name);
      return bound === undefined ? '' : boundText(bound.boundMs);
    }),
  ]);
  return renderTable(
    ['wrong because of clocks by at most', ...known.map(({ scenario }) => scenario)],
    rows,
    paint,
    room,
  );
}
