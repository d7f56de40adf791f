/** One order for everything that is sorted before it is drawn or sent, so that a seed gives the same run everywhere. */

/** Compares by UTF-16 code unit: no locale, the same on any machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
