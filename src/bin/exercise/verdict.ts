/** The verdict on a node in an exercise: every target with its figure, and the reasons where it has not passed. */

import type { Report } from '../../report/schema/report-schema.ts';
import { formatDuration } from '../../report/words/format.ts';
import type { Exercise } from './exercises.ts';
import type { Target } from './targets.ts';

export interface TargetVerdict {
  readonly target: string;
  readonly isMet: boolean;
  /** By scenario, where there are several. */
  readonly figures: Readonly<Record<string, string>>;
  readonly meaning: string;
  /** Null where it is met, or nobody can tell. */
  readonly next: string | null;
  /** Why nobody can tell whether the node misses it; null: it is met, or missed. */
  readonly inconclusive: string | null;
}

export interface ExerciseVerdict {
  readonly exercise: string;
  readonly title: string;
  readonly node: string;
  readonly passed: boolean;
  /** It has not passed, and nobody can tell whether that is the node's fault. */
  readonly inconclusive: boolean;
  readonly targets: readonly TargetVerdict[];
  /** What is wrong, in terms of what the nodes did. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  /** The run could not be made to its end. */
  readonly failure: string | null;
  readonly interrupted: boolean;
}

export function verdictOn(exercise: Exercise, node: string, report: Report): ExerciseVerdict {
  const { runs, failure, interrupted } = report;
  const isWhole = failure === null && !interrupted && runs.length > 0;
  const targets = exercise.targets.map((target) => judge(target, report));
  const several = runs.length > 1;
  const tell = (pick: (run: Report['runs'][number]) => readonly string[]): string[] =>
    runs.flatMap((run) => pick(run).map((text) => (several ? `${run.scenario}: ${text}` : text)));
  return {
    ...{ exercise: exercise.id, title: exercise.title, node },
    passed: isWhole && targets.every(({ isMet }) => isMet),
    inconclusive: isWhole && targets.some(isOpen) && targets.every((one) => one.isMet || isOpen(one)),
    targets,
    reasons: tell(({ problems }) => problems),
    warnings: tell(({ warnings }) => warnings),
    ...{ failure, interrupted },
  };
}

/** Of the bench's own delay, at the 99th percentile: targets of hundreds of milliseconds can be missed for that alone. */
const LATE_MS = 50;
/** Of a node's waiting for a processor each time: several hops and answers of that kind add up. */
const STARVED_MS = 10;

function isOpen({ inconclusive }: TargetVerdict): boolean {
  return inconclusive !== null;
}

function judge(target: Target, { runs }: Report): TargetVerdict {
  const measured = runs.map((run) => [run.scenario, target.measure(run)] as const);
  const isMet = measured.length > 0 && measured.every(([, one]) => one.isMet);
  const missed = runs.filter((_, index) => measured[index]?.[1].isMet === false);
  const late = missed.map((run) => (target.isTimed ? latenessOf(run) : undefined));
  const inconclusive = late.every((one) => one !== undefined) ? (late[0] ?? null) : null;
  return {
    ...{ target: target.name, isMet },
    figures: Object.fromEntries(measured.map(([scenario, { figure }]) => [scenario, figure])),
    meaning: target.meaning,
    next: isMet || inconclusive !== null ? null : target.next,
    inconclusive,
  };
}

/** What made the run say nothing of time; undefined: nothing. */
function latenessOf({ bench: { addedDelayMs, nodesWaitMs } }: Report['runs'][number]): string | undefined {
  const advice = 'as the machine was busy: run it on a quieter one before you look at the node';
  if (addedDelayMs.p99 > LATE_MS)
    return `the bench itself was ${formatDuration(addedDelayMs.p99)} late (at the 99th percentile), ${advice}`;
  if (nodesWaitMs !== null && nodesWaitMs > STARVED_MS)
    return `a node stood in line for a processor for ${formatDuration(nodesWaitMs)} each time, ${advice}`;
  return undefined;
}
