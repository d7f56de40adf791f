/** `gossipscope node`: the flags and variables of a node, checked before it starts. */

import { Command, InvalidArgumentError, Option } from 'commander';
import type { PresetName } from '../core/config.ts';
import {
  completeSettings,
  NODE_SETTINGS,
  PRESET_NAMES,
  variableOf,
  type NodeSettings,
  type Setting,
} from '../host/settings.ts';
import { parseDurationMs } from './terminal/duration.ts';
import { version } from './version.ts';

const EXAMPLES = `
Every flag can be set by the variable beside it; a flag wins. Tracing starts where OpenTelemetry's own variables ask
for it (OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318, say). Logs go to stderr, one JSON object a line.

Examples:
  $ maelstrom test -w lin-kv --bin bin/gossipscope-node --time-limit 10 -- --flush-interval 0
  $ GOSSIP_METRICS_PORT=0 gossipscope node
  $ echo '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}' | gossipscope node`;

export function nodeCommand(): Command {
  const command = new Command('node')
    .summary('a Maelstrom node: JSON lines on stdin and stdout')
    .description(
      'Runs one replica of the store. It speaks the Maelstrom protocol on stdin and stdout and ends with stdin.',
    )
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false);
  for (const setting of NODE_SETTINGS) command.addOption(optionOf(setting));
  command.addOption(
    new Option('--preset <name>', 'settings that go together; flags and variables win over it')
      .choices(PRESET_NAMES)
      .env('GOSSIP_PRESET'),
  );
  return command.action(async () => {
    const settings = settingsOf(command);
    const { runNode } = await import('../host/run-node.ts');
    await runNode(settings, version);
  });
}

function settingsOf(command: Command): NodeSettings {
  const pick = (isWanted: (source: string | undefined) => boolean): Partial<NodeSettings> =>
    Object.fromEntries(
      NODE_SETTINGS.filter((setting) => isWanted(command.getOptionValueSource(attributeOf(setting)))).map(
        (setting) => [setting.name, command.getOptionValue(attributeOf(setting)) as unknown],
      ),
    );
  const defaults = pick((source) => source === 'default') as NodeSettings;
  const given = pick((source) => source !== 'default' && source !== undefined);
  return completeSettings(given, defaults, command.getOptionValue('preset') as PresetName | undefined);
}

function optionOf(setting: Setting): Option {
  const { type, flag, help } = setting;
  const placeholder = {
    duration: ' <time>',
    integer: ' <n>',
    choice: ' <name>',
    text: ' <text>',
    switch: '',
  }[type.kind];
  const option = new Option(`--${flag}${placeholder}`, help).env(variableOf(setting));
  if (type.kind === 'choice') option.choices(type.choices);
  else if (type.kind !== 'switch') option.argParser((text) => parseSetting(text, setting));
  if (setting.default === undefined) return option;
  return option.default(
    type.kind === 'switch' ? false : parseSetting(setting.default, setting),
    setting.default,
  );
}

/** @throws {InvalidArgumentError} which commander prints with the flag's or the variable's name */
function parseSetting(text: string, { type }: Setting): unknown {
  if (type.kind === 'duration') return parseDurationMs(text);
  if (type.kind !== 'integer') return text;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= type.min && value <= type.max) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${type.min} to ${type.max}.`);
}

/** Commander's name for the option. */
function attributeOf({ flag }: Setting): string {
  return flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
