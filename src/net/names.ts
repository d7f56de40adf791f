/** Lists of nodes for people: a line of text stays a line, with ten thousand nodes too. */

/** How many names a list spells out. */
const MAX_NAMES = 10;

/** `n1 n2 n3`, and beyond `MAX_NAMES` names `n1 … n10 (+90 more)`. */
export function abbreviate(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(' ');
  return names.length > MAX_NAMES ? `${shown} (+${names.length - MAX_NAMES} more)` : shown;
}
