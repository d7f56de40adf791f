/** The verdict on a node in an exercise: every target with its figure, and the reasons where it has not passed. */

import type { Report } from '../../report/schema/report-schema.ts';
import type { Exercise } from './exercises.ts';
import type { Target } from './targets.ts';

export interface TargetVerdict {
  readonly target: string;
  readonly isMet: boolean;
  /** By scenario, where there are several. */
  readonly figures: Readonly<Record<string, string>>;
  readonly meaning: string;
  /** Null where it is met. */
  readonly next: string | null;
}

export interface ExerciseVerdict {
  readonly exercise: string;
  readonly title: string;
  readonly node: string;
  readonly passed: boolean;
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
    targets,
    reasons: tell(({ problems }) => problems),
    warnings: tell(({ warnings }) => warnings),
    ...{ failure, interrupted },
  };
}

/** Of the bench's own delay, at the 99th percentile: targets of hundreds of milliseconds can be missed for that alone. */
const LATE_MS = 50;
const WAS_LATE =
  'The bench itself was late, as the machine was busy: run it again on a quieter one before you look at the node.';

function judge(target: Target, { runs }: Report): TargetVerdict {
  const wasLate = target.isTimed === true && runs.some(({ bench }) => bench.addedDelayMs.p99 > LATE_MS);
  const measured = runs.map((run) => [run.scenario, target.measure(run)] as const);
  const isMet = measured.length > 0 && measured.every(([, one]) => one.isMet);
  return {
    ...{ target: target.name, isMet },
    figures: Object.fromEntries(measured.map(([scenario, { figure }]) => [scenario, figure])),
    meaning: target.meaning,
    next: isMet ? null : wasLate ? WAS_LATE : target.next,
  };
}
