/** What a run did to its nodes, in words: which was down when, how it came back, and what that cost. */

import { LOSES_MEMORY } from '../../net/fault.ts';
import type { Run } from '../schema/run-schema.ts';
import { formatDuration } from './format.ts';

/** How many faults are spelt out. */
const MAX_FAULTS = 10;

type FaultOfRun = NonNullable<Run['processes']>['faults'][number];

/** One for each fault, then one for each consequence: `n3 killed at 3.3 s, started again at 5.0 s: …`. */
export function faultsOf({ processes, probes }: Pick<Run, 'processes' | 'probes'>): string[] {
  if (processes === undefined) return [];
  const { faults, operationsFailed } = processes;
  const omitted = faults.length - MAX_FAULTS;
  return [
    ...faults.slice(0, MAX_FAULTS).map(described),
    ...(omitted > 0 ? [`and ${omitted} more times`] : []),
    `operations that failed because their node was down: ${operationsFailed}`,
    ...(faults.some(({ fault }) => LOSES_MEMORY.has(fault)) ? describedLoss(processes) : []),
    ...(probes !== undefined && probes.lost > 0
      ? [
          `probed writes that went with the node which had acknowledged them: ${probes.lost} of ${probes.acknowledged}`,
        ]
      : []),
  ];
}

function described({ fault, node, fromMs, toMs, initMs, caughtUpMs }: FaultOfRun): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  if (fault === 'pause') return `${node} stood still from ${seconds(fromMs)} to ${seconds(toMs)}`;
  if (fault === 'crash')
    return `${node} was gone from ${seconds(fromMs)} to ${seconds(toMs)}, and kept its memory`;
  const memory = fault === 'data_restart' ? 'with its data' : 'without its memory';
  const clock = fault === 'clock_jump' ? ' and with its clock set' : '';
  const recovery = [
    ...(initMs === null ? [] : [`init_ok after ${formatDuration(initMs)}`]),
    ...(caughtUpMs === null ? [] : [`held what the others had held after ${formatDuration(caughtUpMs)}`]),
  ].join(', ');
  const again = `${node} was killed at ${seconds(fromMs)} and started again at ${seconds(toMs)}, ${memory}${clock}`;
  return recovery === '' ? again : `${again}: ${recovery}`;
}

function describedLoss({ acknowledged, lost }: NonNullable<Run['processes']>): string[] {
  if (lost === null) return [];
  const { count, examples } = lost;
  const example = examples[0] === undefined ? '' : `, e.g. ${examples[0]}`;
  return [
    `writes that killed nodes had acknowledged and took with them: ${count} of ${acknowledged}${example}`,
  ];
}
