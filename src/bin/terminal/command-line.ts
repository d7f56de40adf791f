/** A command as somebody would type it into a shell. */

import { DEFAULT_SETTINGS, STRANGER_VALUE_BYTES } from '../../bench/settings.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { BENCH_FLAGS, type BenchFlag } from '../bench/flags.ts';

type Value = Settings[BenchFlag['setting']];

/** The bench with these settings: whatever is not the default, and the seed. */
export function benchCommandLine(settings: Settings): string {
  const flags = BENCH_FLAGS.filter(
    ({ setting }) => setting === 'seed' || plain(settings[setting]) !== plain(defaultOf(setting, settings)),
  ).map((flag) => `${nameOf(flag)} ${quoted(textOf(flag, settings[flag.setting]))}`);
  const { nodeArgs } = settings;
  const rest = nodeArgs.length === 0 ? [] : ['--', ...nodeArgs.map(quoted)];
  return ['gossipscope bench', ...flags, ...rest].join(' ');
}

/** A value as one word of the shell. */
export function quoted(text: string): string {
  return /^[\w.,:=%/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function defaultOf(setting: BenchFlag['setting'], { bin }: Settings): Value {
  return setting === 'valueBytes' && bin !== null ? STRANGER_VALUE_BYTES : DEFAULT_SETTINGS[setting];
}

function nameOf({ flags }: BenchFlag): string {
  return flags.split(' ')[0] ?? '';
}

function textOf({ kind }: BenchFlag, value: Value): string {
  if (kind !== 'duration' || typeof value !== 'number') return plain(value);
  return value >= 1000 && value % 1000 === 0 ? `${value / 1000}s` : `${value}ms`;
}

function plain(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(',') : `${value}`;
}
