/** The flags of `gossipscope simulate`: those of the bench and of the node where they mean the same, and its own. */

import { InvalidArgumentError, Option } from 'commander';
import ms from 'ms';
import type { z } from 'zod';
import { DEFAULT_GOSSIP, type GossipSettings, type PresetName } from '../../core/config.ts';
import { completeSettings, NODE_SETTINGS, PRESET_NAMES, type NodeSettings } from '../../host/settings.ts';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../../report/schema/simulation-settings-schema.ts';
import { DEFAULT_SIMULATION } from '../../simulate/settings.ts';
import { BENCH_FLAGS, valueOf, type BenchFlag } from '../bench/bench-flags.ts';

type Own = Exclude<keyof SimulationSettings, 'gossip'>;

export interface SimulateFlag {
  /** Without the dashes and the placeholder. */
  readonly name: string;
  /** With both. */
  readonly flags: string;
  readonly help: string;
  readonly kind: BenchFlag['kind'];
  readonly example: string;
  readonly setting: { readonly own: Own } | { readonly gossip: keyof GossipSettings };
}

/** Settings as texts, by the names of their flags; `preset` is one of them. */
export type Given = ReadonlyMap<string, string>;

const own = (
  setting: Own,
  flags: string,
  kind: BenchFlag['kind'],
  example: string,
  help: string,
): SimulateFlag => ({
  ...{ name: nameIn(flags), flags, help, kind, example, setting: { own: setting } },
});

/** Where the bench's words do not fit. */
const HELP: Readonly<Record<string, string>> = {
  nodes: 'replicas, up to 10,000',
  valueBytes: 'size of a value; 0: a bare number',
  seed: 'draws operations, faults, partitions and the choices of the nodes',
};

const FROM_BENCH: ReadonlySet<string> = new Set(Object.keys(DEFAULT_SIMULATION));

const NEW_FLAGS: readonly SimulateFlag[] = [
  own(
    'settleMs',
    '--settle <time>',
    'duration',
    '30s',
    'when it has to have settled (default: what the settings imply)',
  ),
  own('skewMs', '--skew <time>', 'duration', '50ms', "each node's clock is off by up to this, either way"),
  own('driftRatio', '--drift <share>', 'share', '0.001', "each node's clock gains or loses up to this share"),
  own('pauses', '--pauses <n>', 'number', '3', 'times that a node stands still'),
  own('crashes', '--crashes <n>', 'number', '3', 'times that a node crashes and comes back with its memory'),
  own(
    'restarts',
    '--restarts <n>',
    'number',
    '3',
    'times that a node crashes and comes back without its memory',
  ),
  own('faultMs', '--fault-time <time>', 'duration', '1s', 'how long each of these lasts, on average'),
];

const GOSSIP_FLAGS: readonly SimulateFlag[] = NODE_SETTINGS.filter(({ name }) => name in DEFAULT_GOSSIP).map(
  ({ name, flag, help, type, default: standard = '' }) => {
    const kind = type.kind === 'duration' ? 'duration' : type.kind === 'integer' ? 'number' : 'text';
    const placeholder = { duration: '<time>', number: '<n>', text: '<name>' }[kind];
    const choices = type.kind === 'choice' ? `: ${type.choices.join(' | ')}` : '';
    return {
      ...{ name: flag, flags: `--${flag} ${placeholder}`, help: help + choices, kind, example: standard },
      setting: { gossip: name as keyof GossipSettings },
    };
  },
);

export const SIMULATE_FLAGS: readonly SimulateFlag[] = [
  ...BENCH_FLAGS.filter(({ setting }) => FROM_BENCH.has(setting)).map((flag) =>
    own(flag.setting as Own, flag.flags, flag.kind, flag.example, HELP[flag.setting] ?? flag.help),
  ),
  ...NEW_FLAGS,
  ...GOSSIP_FLAGS,
];

export const PRESET_OPTION = new Option(
  '--preset <name>',
  'settings of the node that go together; flags win over it',
).choices(PRESET_NAMES);

/** Parsing waits until all is known: here a value is only read once, to say what is wrong with it. */
export function optionOf(flag: SimulateFlag): Option {
  const option = new Option(flag.flags, flag.help).argParser((text: string, before?: string) => {
    read(flag, text);
    // Commander hands over one name of several at a time.
    return flag.kind === 'names' && before !== undefined ? `${before},${text}` : text;
  });
  const text = defaultText(flag);
  if (text !== undefined) option.default(undefined, text);
  return option;
}

/** All settings: what is given over what a preset says over `base`. @throws {InvalidArgumentError} */
export function settingsFrom(
  given: Given,
  base: SimulationSettings = DEFAULT_SIMULATION,
): SimulationSettings {
  const preset = given.get('preset') as PresetName | undefined;
  const mine: Partial<Record<Own, unknown>> = {};
  const gossip: Partial<Record<keyof GossipSettings, unknown>> = {};
  for (const flag of SIMULATE_FLAGS) {
    const text = given.get(flag.name);
    if (text === undefined) continue;
    const value = read(flag, text);
    if ('own' in flag.setting) mine[flag.setting.own] = value;
    else gossip[flag.setting.gossip] = value;
  }
  const { gossip: standard } = base;
  const changes = preset !== undefined || gossip.strategy !== undefined || gossip.topology !== undefined;
  const completed: GossipSettings = changes
    ? completeSettings(gossip as Partial<NodeSettings>, standard as NodeSettings, preset)
    : { ...standard, ...(gossip as Partial<GossipSettings>) };
  // Parsed, so that their order in a report is the same wherever they came from.
  return SimulationSettingsSchema.parse({ ...base, ...mine, gossip: completed });
}

function read(flag: SimulateFlag, text: string): unknown {
  const { setting, kind, example } = flag;
  const value = kind === 'names' ? text.split(',') : valueOf(kind, text);
  const { shape } = SimulationSettingsSchema;
  const schema: z.ZodType = 'own' in setting ? shape[setting.own] : shape.gossip.shape[setting.gossip];
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new InvalidArgumentError(`${issue?.message ?? 'It is not valid'}. Example: ${example}`);
}

function defaultText({ setting, kind }: SimulateFlag): string | undefined {
  const value =
    'own' in setting ? DEFAULT_SIMULATION[setting.own] : DEFAULT_SIMULATION.gossip[setting.gossip];
  if (value === null || ('gossip' in setting && setting.gossip === 'repairAfterMs')) return undefined;
  if (Array.isArray(value)) return value.join(' ');
  return kind === 'duration' && typeof value === 'number' ? ms(value) : String(value);
}

function nameIn(flags: string): string {
  return /--([\w-]+)/.exec(flags)?.[1] ?? flags;
}
