/** Messages counted by their kind: how many, and how many bytes. */

export interface MessageCount {
  messages: number;
  bytes: number;
}

export type CountsByKind<Kind extends string = string> = Map<Kind, MessageCount>;

export function noMessages(): MessageCount {
  return { messages: 0, bytes: 0 };
}

export function addTo(sum: MessageCount, { messages, bytes }: Readonly<MessageCount>): void {
  sum.messages += messages;
  sum.bytes += bytes;
}

/** The count of a kind, to be added to. */
export function countOf<Kind extends string>(counts: CountsByKind<Kind>, kind: Kind): MessageCount {
  let count = counts.get(kind);
  if (count === undefined) counts.set(kind, (count = noMessages()));
  return count;
}

/** Adds counts up, kind by kind. */
export function sumByKind(parts: Iterable<ReadonlyMap<string, Readonly<MessageCount>>>): CountsByKind {
  const sum: CountsByKind = new Map();
  for (const part of parts) for (const [kind, count] of part) addTo(countOf(sum, kind), count);
  return sum;
}

export function totalOf(counts: ReadonlyMap<string, Readonly<MessageCount>>): MessageCount {
  const total = noMessages();
  for (const count of counts.values()) addTo(total, count);
  return total;
}
