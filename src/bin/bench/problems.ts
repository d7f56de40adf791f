/** What is wrong with flags that are valid by themselves: they do not go together, or name something that our nodes do not know. */

import { problemWith } from '../../bench/settings.ts';
import { DEFAULT_GOSSIP, PRESETS } from '../../core/config.ts';
import { STRATEGY_NAMES } from '../../core/dissemination/strategies.ts';
import type { Workload } from '../../load/workload.ts';
import { isOurs, OUR_WORKLOADS, workloadOf, workloadsThat } from '../../load/workloads.ts';
import { PRESET_NAMES } from '../../host/settings.ts';
import { modelsOf, strategiesOf, type Settings } from '../../report/schema/settings-schema.ts';
import { ACCESS_FLAGS } from '../flags/agents.ts';
import { effectProblem } from '../flags/no-effect.ts';
import { variableOf, type Chosen, type Flag } from '../flags/flag.ts';
import { PRESET } from '../flags/every-command.ts';
import { NEMESIS } from '../flags/nemesis.ts';
import { STRATEGIES } from '../flags/node-processes.ts';
import type { Given } from '../flags/option.ts';
import { NODE } from '../node/flags.ts';
import type { Extras } from './flags.ts';

/** Shorter, a cut would last for less than a few round trips. */
const MIN_PARTITION_EVERY_MS = 1_000;

/** Flags that need an end. */
const NOT_FOREVER = [
  ...['duration', 'quiet', 'scenario', 'nemesis', 'repeat', 'out', 'full', 'open', 'json'],
  ...['pauses', 'crashes', 'restarts', 'fault-time'],
];

export function endingProblem({ partitionEveryMs }: Extras, settings: Settings): string | undefined {
  return partitionEveryMs === undefined ? problemWith(settings) : '--partition-every needs --forever';
}

export function foreverProblem(
  { partitionEveryMs }: Extras,
  settings: Settings,
  typed: Given,
): string | undefined {
  const given = NOT_FOREVER.find((name) => typed.has(name));
  if (settings.agents !== null) return '--forever runs its nodes on this machine: leave out --agents';
  if (strategiesOf(settings).length > 1) return '--forever runs one strategy at a time';
  if (given !== undefined) return `--${given} makes no sense with --forever, which has no end and no report`;
  const needsHistory = ({ checker }: Workload): boolean => checker !== undefined;
  if (needsHistory(workloadOf(settings)))
    return `--forever needs --workload ${workloadsThat((one) => !needsHistory(one))}: to judge the others, everything that was answered has to be kept`;
  if (partitionEveryMs === undefined) return problemWith({ ...settings, scenarios: ['normal'] });
  if (partitionEveryMs < MIN_PARTITION_EVERY_MS)
    return `--partition-every: at least ${MIN_PARTITION_EVERY_MS} ms`;
  const problem = problemWith({ ...settings, scenarios: ['partition'] });
  return problem?.replace('--scenario partition', '--partition-every');
}

/** What decides whether flags do anything: without an end there are no scenarios, and cuts by themselves. */
export function chosenIn(settings: Settings, { forever, partitionEveryMs }: Extras): Chosen {
  if (!forever) return settings;
  return { ...settings, scenarios: [partitionEveryMs === undefined ? 'normal' : 'partition'] };
}

/** A strategy or preset that our nodes do not know; another program may have its own. @param fromVariables what variables gave */
export function nameProblem(settings: Settings, fromVariables: Given): string | undefined {
  const { bin, preset, workload } = settings;
  if (bin !== null) return undefined;
  if (!isOurs(workload))
    return `--workload ${workload} is for nodes of others (--bin): ours serve ${OUR_WORKLOADS.join(', ')}`;
  const unknown = (flag: Flag, name: string, known: readonly string[]): string | undefined => {
    if (known.includes(name)) return undefined;
    const given = fromVariables.has(flag.name) ? `${variableOf(flag)}=${name}` : `--${flag.name} ${name}`;
    return `${given}: there is no such ${flag.name}. Choose from: ${known.join(', ')}`;
  };
  for (const strategy of strategiesOf(settings)) {
    const problem = unknown(STRATEGIES, strategy, STRATEGY_NAMES);
    if (problem !== undefined) return problem;
  }
  return preset === null ? undefined : unknown(PRESET, preset, PRESET_NAMES);
}

/** A consistency model of which the workload's checker does not find everything that it excludes. */
export function modelProblem(settings: Settings): string | undefined {
  const { workload } = settings;
  const { models } = workloadOf({ workload });
  const undecided = modelsOf(settings).find((model) => models?.decided.includes(model) === false);
  if (models === undefined || undecided === undefined) return undefined;
  const decides = ({ models: others }: Workload): boolean => others?.decided.includes(undecided) === true;
  const elsewhere = workloadsThat(decides);
  const more = elsewhere === '' ? '' : `, and --workload ${elsewhere} is judged by that, too`;
  return `--consistency-models ${undecided}: of ${workload} can be judged ${models.decided.join(', ')}${more}`;
}

/** A flag that says how agents are reached, where there are none; a cluster that runs already has an authority, too. */
export function accessProblem({ agents, attach }: Settings, typed: Given): string | undefined {
  if (agents !== null) return undefined;
  const idle = ACCESS_FLAGS.find(({ name }) => typed.has(name) && (name !== 'ca' || attach.length === 0));
  return idle && `--${idle.name} is for ${idle.name === 'ca' ? '--attach and --agents' : '--agents'}`;
}

/** Both say what is to happen. */
export function nemesisProblem(typed: Given): string | undefined {
  return typed.has(NEMESIS.name) && typed.has('scenario')
    ? '--nemesis and --scenario both say what is to happen: give one, as in --scenario normal,partition+kill'
    : undefined;
}

/** A flag for the nodes that has no effect on any strategy that runs; another program may mean something else by it. */
export function nodeArgsProblem({ bin, nodeArgs, strategy, preset }: Settings): string | undefined {
  if (bin !== null) return undefined;
  const typed = nodeArgs.flatMap((word) => /^--([\w-]+)/.exec(word)?.[1] ?? []);
  // Which strategy that would be, only the node knows.
  if (typed.includes('strategy') || typed.includes('preset')) return undefined;
  const usual = Object.entries(PRESETS).find(([name]) => name === preset)?.[1] ?? DEFAULT_GOSSIP;
  const strategies = strategy === null ? [usual.strategy] : strategiesOf({ strategy });
  return effectProblem(
    typed,
    strategies.map((each) => ({ gossip: { strategy: each } })),
    NODE,
  );
}
