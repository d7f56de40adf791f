/** Numbers in sentences: each with its unit, never apart from it. */

import { formatDuration, formatNumber, UNKNOWN } from '../../words/format.ts';

const SPACE = '\u00a0';
const SECOND_MS = 1000;

/** `36.3 ms`, `3.65 s` */
export function duration(ms: number | null): string {
  return ms === null ? UNKNOWN : formatDuration(ms).replace(' ', SPACE);
}

/** For round values: `100 ms`, `10 s`. */
export function roundDuration(ms: number): string {
  const [value, unit] = ms < SECOND_MS ? [ms, 'ms'] : [ms / SECOND_MS, 's'];
  return `${Number(value.toPrecision(6))}${SPACE}${unit}`;
}

export function percent(share: number | null): string {
  return formatNumber(share, 'share').replace(' ', SPACE);
}

/** `20 %`: as it was asked for. */
export function roundPercent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}${SPACE}%`;
}

export function bytes(value: number | null): string {
  return value === null ? UNKNOWN : `${formatNumber(value, 'bytes')}${SPACE}B`;
}

export function ratio(value: number | null): string {
  return formatNumber(value, 'ratio');
}

/** `1 write`, `1,234 writes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count, 'count')}${SPACE}${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** At most this many characters; where some were cut off, the last one says so. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}

/** With a capital letter at its beginning. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
