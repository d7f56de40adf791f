/**
 * The older text format of Prometheus, for scrapers that take nothing else: made of the OpenMetrics text, without the exemplars
 * that it cannot express. Which of the two a scraper gets, its Accept header says.
 */

/** The content type of OpenMetrics, which exemplars need. */
export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** OpenMetrics, unless the header prefers plain text to it (RFC 9110, 12.5.1). */
export function prefersTextFormat(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const ranges = accept.split(',').map(rangeOf);
  return qualityOf('text/plain', ranges) > qualityOf('application/openmetrics-text', ranges);
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
  return { type, quality: Number.isNaN(quality) ? 0 : quality };
}

/** The most specific range that names the type counts. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const name of [type, `${type.split('/')[0] ?? ''}/*`, '*/*']) {
    const found = ranges.find((range) => range.type === name);
    if (found !== undefined) return found.quality;
  }
  return 0;
}

const METADATA = /^# (HELP|TYPE) (\S+) ?(.*)$/;
/** A sample, up to its exemplar. Texts in labels may hold anything. */
const SAMPLE = /^[^\s{]+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? [^#]*[^\s#]/;
const TYPES: Readonly<Record<string, string>> = { info: 'gauge', unknown: 'untyped', stateset: 'gauge' };
/** OpenMetrics names a family without what the names of its samples end in. */
const SUFFIXES: Readonly<Record<string, string>> = { counter: '_total', info: '_info' };

/** @param openMetrics of prom-client: each family's metadata before its samples, and no timestamps */
export function toTextFormat(openMetrics: string): string {
  const lines = openMetrics.split('\n');
  const suffixes = new Map<string, string>();
  for (const line of lines) {
    const [, keyword, family = '', type = ''] = METADATA.exec(line) ?? [];
    if (keyword === 'TYPE') suffixes.set(family, SUFFIXES[type] ?? '');
  }
  return lines.flatMap((line) => lineInTextFormat(line, suffixes)).join('\n');
}

function lineInTextFormat(line: string, suffixes: ReadonlyMap<string, string>): string[] {
  if (!line.startsWith('#')) return [SAMPLE.exec(line)?.[0] ?? line];
  const [, keyword, family = '', text = ''] = METADATA.exec(line) ?? [];
  if (keyword === undefined) return [];
  const suffix = suffixes.get(family) ?? '';
  const name = family.endsWith(suffix) ? family : family + suffix;
  return [`# ${keyword} ${name} ${keyword === 'TYPE' ? (TYPES[text] ?? text) : text}`];
}
