/**
 * Names of clusters and nodes as transports take them: they stand in certificates, in hellos and in the subjects of NATS, where a
 * dot, a star or a space would make one name speak for others. So they are refused, not escaped: people read them in all three.
 */

const NAME_CHARS_LIMIT = 63;
const NAME = new RegExp(`^[A-Za-z0-9_-]{1,${NAME_CHARS_LIMIT}}$`);

export function isName(text: unknown): text is string {
  return typeof text === 'string' && NAME.test(text);
}

/** @param what what it names, for people @returns one line; undefined: it can be used */
export function nameProblem(what: string, name: string): string | undefined {
  if (NAME.test(name)) return undefined;
  return `${what} ${JSON.stringify(name.slice(0, NAME_CHARS_LIMIT + 1))} cannot be used: take 1 to ${NAME_CHARS_LIMIT} letters, digits, "-" and "_"`;
}
