/**
 * Whole numbers for people: 250,000. Not by Intl, which `toLocaleString` loads when it is first called: that took a sixth of
 * what a node needs to start.
 */

export function thousands(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}
