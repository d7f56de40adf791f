/** What the literature measured of single strategies, beside what this cluster needed. */

import { DEMERS } from '../charts/models.ts';
import { markup, type Html, NOTHING, type Part } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { tableOf } from '../html/tables.ts';
import { percent, ratio } from '../wording/words.ts';

/** Runs beside a table of the literature. */
const MAX_RUNS = 12;

export function literature(model: PageModel): Html {
  const parts = [demers(model), redundancy(model)].filter((part) => part !== NOTHING);
  return markup`${parts}`;
}

/** Messages a site are known of every run; its residue is not: anti-entropy reaches whom the rumor missed. */
function demers({ runs, program }: PageModel): Html {
  // A node that is not ours may call something else a rumor.
  if (program !== null) return NOTHING;
  const rows = runs.flatMap(({ name, run }): Part[][] => {
    const writes = run.operations.writes.ok;
    const rumors = run.messages.byKind['rumor']?.messages;
    if (rumors === undefined || writes === 0) return [];
    return [[`${name}, measured`, ratio(rumors / writes / run.nodes.length), 'repaired by anti-entropy']];
  });
  if (rows.length === 0) return NOTHING;
  return markup`<h3>What a rumor costs</h3>
    <p>
      Demers et al. 1987, table 1: rumor mongering by push, with feedback and a counter of k, among 1,000
      sites, one update at a time, fanout 1. A message of this cluster can carry several writes, so that each
      costs less the more are under way.
    </p>
    ${tableOf({
      caption: 'Rumor mongering: messages per site and residue',
      head: ['', 'messages per site and write', 'residue: sites that it missed'],
      rows: [
        ...DEMERS.map(({ k, residue, messagesPerSite }) => [
          `Demers et al., k = ${k}`,
          ratio(messagesPerSite),
          percent(residue),
        ]),
        ...rows.slice(0, MAX_RUNS),
      ],
    })}`;
}

function redundancy({ runs }: PageModel): Html {
  const known = runs.filter(({ run }) => (run.redundancy?.ratio ?? null) !== null);
  if (known.length === 0) return NOTHING;
  const rows = known
    .slice(0, MAX_RUNS)
    .map(({ name, run }: PageRun): Part[] => [`${name}, measured`, ratio(run.redundancy?.ratio ?? null)]);
  return markup`<h3>How much arrived in vain</h3>
    <p>
      Relative message redundancy, m / (n − 1) − 1 for m messages that bring a write to n replicas (Leitão et
      al. 2007, Plumtree): entries that a replica had already, over entries that it took in.
    </p>
    ${tableOf({
      caption: 'Relative message redundancy',
      head: ['', 'redundancy'],
      rows: [['a spanning tree (theory)', '0'], ['flooding with fanout f (theory)', 'about f − 1'], ...rows],
    })}`;
}
