/** A cluster that was there before the bench: by what its figures may be wrong, and what cannot be seen from outside. */

import { boundText } from '../../words/outside.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import type { PageRun } from '../model.ts';

export function isOutside(runs: readonly PageRun[]): boolean {
  return runs.some(({ run }) => run.outside !== undefined);
}

/** Nothing where the bench started the nodes itself. */
export function outside(runs: readonly PageRun[]): Html {
  const known = runs.flatMap(({ name, run }) =>
    run.outside === undefined ? [] : { name, part: run.outside },
  );
  if (known.length === 0) return NOTHING;
  const unseen = [...new Set(known.flatMap(({ part }) => part.unseen))];
  const nodes = new Map(known.flatMap(({ part }) => part.nodes.map(({ name, api }) => [name, api])));
  return markup`<p>
      The nodes ran before, and were asked over their API alone. Their clocks are their own: each figure may be wrong by so much because of them.
    </p>
    ${tableOf({
      caption: 'What clocks do to figures',
      head: ['run', 'figure', 'wrong by at most', 'why'],
      rows: known.flatMap(({ name, part }) =>
        part.bounds.map(({ figure, boundMs, why }) => [name, figure, boundText(boundMs), why]),
      ),
      wordColumns: [1, 3],
    })}
    <h3>What cannot be seen from outside</h3>
    <ul>
      ${unseen.map((text) => markup`<li>${text}</li>`)}
    </ul>
    ${tableOf({ caption: 'The nodes', head: ['node', 'API'], rows: [...nodes], wordColumns: [1] })}`;
}
