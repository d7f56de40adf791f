/** The exercises and the verdict on one, for people. */

import type { Screen } from '../../report/text/paint.ts';
import { wrapped } from '../../report/text/wrap.ts';
import { formatDuration } from '../../report/words/format.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { workloadOf } from '../../load/workloads.ts';
import { PLAIN } from '../../net/scenarios.ts';
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
  const { scenarios = [PLAIN], consistencyModels } = settings;
  const isJudgedBy = workloadOf(settings).models !== undefined ? consistencyModels : undefined;
  return [
    `${workload}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`,
    `${ratePerSec} operations/s for ${formatDuration(durationMs)}`,
    ...(latencyMs > 0 ? [`latency ${formatDuration(latencyMs)}`] : []),
    ...(quietMs > 0 ? [`${formatDuration(quietMs)} of quiet`] : []),
    ...happeningsIn(scenarios),
    ...(isJudgedBy === undefined ? [] : [isJudgedBy.replaceAll('-', ' ')]),
  ].join(', ');
}

const WHAT_HAPPENS: Readonly<Record<string, string>> = {
  [PLAIN]: 'whole',
  partition: 'cut in between',
};

/** What happens meanwhile, in words. */
function happeningsIn(scenarios: readonly string[]): string[] {
  const shown = scenarios.map((name) => WHAT_HAPPENS[name] ?? `with ${name.split('+').join(' and ')}`);
  const [only = ''] = shown;
  if (shown.length > 1) return [shown.map((one) => `once ${one}`).join(' and ')];
  return scenarios[0] === PLAIN ? [] : [only];
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
  const { exercise, title, node, targets, reasons, warnings, failure } = verdict;
  const isShort = settings.durationMs < setup.durationMs;
  const lines = [
    `${paint.bold(`Exercise ${exercise}: ${title}`)}, ${node}`,
    setupText(settings),
    '',
    ...targets.flatMap((one) => targetLines(one, verdict.interrupted, screen)),
    ...(reasons.length === 0 ? [] : ['', 'What the bench saw:']),
    ...reasons.slice(0, MAX_REASONS).map((reason) => `  ✗ ${reason}`),
    ...(reasons.length > MAX_REASONS ? [`  … and ${reasons.length - MAX_REASONS} more: --json`] : []),
    ...(failure === null ? [] : ['', ...`  ✗ ${failure.replaceAll('\n', '\n    ')}`.split('\n')]),
    ...warnings.map((warning) => paint.dim(`  ! ${warning}`)),
    '',
    `${exercise}: ${endingOf(verdict, screen)}${isShort ? paint.dim(' (in a shorter run than the published one)') : ''}`,
    '',
  ];
  return lines.map((line) => wrapped(line, width, '    ')).join('\n');
}

function endingOf({ passed, inconclusive, interrupted }: ExerciseVerdict, { paint }: Screen): string {
  if (interrupted) return 'interrupted';
  if (inconclusive) return paint.yellow('inconclusive');
  return passed ? paint.green('passed') : paint.red('not passed');
}

function targetLines(
  { target, isMet, figures, meaning, next, inconclusive }: ExerciseVerdict['targets'][number],
  isInterrupted: boolean,
  { paint }: Screen,
): string[] {
  const scenarios = Object.entries(figures);
  const shown = scenarios.map(([scenario, figure]) =>
    scenarios.length > 1 ? `${scenario} ${figure}` : figure,
  );
  const mark = isMet ? paint.green('✓') : inconclusive === null ? paint.red('✗') : paint.yellow('?');
  const head = `${mark} ${target}: ${paint.bold(shown.join(', ') || 'not measured')}`;
  // What was to come, as a cut, could have shown more.
  if (isInterrupted && isMet) return [`${paint.dim('·')}${head.slice(mark.length)} until then`];
  if (inconclusive !== null) return [head, `    Inconclusive: ${inconclusive}.`];
  return next === null ? [head] : [head, `    It means: ${meaning}`, `    Look next: ${next}`];
}
