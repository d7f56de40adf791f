/** Demers et al. 1987, section 1.4, tables 1 to 3: rumor mongering among 1,000 sites. */

import type { RumorStop } from '../../core/dissemination/rumor-interest.ts';
import type { RumorExchange } from '../../core/dissemination/rumor-mongering.ts';
import { epidemic } from './epidemic.ts';
import type { Reproduction } from './reproduction.ts';

const SITES = 1000;
/** Rumors of one turn. */
const RUMORS = 8;

const FIGURES = {
  residue: 'share of the sites that never hear of the rumor',
  traffic: 'copies of the rumor that are sent, for each site',
  meanCycles: 'cycles until a site hears of it, the mean of those that do (t_ave)',
  lastCycles: 'cycles until the last one does that ever will (t_last)',
};

const MAPPING =
  'A site is a replica, a cycle a round of 1 s at a latency of 1 ms, an update a write of a key of its own; one at a time, at a random moment of a ' +
  'round. Each round a replica draws one other. Repair is put off, so that the epidemic is alone. The traffic leaves feedback and questions out, as ' +
  'the paper does. Our first cycle is the first round after the write: the paper does not say how it counts.';

/** What was found of the one column of tables 1 and 2 that does not come out. */
const MEANS_OF_PUSH =
  ' The residue, the traffic and the last times agree, the mean times do not. They are not what a site waits on average in this model: a plain program of it, with ' +
  'none of our code (test/simulate/reproduce/plain-epidemic.ts), has our means, and the published residue, traffic and last times. Nor are they the means of all copies, ' +
  'of the last copy at each site, or of when a site loses interest.';
const GAP_OF_PUSH =
  ' Of the sites that have not heard, one in e is left after a cycle in which all others tell one each: so the last one hears seven cycles later ' +
  'than the mean, with us and in that program; in the paper it is about five.';
const COUNT =
  ' A site that is told twice in one cycle was told news twice, and a cycle with a telling that was needed begins the count anew: a draft of the paper ' +
  '(xeroxparcarchive.computerhistory.org/_cd6_/ralpine/chspaper/as1r4.tex!1) says that whoever sent a needless message had sent a needed one, or heard, within the last k cycles.';

type Row = readonly [k: number, residue: number, traffic: number, meanCycles: number, lastCycles: number];

interface Table {
  readonly number: 1 | 2 | 3;
  readonly words: string;
  readonly rumorExchange: RumorExchange;
  readonly rumorStop: RumorStop;
  /** Longer than a rumor ever takes. */
  readonly apartMs: number;
  readonly more?: string;
  readonly rows: readonly Row[];
}

function reproductionOf({
  number,
  words,
  rumorExchange,
  rumorStop,
  apartMs,
  more = '',
  rows,
}: Table): Reproduction {
  return {
    name: `demers-${number}`,
    title: `Rumor mongering among ${SITES} sites: ${words}`,
    source: `Demers et al. 1987, "Epidemic algorithms for replicated database maintenance", table ${number}`,
    mapping: MAPPING + more,
    figures: FIGURES,
    cases: rows.map(([k, residue, traffic, meanCycles, lastCycles]) => ({
      name: `k = ${k}`,
      published: { residue, traffic, meanCycles, lastCycles },
      resolution: { residue: 1 / (RUMORS * (SITES - 1)) },
      measure: (seed) => {
        const gossip = { rumorExchange, rumorStop, rumorStopCount: k };
        return epidemic({ sites: SITES, rumors: RUMORS, apartMs, gossip }, seed);
      },
    })),
  };
}

/** By the number of the table. */
export const DEMERS = {
  1: reproductionOf({
    ...{ number: 1, words: 'push, with feedback and a counter of k', apartMs: 50_000 },
    ...{ rumorExchange: 'push', rumorStop: 'feedback-counter' },
    more: COUNT + MEANS_OF_PUSH + GAP_OF_PUSH,
    rows: [
      [1, 0.18, 1.7, 11.0, 16.8],
      [2, 0.037, 3.3, 12.1, 16.9],
      [3, 0.011, 4.5, 12.5, 17.4],
      [4, 0.0036, 5.6, 12.7, 17.5],
      [5, 0.0012, 6.7, 12.8, 17.7],
    ],
  }),
  2: reproductionOf({
    ...{ number: 2, words: 'push, blind, with a coin of 1/k', apartMs: 80_000 },
    ...{ rumorExchange: 'push', rumorStop: 'blind-coin' },
    more: MEANS_OF_PUSH,
    rows: [
      [1, 0.96, 0.04, 19, 38],
      [2, 0.2, 1.6, 17, 33],
      [3, 0.06, 2.8, 15, 32],
      [4, 0.021, 3.9, 14.1, 32],
      [5, 0.008, 4.9, 13.8, 32],
    ],
  }),
  3: reproductionOf({
    ...{ number: 3, words: 'pull, with feedback and a counter of k', apartMs: 30_000 },
    ...{ rumorExchange: 'pull', rumorStop: 'feedback-counter' },
    more:
      ' A cycle in which several sites ask counts once, and begins the count anew where one of them lacked the rumor (a note below the table). Both times are one cycle ' +
      'longer in the paper, in every row: it may have counted the cycle of the write, too.',
    rows: [
      [1, 0.031, 2.7, 9.97, 17.6],
      [2, 0.00058, 4.49, 10.07, 15.4],
      [3, 0.000004, 6.09, 10.08, 14.0],
    ],
  }),
} as const;
