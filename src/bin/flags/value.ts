/** Values of flags: read from what was typed, checked, and written as one would type them. */

import { InvalidArgumentError } from 'commander';
import { durationText, parseDurationMs } from '../terminal/duration.ts';
import type { CommandFlags, Flag, FlagKind, Issue } from './flag.ts';

/** @throws {InvalidArgumentError} which commander prints with the flag and the text */
export function readValue(flag: Flag, text: string, command: CommandFlags): unknown {
  const value = flag.parse === undefined ? parse(flag.kind, text) : flag.parse(text);
  const problem = problemWith(flag, value, command);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return value;
}

/** As it would be typed: `readValue` gives the value again. */
export function textOf({ kind, print }: Flag, value: unknown): string {
  if (print !== undefined) return print(value);
  if (kind === 'duration' && typeof value === 'number') return durationText(value);
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Undefined if the command has no default for it, an empty one, or one that depends on other settings. */
export function defaultText(flag: Flag, { defaults }: CommandFlags): string | undefined {
  const value = defaults[flag.setting] ?? undefined;
  if (value === undefined || flag.isDerived === true) return undefined;
  const text = Array.isArray(value) ? value.join(' ') : textOf(flag, value);
  return text === '' ? undefined : text;
}

function parse(kind: FlagKind, text: string): unknown {
  switch (kind) {
    case 'duration':
      return parseDurationMs(text);
    case 'number':
      return numberIn(text);
    case 'share':
      return text.endsWith('%') ? numberIn(text.slice(0, -1)) / 100 : numberIn(text);
    case 'names':
      return text.split(',');
    case 'switch':
      return switchIn(text);
    case 'choice':
    case 'text':
      return text;
  }
}

/** Only a variable has a text: the flag alone turns the switch on. */
function switchIn(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0' || text === '') return false;
  throw new InvalidArgumentError('It must be true or false, 1 or 0.');
}

function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function problemWith(flag: Flag, value: unknown, command: CommandFlags): string | undefined {
  const { setting, choices, range, example } = flag;
  const schema = command.schemas[setting];
  if (schema !== undefined) {
    const checked = schema.safeParse(value);
    if (checked.success) return undefined;
    const [issue] = checked.error.issues;
    const reason = Number.isNaN(value) ? 'It is not a number' : issue && reasonIn(issue, value);
    return `${reason ?? 'It is not valid'}. Example: ${example ?? defaultText(flag, command) ?? ''}`;
  }
  if (choices !== undefined && !choices.includes(String(value)))
    return `Allowed choices are ${choices.join(', ')}.`;
  if (range === undefined) return undefined;
  const isInRange = Number.isInteger(value) && Number(value) >= range.min && Number(value) <= range.max;
  return isInRange ? undefined : `It must be a whole number from ${range.min} to ${range.max}.`;
}

/** Of numbers in plain words: zod says `expected number to be <=1`. */
function reasonIn({ code, minimum, maximum, inclusive, expected, message }: Issue, value: unknown): string {
  if (typeof value !== 'number') return message;
  if (code === 'too_small')
    return `It must be ${inclusive === false ? 'more than' : 'at least'} ${String(minimum)}`;
  if (code === 'too_big')
    return `It must be ${inclusive === false ? 'less than' : 'at most'} ${String(maximum)}`;
  return code === 'invalid_type' && expected === 'int' ? 'It must be a whole number' : message;
}
