/** A row of bars, one character each: how something went, in one line. */

const EIGHTHS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** @param shares of the full height, 0 … 1; null and 0 leave a gap, so that what is seen is more than nothing */
export function sparkline(shares: readonly (number | null)[]): string {
  return shares
    .map((share) => {
      if (share === null || share <= 0) return ' ';
      return EIGHTHS[Math.min(7, Math.max(0, Math.ceil(share * 8) - 1))] ?? ' ';
    })
    .join('');
}

/** Where a value lies between the ends of a logarithmic scale, 0 … 1. What is below begins it. */
export function logShare(value: number, low: number, high: number): number {
  if (high <= low) return 1;
  return Math.min(1, Math.max(0, Math.log(Math.max(value, low) / low) / Math.log(high / low)));
}
