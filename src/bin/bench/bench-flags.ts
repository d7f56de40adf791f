/** The flags of `gossipscope bench`, declared once: each sets one setting; parsing, help and defaults follow from here. */

import { InvalidArgumentError, Option } from 'commander';
import ms from 'ms';
import { DEFAULT_SETTINGS } from '../../bench/settings.ts';
import { PRESET_NAMES } from '../../host/settings.ts';
import { SettingsSchema, type Settings } from '../../report/schema/settings-schema.ts';
import { parseDurationMs } from '../terminal/duration.ts';

type Name = Exclude<keyof Settings, 'output' | 'nodeArgs'>;

export interface BenchFlag {
  readonly setting: Name;
  /** With its placeholder. */
  readonly flags: string;
  readonly help: string;
  readonly kind: 'duration' | 'number' | 'share' | 'text' | 'names';
  readonly example: string;
  /** The variable that our nodes would take the setting from. */
  readonly variable?: string;
}

const flag = (
  setting: Name,
  flags: string,
  kind: BenchFlag['kind'],
  example: string,
  help: string,
  variable?: string,
): BenchFlag => ({ setting, flags, help, kind, example, ...(variable === undefined ? {} : { variable }) });

const choices = (setting: 'workload' | 'keyChoice' | 'latencyDistribution' | 'partition'): string =>
  SettingsSchema.shape[setting].options.join(' | ');

export const BENCH_FLAGS: readonly BenchFlag[] = [
  flag('nodes', '--nodes <n>', 'number', '5', 'node processes'),
  flag('durationMs', '--duration <time>', 'duration', '10s', 'how long each scenario loads the cluster'),
  flag(
    'quietMs',
    '--quiet <time>',
    'duration',
    '10s',
    'how long the cluster runs on after the load, at least, before it is judged',
  ),
  flag('ratePerSec', '--rate <n>', 'number', '100', 'operations a second, of all clients together'),
  flag('readRatio', '--read-ratio <share>', 'share', '0.5', 'share of the operations that read'),
  flag('keys', '--keys <n>', 'number', '100', 'how many keys there are'),
  flag(
    'keyChoice',
    '--key-choice <name>',
    'text',
    'zipf',
    `how an operation chooses its key: ${choices('keyChoice')}`,
  ),
  flag(
    'valueBytes',
    '--value-bytes <n>',
    'number',
    '16',
    'size of a value; 0: a bare number (the default with --bin)',
  ),
  flag('latencyMs', '--latency <time>', 'duration', '20ms', 'mean latency of a message between two nodes'),
  flag(
    'latencyDistribution',
    '--latency-dist <name>',
    'text',
    'lognormal',
    `how latencies vary: ${choices('latencyDistribution')}`,
  ),
  flag('jitterMs', '--jitter <time>', 'duration', '5ms', 'added to each latency: uniform in ± this'),
  flag('lossRatio', '--loss <share>', 'share', '0.01', 'share of the messages between nodes that are lost'),
  flag('duplicateRatio', '--duplicate <share>', 'share', '0.01', 'share of these messages that arrive twice'),
  flag(
    'partition',
    '--partition <shape>',
    'text',
    'halves',
    `how a scenario cuts the network: ${choices('partition')}`,
  ),
  flag(
    'scenarios',
    '--scenario <names...>',
    'names',
    'normal partition',
    'what to run, in this order; see below',
  ),
  flag('workload', '--workload <name>', 'text', 'kv', `what clients ask for: ${choices('workload')}`),
  flag(
    'strategy',
    '--strategy <name>',
    'text',
    'direct-mail',
    "how our nodes spread writes: one, several with commas, or all (default: the node's own)",
    'GOSSIP_STRATEGY',
  ),
  flag(
    'preset',
    '--preset <name>',
    'text',
    'relay-fast',
    `settings of our nodes that go together: ${PRESET_NAMES.join(' | ')}`,
    'GOSSIP_PRESET',
  ),
  flag(
    'bin',
    '--bin <path>',
    'text',
    './my-node',
    'another Maelstrom node to run instead of gossipscope node',
  ),
  flag('seed', '--seed <n>', 'number', '1', 'draws operations, faults and partitions'),
  // The last that simulations have, too: their reports name the flags in this order, and stay as they were.
  flag(
    'casRatio',
    '--cas-ratio <share>',
    'share',
    '0.2',
    'share of the writes that compare first, where the workload can: kv',
  ),
  flag(
    'metricsPort',
    '--metrics-port <n>',
    'number',
    '9460',
    "port of the bench's scrape endpoint; 0: a free one",
  ),
];

export function optionOf(spec: BenchFlag): Option {
  const option = new Option(spec.flags, spec.help);
  const value = DEFAULT_SETTINGS[spec.setting];
  if (value !== null) option.default(value, defaultText(spec));
  if (spec.variable !== undefined) option.env(spec.variable);
  if (spec.kind === 'names') {
    let given: string[] = [];
    // Commander hands over one name at a time, after the default.
    return option.argParser((text: string) => (given = [...given, ...text.split(',')]));
  }
  return option.argParser((text: string) => parse(spec, text));
}

/** Commander's name for the option. */
export function attributeOf(spec: BenchFlag): string {
  return optionOf(spec).attributeName();
}

function defaultText({ setting, kind }: BenchFlag): string {
  const value = DEFAULT_SETTINGS[setting];
  if (Array.isArray(value)) return value.join(' ');
  return kind === 'duration' && typeof value === 'number' ? ms(value) : String(value);
}

/** @throws {InvalidArgumentError} which commander prints with the flag and the value */
function parse(spec: BenchFlag, text: string): unknown {
  const value = valueOf(spec.kind, text);
  const checked = SettingsSchema.shape[spec.setting].safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new InvalidArgumentError(`${issue?.message ?? 'It is not valid'}. Example: ${spec.example}`);
}

export function valueOf(kind: BenchFlag['kind'], text: string): unknown {
  if (kind === 'text') return text;
  if (kind === 'duration') return parseDurationMs(text);
  const isPercent = kind === 'share' && text.endsWith('%');
  const digits = isPercent ? text.slice(0, -1) : text;
  const number = digits.trim() === '' ? NaN : Number(digits);
  return isPercent ? number / 100 : number;
}
