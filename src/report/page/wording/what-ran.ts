/** What was run, in words: the page's title and the sentences below it. */

import { describeMix } from '../../words/describe-mix.ts';
import { attachedTo, networkWords, outsideIn } from '../../words/outside.ts';
import type { PageModel } from '../model.ts';
import { isVaried } from '../../words/run-names.ts';
import { counted, listed, roundDuration, roundPercent, sentence } from './words.ts';

/** Values of what was varied that are listed. */
const MAX_VALUES = 6;

/** `5 replicas, direct-mail: normal and partition`, `5 replicas: 4 strategies compared` */
export function titleOf({ settings, varied, strategy, runs, program }: PageModel): string {
  const of = program === null ? '' : ` of ${program}`;
  const who = `${replicas(settings.nodes, varied)}${of}${strategy === null ? '' : `, ${strategy}`}`;
  const ran =
    varied.length === 0 ? listed([...new Set(runs.map(({ run }) => run.scenario))]) : compared(varied);
  return ran === '' ? who : `${who}: ${ran}`;
}

/** Their number, unless it was varied. */
export function replicas(nodes: number, varied: PageModel['varied']): string {
  return isVaried(varied, 'nodes') ? 'Replicas' : counted(nodes, 'replica');
}

function compared(varied: PageModel['varied']): string {
  return varied.map(comparedValues).join(' × ');
}

function comparedValues({ flag, values }: PageModel['varied'][number]): string {
  if (flag === 'strategy') return `${counted(values.length, 'strategy', 'strategies')} compared`;
  const shown = values.length > MAX_VALUES ? `${values[0] ?? ''} … ${values.at(-1) ?? ''}` : listed(values);
  return `${flag} ${shown}`;
}

/** A few sentences: the load, the network, the faults. */
export function described({ kind, settings: s, runs, varied, skipped }: PageModel): string {
  const attached = outsideIn(runs.map(({ run }) => run));
  const ofBench =
    attached === undefined ? 'Processes on a simulated network, in real time' : `Of ${attachedTo(attached)}`;
  const place = kind === 'bench' ? ofBench : 'In virtual time';
  const faults = faultsOf(s);
  const scenarios = [...new Map(runs.map(({ run }) => [run.scenario, run.description]))];
  return [
    `${place}: workload ${s.workload}, ${counted(s.ratePerSec, 'operation')} a second for ${roundDuration(s.durationMs)}${describeMix(s)}.`,
    `${attached === undefined ? `A message takes ${roundDuration(s.latencyMs)} (${s.latencyDistribution})` : sentence(networkWords(s))}${faults.length > 0 ? `, with ${listed(faults)}` : ''}. ${s.repeat === 1 ? `Seed ${s.seed}` : `Each ran ${s.repeat} times, with seeds from ${s.seed} on: charts show the run whose convergence is in the middle`}.`,
    ...(varied.every(({ flag }) => flag === 'strategy')
      ? []
      : [`These are the first run’s settings; what varies is ${listed(varied.map(({ flag }) => flag))}.`]),
    ...skipped.map((text) => `${sentence(text)}.`),
    ...(scenarios.length === 0
      ? []
      : [`Scenarios: ${listed(scenarios.map(([name, text]) => `${name} (${text})`))}.`]),
  ].join(' ');
}

function faultsOf(s: PageModel['settings']): string[] {
  return [
    s.jitterMs > 0 ? `jitter of ±${roundDuration(s.jitterMs)}` : '',
    s.lossRatio > 0 ? `${roundPercent(s.lossRatio)} loss` : '',
    s.duplicateRatio > 0 ? `${roundPercent(s.duplicateRatio)} duplicates` : '',
    ...('skewMs' in s
      ? [
          s.skewMs > 0 ? `clocks off by up to ${roundDuration(s.skewMs)}` : '',
          s.driftRatio > 0 ? `clocks drifting by up to ${roundPercent(s.driftRatio)}` : '',
          s.pauses > 0 ? counted(s.pauses, 'pause') : '',
          s.crashes > 0 ? counted(s.crashes, 'crash', 'crashes') : '',
          s.restarts > 0 ? `${counted(s.restarts, 'restart')} without memory` : '',
          s.dataRestarts > 0 ? `${counted(s.dataRestarts, 'restart')} with data` : '',
        ]
      : []),
  ].filter((fault) => fault !== '');
}
