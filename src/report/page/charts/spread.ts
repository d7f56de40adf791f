/** How a write spreads, round by round, beside what theory predicts for push gossip. */

import { markup, type Html, NOTHING } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { colour } from '../html/palette.ts';
import type { Theory } from '../../schema/simulation-schema.ts';
import { counted, percent, ratio, roundDuration, roundPercent } from '../wording/words.ts';
import { axis, axisLabel, below, lineOf } from './axes.ts';
import { figureOf, legendOf, WIDE_WIDTH } from './figure.ts';

/** How many runs get a chart of their own. */
const MAX_CHARTS = 4;
const HALF_WIDTH = 488;
const ESTIMATE = { name: 'Serf’s estimate', colour: colour('quiet'), dash: [6, 4] };
const EXPECTED = { name: 'log2 n + ln n', colour: colour('quiet'), dash: [2, 3] };

interface Spread {
  readonly of: PageRun;
  readonly theory: Theory;
}

export function spreads({ runs }: PageModel): Html {
  const known = runs.flatMap((of): Spread[] => {
    const { theory } = of;
    return theory === null || theory.spread.every(({ serf }) => serf === null) ? [] : [{ of, theory }];
  });
  if (known.length === 0) return NOTHING;
  const omitted = known.length - MAX_CHARTS;
  return markup`<h3>How writes spread, beside theory</h3>
    <p>
      Share of the replicas that held a write, on average over all writes. <em>Serf’s estimate</em> is 1 / (1
      + (n + 1) e<sup>−0.5 f (1 − loss) x</sup>) after x rounds with fanout f (HashiCorp Serf, convergence
      simulator). The upright line is log<sub>2</sub> n + ln n: the rounds that push gossip with fanout 1
      takes to reach everybody (Pittel 1987).
    </p>
    <div class="pair">${known.slice(0, MAX_CHARTS).map((one, index) => spread(one, index, known.length > 1 ? HALF_WIDTH : WIDE_WIDTH))}</div>
    ${omitted > 0 ? markup`<p class="note">and ${counted(omitted, 'more run')} in report.json</p>` : NOTHING}`;
}

/** @param width half of the page, where two stand side by side */
function spread({ of, theory }: Spread, index: number, width: number): Html {
  const { name } = of;
  const { intervalMs, allReachedRounds, expectedRounds, spread: rows } = theory;
  return figureOf(
    {
      id: `spread-${index}`,
      caption: markup`<strong>${name}</strong>: a round is ${roundDuration(intervalMs)}; the last replica of the
        slowest write had it after ${ratio(allReachedRounds)} rounds, log<sub>2</sub> n + ln n is
        ${ratio(expectedRounds)}.`,
      alt: `${name}: share of replicas reached by rounds. ${altOf(theory)}`,
      legend: legendOf(
        [{ ...of, name: 'measured' }, ESTIMATE, EXPECTED].map(({ name: label, colour: own, dash }) => ({
          name: label,
          colour: own,
          dash,
        })),
      ),
      draw: () => ({ height: 280, option: optionOf(of, theory) }),
      table: {
        caption: `${name}: replicas reached, by rounds`,
        head: ['rounds', 'measured', ESTIMATE.name],
        rows: rows.map(({ rounds, reached, serf }) => [ratio(rounds), percent(reached), percent(serf)]),
      },
    },
    width,
  );
}

function altOf({ spread: rows, allReachedRounds, expectedRounds }: Theory): string {
  const half = rows.find(({ reached }) => reached >= 0.5);
  const estimated = rows.find(({ serf }) => serf !== null && serf >= 0.5);
  return `Half were reached after ${ratio(half?.rounds ?? null)} rounds, by the estimate after ${ratio(estimated?.rounds ?? null)}; all after ${ratio(allReachedRounds)}; log2 n + ln n is ${ratio(expectedRounds)}.`;
}

function optionOf(of: PageRun, { spread: rows, expectedRounds }: Theory): object {
  const last = Math.max(expectedRounds * 1.1, rows.at(-1)?.rounds ?? 0);
  return {
    grid: { left: 52, right: 18, top: 14, bottom: 46 },
    xAxis: axis('value', {
      min: 0,
      max: Math.ceil(last),
      ...below('rounds'),
      axisLabel: axisLabel({ showMaxLabel: false }),
    }),
    yAxis: axis('value', { min: 0, max: 1, axisLabel: axisLabel({ formatter: roundPercent }) }),
    series: [
      lineOf(ESTIMATE, { data: rows.map(({ rounds, serf }) => [rounds, serf]) }),
      lineOf(
        { colour: of.colour, dash: [] },
        {
          data: rows.map(({ rounds, reached }) => [rounds, reached]),
          markLine: {
            ...{ silent: true, symbol: 'none', label: { show: false } },
            lineStyle: { color: EXPECTED.colour, type: EXPECTED.dash, width: 2 },
            data: [{ xAxis: expectedRounds }],
          },
        },
      ),
    ],
  };
}
