/** A command as one would type it into a shell. */

/** @param flags texts by the names of flags; null: a switch @param rest arguments after -- */
export function commandLine(
  command: string,
  flags: Iterable<readonly [name: string, text: string | null]>,
  rest: readonly string[] = [],
): string {
  const words = Array.from(flags, ([name, text]) =>
    text === null ? `--${name}` : `--${name} ${quoted(text)}`,
  );
  return [command, ...words, ...(rest.length === 0 ? [] : ['--', ...rest.map(quoted)])].join(' ');
}

/** A value as one word of the shell. */
export function quoted(text: string): string {
  return /^[\w.,:=%/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
