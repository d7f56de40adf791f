/** Makes commander's options from the table, and reads what was given. An option's value is its text, already checked. */

import process from 'node:process';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { usageError } from '../terminal/usage-error.ts';
import { variableOf, type CommandFlags, type Flag } from './flag.ts';
import { defaultText, readValue } from './value.ts';

/** What was given: texts by the names of flags. They stay texts, so that a sweep can replace one and a replay can repeat them. */
export type Given = ReadonlyMap<string, string>;

const PLACEHOLDERS = {
  ...{ duration: '<time>', number: '<n>', share: '<share>', choice: '<name>' },
  ...{ names: '<names...>', text: '<text>', switch: '' },
} as const;

const LINE_END = '\n';

/** What was given for a flag that can be repeated, one by one. */
export function repeatedTexts(text: string): string[] {
  return text.split(LINE_END);
}

export function joinedTexts(texts: readonly string[]): string {
  return texts.join(LINE_END);
}

export function addFlags(command: Command, flags: CommandFlags): Command {
  for (const flag of flags.flags) {
    command.addOption(optionOf(flag, flags));
    if (flag.kind === 'switch' && flags.variables.includes(flag.name)) readSwitch(flag, command, flags);
  }
  return command;
}

/** Commander turns a switch on wherever its variable is set, whatever it says. */
function readSwitch(flag: Flag, command: Command, flags: CommandFlags): void {
  const variable = variableOf(flag);
  command.on(`optionEnv:${flag.name}`, () => {
    const text = process.env[variable] ?? '';
    try {
      command.setOptionValueWithSource(attributeOf(flag), readValue(flag, text, flags), 'env');
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      usageError(
        command,
        `option '--${flag.name}' value '${text}' from env '${variable}' is invalid. ${error.message}`,
      );
    }
  });
}

export function optionOf(flag: Flag, command: CommandFlags): Option {
  const { name, kind, choices } = flag;
  const isSwitch = kind === 'switch';
  const option = new Option(
    `${aliasOf(flag, command)}--${name} ${flag.placeholder ?? PLACEHOLDERS[kind]}`.trim(),
    helpOf(flag, command),
  );
  // With a schema, the sentence in the help lists the choices.
  if (choices !== undefined && !isJudgedBySchema(flag, command)) option.choices(choices);
  if (!isSwitch) option.argParser(checker(flag, command));
  const standard = defaultText(flag, command);
  if (standard !== undefined) option.default(isSwitch ? false : standard, standard);
  return command.variables.includes(name) ? option.env(variableOf(flag)) : option;
}

/** Commander takes the last name for the option's own. */
function aliasOf({ alias }: Flag, command: CommandFlags): string {
  return alias === undefined || command.name !== 'bench' ? '' : `--${alias}, `;
}

/** @param from where it was given: as a flag, as a variable, or either */
export function givenTo(
  command: Command,
  { flags }: CommandFlags,
  from: readonly string[] = ['cli', 'env'],
): Given {
  const texts = flags.flatMap((flag): [string, string][] => {
    const attribute = attributeOf(flag);
    const isGiven = from.includes(command.getOptionValueSource(attribute) ?? '');
    return isGiven ? [[flag.name, String(command.getOptionValue(attribute))]] : [];
  });
  return new Map(texts);
}

/** The values by setting. @throws {InvalidArgumentError} for texts that no option has checked, as those of a sweep */
export function valuesOf(given: Given, command: CommandFlags): Record<string, unknown> {
  const values = command.flags.flatMap((flag): [string, unknown][] => {
    const text = given.get(flag.name);
    return text === undefined ? [] : [[flag.setting, readValue(flag, text, command)]];
  });
  return Object.fromEntries(values);
}

function helpOf(flag: Flag, command: CommandFlags): string {
  const { help, choices } = flag;
  const like = command.name === 'serve' ? 'node' : 'simulate';
  const text = typeof help === 'string' ? help : (help[command.name] ?? help[like] ?? '');
  return choices !== undefined && isJudgedBySchema(flag, command) ? `${text}: ${choices.join(' | ')}` : text;
}

function isJudgedBySchema({ setting }: Flag, { schemas }: CommandFlags): boolean {
  return schemas[setting] !== undefined;
}

function checker(flag: Flag, command: CommandFlags): (text: string) => string {
  const texts: string[] = [];
  return (text) => {
    readValue(flag, text, command);
    if (flag.kind !== 'names' && flag.isRepeatable !== true) return text;
    // Commander hands over one at a time.
    texts.push(text);
    refuseTwice(flag, texts);
    return flag.isRepeatable === true ? joinedTexts(texts) : texts.join(',');
  };
}

function refuseTwice({ insteadOfTwice }: Flag, texts: readonly string[]): void {
  const names = texts.flatMap((text) => text.split(','));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (insteadOfTwice !== undefined && twice !== undefined)
    throw new InvalidArgumentError(`${twice} is given twice: ${insteadOfTwice}.`);
}

/** Commander's name for the option. */
function attributeOf({ name }: Flag): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
