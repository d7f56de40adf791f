/** `gossipscope tune`: what settings have to achieve in, which to choose out, and an exit code that says whether there are any. */

import process from 'node:process';
import { Command } from 'commander';
import { scenarioNamed } from '../net/scenarios.ts';
import type { Target } from '../report/measures/target.ts';
import { problemWith } from '../simulate/settings.ts';
import { effectProblem } from './flags/no-effect.ts';
import { addFlags, givenTo, valuesOf, type Given } from './flags/option.ts';
import { AGENT_FLAG_NAMES, engaged } from './simulate/engaged.ts';
import { loadNamed } from './simulate/load-named.ts';
import { pointsOrUsageError, replayOf } from './simulate/points.ts';
import { outputProblem } from './terminal/output.ts';
import { usageError } from './terminal/usage-error.ts';
import { TUNE, TUNED, type TuneExtras } from './tune/flags.ts';
import { TUNE_HELP } from './tune/help.ts';
import { runTune } from './tune/run.ts';
import { spaceFor, type Space } from './tune/space.ts';

/** Flags that change nothing in the report. */
const NOT_REPLAYED = ['out', 'open', 'json', 'jobs', ...AGENT_FLAG_NAMES];

export function tuneCommand(): Command {
  const command = new Command('tune')
    .description(
      'Searches, in the simulator, for the strategy and the settings that keep targets at the least cost, with many seeds.',
    )
    .allowExcessArguments(false)
    .addHelpText('after', TUNE_HELP);
  return addFlags(command, TUNE).action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const given = givenTo(command, TUNE);
  const extras = valuesOf(given, TUNE) as Partial<TuneExtras>;
  const { targets = [], out = null, open = false, json = false, jobs, sweep } = extras;
  const { minimize, seeds } = { ...TUNE.defaults, ...extras } as unknown as TuneExtras;
  await loadNamed(command, given, sweep);
  const space = searched(command, given, targets, sweep);
  const { points } = space;
  const all = points.map(({ settings }) => settings);
  const wrong =
    outputProblem(out) ??
    all.map(problemWith).find((one) => one !== undefined) ??
    effectProblem(given.keys(), all, TUNE);
  if (wrong !== undefined) usageError(command, wrong);
  // It has one form.
  const output = { directory: out, json, open, full: true };
  process.exitCode = await runTune({
    ...{ ...space, targets, minimize, seeds, jobs, output },
    agents: engaged(
      command,
      given,
      extras,
      all.map(({ gossip }) => gossip.strategy),
    ),
    replay: replayOf('gossipscope tune', given, NOT_REPLAYED, TUNED.seed),
  });
}

function searched(
  command: Command,
  given: Given,
  targets: readonly Target[],
  sweep: string | undefined,
): Space {
  const cuts = TUNED.scenarios.some((name) => (scenarioNamed(name)?.partitions.length ?? 0) > 0);
  const needsCut =
    !cuts && !given.has('scenario') && targets.some(({ measure }) => measure.name === 'cut.healing');
  const base = needsCut ? { ...TUNED, scenarios: [...TUNED.scenarios, 'partition'] } : TUNED;
  return pointsOrUsageError(command, sweep, () => spaceFor(given, base, sweep));
}
