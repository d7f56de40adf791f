/** Durations as people type them. */

import { InvalidArgumentError } from 'commander';
import ms, { type StringValue } from 'ms';

/** Milliseconds of "20ms", "1.5s", "2m" or "0". @throws {InvalidArgumentError} which commander prints */
export function parseDurationMs(text: string): number {
  if (isNumber(text)) return withoutUnit(text);
  const value = /^[\d.]+\s*[a-z]+$/i.test(text) ? (ms(text as StringValue) as number | undefined) : undefined;
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('A duration is a number with a unit, as in 20ms, 1.5s or 2m.');
}

function isNumber(text: string): boolean {
  return /^\d*\.?\d+$/.test(text);
}

/** Nothing is nothing in every unit. Of anything else nobody knows whether ms or s were meant. */
function withoutUnit(text: string): number {
  if (Number(text) === 0) return 0;
  throw new InvalidArgumentError(`A duration needs its unit: ${text}ms, ${text}s or ${text}m?`);
}

/** "2s", "1500ms": exact, where `ms` would round. */
export function durationText(valueMs: number): string {
  return valueMs >= 1000 && valueMs % 1000 === 0 ? `${valueMs / 1000}s` : `${valueMs}ms`;
}
