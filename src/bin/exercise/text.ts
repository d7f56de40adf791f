/** The exercises and the verdict on one, for people. */

import type { Screen } from '../../report/text/paint.ts';
import { wrapped } from '../../report/text/wrap.ts';
import { formatDuration } from '../../report/words/format.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { workloadOf } from '../../load/workloads.ts';
import type { Exercise } from './exercises.ts';
import type { ExerciseVerdict } from './verdict.ts';

export function listText(exercises: readonly Exercise[], { paint, width }: Screen): string {
  const items = exercises.map(({ id, title, setup, targets }) => {
    const lines = [
      `${paint.bold(id)}  ${title}: ${setupText(setup)}`,
      ...targets.map(({ name }) => `    · ${name}`),
    ];
    return lines.map((line) => wrapped(line, width, '      ')).join('\n');
  });
  return [
    ...items,
    '',
    'Run one:  gossipscope exercise 3d --bin ./my-node',
    'Nodes that pass, and some that make a common mistake: examples/course/',
    '',
  ].join('\n');
}

/** @param settings of the run, where they differ from the published ones */
export function setupText(settings: Exercise['setup'] | Settings): string {
  const { nodes, workload, ratePerSec, durationMs, latencyMs = 0, quietMs = 0 } = settings;
  const { scenarios = ['normal'], consistencyModels } = settings;
  const isJudgedBy = workloadOf(settings).models !== undefined ? consistencyModels : undefined;
  return [
    `${workload}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`,
    `${ratePerSec} operations/s for ${formatDuration(durationMs)}`,
    ...(latencyMs > 0 ? [`latency ${formatDuration(latencyMs)}`] : []),
    ...(quietMs > 0 ? [`${formatDuration(quietMs)} of quiet`] : []),
    ...(scenarios.includes('partition')
      ? [scenarios.length > 1 ? 'once whole and once cut in between' : 'cut in between']
      : []),
    ...(isJudgedBy === undefined ? [] : [isJudgedBy.replace('-', ' ')]),
  ].join(', ');
}

/** Shown of the reasons: what follows is mostly of the same kind. */
const MAX_REASONS = 5;

export function verdictText(
  verdict: ExerciseVerdict,
  settings: Settings,
  { setup }: Pick<Exercise, 'setup'>,
  screen: Screen,
): string {
  const { paint, width } = screen;
  const { exercise, title, node, passed, targets, reasons, warnings, failure, interrupted } = verdict;
  const isShort = settings.durationMs < setup.durationMs;
  const ending = interrupted ? 'interrupted' : passed ? paint.green('passed') : paint.red('not passed');
  const lines = [
    `${paint.bold(`Exercise ${exercise}: ${title}`)}, ${node}`,
    setupText(settings),
    '',
    ...targets.flatMap((one) => targetLines(one, screen)),
    ...(reasons.length === 0 ? [] : ['', 'What the bench saw:']),
    ...reasons.slice(0, MAX_REASONS).map((reason) => `  ✗ ${reason}`),
    ...(reasons.length > MAX_REASONS ? [`  … and ${reasons.length - MAX_REASONS} more: --json`] : []),
    ...(failure === null ? [] : ['', ...`  ✗ ${failure.replaceAll('\n', '\n    ')}`.split('\n')]),
    ...warnings.map((warning) => paint.dim(`  ! ${warning}`)),
    '',
    `${exercise}: ${ending}${isShort ? paint.dim(' (in a shorter run than the published one)') : ''}`,
    '',
  ];
  return lines.map((line) => wrapped(line, width, '    ')).join('\n');
}

function targetLines(
  { target, isMet, figures, meaning, next }: ExerciseVerdict['targets'][number],
  { paint }: Screen,
): string[] {
  const scenarios = Object.entries(figures);
  const shown = scenarios.map(([scenario, figure]) =>
    scenarios.length > 1 ? `${scenario} ${figure}` : figure,
  );
  const mark = isMet ? paint.green('✓') : paint.red('✗');
  const head = `${mark} ${target}: ${paint.bold(shown.join(', ') || 'not measured')}`;
  return next === null ? [head] : [head, `    It means: ${meaning}`, `    Look next: ${next}`];
}
