/** `gossipscope exercise`: the exercises of Gossip Glomers by name, for a node in any language. */

import process from 'node:process';
import { Command } from 'commander';
import { DEFAULT_SETTINGS } from '../bench/settings.ts';
import { SettingsSchema } from '../report/schema/settings-schema.ts';
import { screenOf } from '../report/text/paint.ts';
import { EXERCISES, exerciseNamed } from './exercise/exercises.ts';
import { EXERCISE_HELP } from './exercise/help.ts';
import { listText, setupText } from './exercise/text.ts';
import type { ExerciseFlags } from './exercise/run.ts';
import { EXERCISE_FLAGS } from './flags/exercise.ts';
import type { CommandFlags } from './flags/flag.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import { outputProblem } from './terminal/output.ts';
import { usageError } from './terminal/usage-error.ts';

const EXERCISE: CommandFlags = {
  ...{ name: 'exercise', flags: EXERCISE_FLAGS },
  defaults: { seed: DEFAULT_SETTINGS.seed },
  schemas: { durationMs: SettingsSchema.shape.durationMs },
  variables: [],
};

export function exerciseCommand(): Command {
  const command = new Command('exercise')
    .description(
      "Runs an exercise of Fly.io's Gossip Glomers as it is published, and says whether a node passes.",
    )
    .argument(
      '[name...]',
      `which one: ${EXERCISES.map(({ id }) => id).join(', ')}; none: lists them. After --: passed on to every node`,
    )
    .addHelpText('after', EXERCISE_HELP);
  return addFlags(command, EXERCISE).action((words: string[]) => run(command, words));
}

async function run(command: Command, [name, ...nodeArgs]: readonly string[]): Promise<void> {
  const { bin, ...given } = valuesOf(givenTo(command, EXERCISE), EXERCISE) as Partial<ExerciseFlags>;
  if (name === undefined) {
    if (bin !== undefined) usageError(command, `--bin ${bin}: say which exercise, e.g. exercise 3a`);
    list(given.json === true);
    return;
  }
  const exercise = exerciseNamed(name);
  if (exercise === undefined) {
    const known = EXERCISES.map(({ id }) => id).join(', ');
    return usageError(command, `there is no exercise ${name}. Choose from: ${known}`);
  }
  if (bin === undefined)
    return usageError(command, `exercise ${name} needs a node: gossipscope exercise ${name} --bin ./my-node`);
  if (nodeArgs.length > 0 && !process.argv.includes('--'))
    usageError(command, `unexpected argument '${nodeArgs[0] ?? ''}': arguments for the node go after --`);
  const { exerciseProblem, runExercise } = await import('./exercise/run.ts');
  const flags = { ...given, bin, nodeArgs };
  const problem = exerciseProblem(exercise, flags) ?? outputProblem(given.out ?? null);
  if (problem !== undefined) usageError(command, problem);
  process.exitCode = await runExercise(exercise, flags);
}

function list(json: boolean): void {
  const { stdout, env } = process;
  const entries = EXERCISES.map(({ id, title, setup, published, targets }) => {
    const named = targets.map((target) => target.name);
    return { exercise: id, title, setup: setupText(setup), maelstrom: published, targets: named };
  });
  stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : listText(EXERCISES, screenOf(stdout, env)));
}
