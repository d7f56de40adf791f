/** What the exit codes mean: one table, which the help and docs/flags.md quote. */

export const EXIT = { ok: 0, unsound: 1, usage: 2, failed: 3, interrupted: 130 } as const;

export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: EXIT.ok, meaning: 'all well' },
  { code: EXIT.unsound, meaning: 'a check failed or the audit disagrees' },
  { code: EXIT.usage, meaning: 'wrong use' },
  { code: EXIT.failed, meaning: 'the run could not be made' },
  { code: EXIT.interrupted, meaning: 'interrupted' },
];

/** For `--help`. */
export const EXIT_CODES_HELP = [
  'Exit codes:',
  ...EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`),
].join('\n');
