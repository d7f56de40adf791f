/** `gossipscope bench`: flags in, report out, and an exit code that says how it went. */

import process from 'node:process';
import { Command } from 'commander';
import { BENCH, readFlags } from './bench/flags.ts';
import { explainFlagsOfNodes } from './bench/flags-of-nodes.ts';
import { BENCH_HELP } from './bench/help.ts';
import { attachProblem } from './bench/attach-problems.ts';
import {
  accessProblem,
  chosenIn,
  endingProblem,
  foreverProblem,
  modelProblem,
  nameProblem,
  nemesisProblem,
  nodeArgsProblem,
} from './bench/problems.ts';
import { variableProblem } from './bench/node-command.ts';
import { TARGET, TARGET_ONLY } from './flags/target.ts';
import { SWEEP } from './flags/simulation.ts';
import { effectProblem } from './flags/no-effect.ts';
import { addFlags, givenTo } from './flags/option.ts';
import { outputProblem } from './terminal/output.ts';
import { usageError } from './terminal/usage-error.ts';

export function benchCommand(): Command {
  const command = new Command('bench')
    .description(
      'Runs a cluster of node processes on a simulated network and measures it from inside and outside.',
    )
    .argument('[node-args...]', 'after --: passed on to every node')
    .addHelpText('after', BENCH_HELP);
  return explainFlagsOfNodes(addFlags(command, BENCH)).action((nodeArgs: string[]) => run(command, nodeArgs));
}

async function run(command: Command, nodeArgs: readonly string[]): Promise<void> {
  if (nodeArgs.length > 0 && !process.argv.includes('--'))
    usageError(command, `unexpected argument '${nodeArgs[0] ?? ''}': arguments for the nodes go after --`);
  const given = givenTo(command, BENCH);
  if (given.has(TARGET.name)) {
    const { runTarget } = await import('./bench/target.ts');
    process.exitCode = await runTarget(command, given, BENCH);
    return;
  }
  const alone = [...TARGET_ONLY, SWEEP].find(({ name }) => given.has(name));
  if (alone !== undefined) {
    const elsewhere = alone === SWEEP ? ' here: settings of nodes are swept by gossipscope simulate' : '';
    usageError(command, `--${alone.name} needs --target${elsewhere}`);
  }
  const { settings, extras } = readFlags(command, nodeArgs);
  const typed = givenTo(command, BENCH, ['cli']);
  const problem =
    attachProblem(settings, typed, nodeArgs) ??
    (extras.forever ? foreverProblem(extras, settings, typed) : endingProblem(extras, settings)) ??
    nameProblem(settings, givenTo(command, BENCH, ['env'])) ??
    variableProblem(settings) ??
    modelProblem(settings) ??
    accessProblem(settings, typed) ??
    nemesisProblem(typed) ??
    effectProblem(typed.keys(), [chosenIn(settings, extras)], BENCH) ??
    (nodeArgs.length > 0 ? nodeArgsProblem(settings) : undefined) ??
    outputProblem(settings.output.directory);
  if (problem !== undefined) usageError(command, problem);
  const { runBench, runUntilStopped } = await import('./bench/run.ts');
  process.exitCode = await (extras.forever ? runUntilStopped : runBench)(settings, extras);
}
