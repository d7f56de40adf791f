/**
 * How many random cases a property test tries. `CASES=10 npm test` tries ten times as many as usual, as is wise after a change that
 * such a test guards; `npm run test:fast` tries a fifth, `npm run mutants` a tenth.
 */

/** The usual number, times CASES. */
export function cases(usual: number): number {
  return Math.max(1, Math.round(usual * Number(process.env['CASES'] ?? 1)));
}
