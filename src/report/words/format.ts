/**
 * Numbers for people: with as many digits as are significant, and what changed from one scenario to the other.
 *
 * `words/` is what text and page say in the same way: numbers here, the list of figures in `figures.ts`, the names of runs.
 */

export type Unit = 'count' | 'ms' | 'perSec' | 'share' | 'ratio' | 'bytes';

/** What is not known. */
export const UNKNOWN = '–';

/** Three significant digits or so; counts in full. */
export function formatNumber(value: number | null, unit: Unit): string {
  if (value === null || Number.isNaN(value)) return UNKNOWN;
  switch (unit) {
    case 'count':
      return group(Number.isInteger(value) ? `${value}` : value.toFixed(1));
    case 'share':
      return `${percentage(value)} %`;
    case 'bytes':
    case 'perSec':
    case 'ms':
    case 'ratio':
      return group(significant(value));
  }
}

const PERCENT_DIGITS = [2, 3, 4, 5, 6];

/** Nothing is called 0 or 100 % that is not. */
function percentage(share: number): string {
  const percent = share * 100;
  if (share === 0 || share === 1) return `${percent}`;
  const texts = PERCENT_DIGITS.map((digits) => percent.toFixed(digits));
  return texts.find((text) => Number(text) !== 0 && Number(text) !== 100) ?? percent.toFixed(2);
}

/** With its unit, which is the larger the longer it is. */
export function formatDuration(ms: number): string {
  const [value, unit] = ms < 999.5 ? [ms, 'ms'] : [ms / 1000, 's'];
  return `${group(String(Number(significant(value))))} ${unit}`;
}

function significant(value: number): string {
  // Rounded up, 0.0996 is 0.10 and not 0.100: the digits are those of what is shown.
  return value === 0 ? '0' : fixed(Number(fixed(value)), value);
}

/** @param like what decides how many digits there are */
function fixed(like: number, value = like): string {
  const magnitude = Math.abs(like);
  if (magnitude >= 100) return value.toFixed(0);
  return value.toFixed(magnitude >= 10 ? 1 : magnitude >= 0.1 ? 2 : 3);
}

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** From this factor on, a factor is easier to read than percents. */
const FACTOR_FROM = 3;

/** `+12 %`, `×8.4`, `−30 %`; `=` where nothing changed; the difference where there was nothing before. */
export function formatChange(before: number | null, after: number | null, unit: Unit): string {
  if (before === null || after === null) return '';
  if (before === after) return '=';
  const difference = after - before;
  const sign = difference > 0 ? '+' : '−';
  if (unit === 'share') return `${sign}${(Math.abs(difference) * 100).toFixed(2)} pp`;
  if (before === 0) return `${sign}${formatNumber(Math.abs(difference), unit)}`;
  const factor = after / before;
  if (factor >= FACTOR_FROM) return `×${formatNumber(factor, 'ratio')}`;
  const percent = Math.abs(factor - 1) * 100;
  return percent < 0.5 ? '≈' : `${sign}${percent.toFixed(0)} %`;
}
