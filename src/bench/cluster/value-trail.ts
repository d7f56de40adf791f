/**
 * Where the values that clients add go: which nodes were sent a message with a value in it, and which got one. Says of a value that is missing
 * in the end how far it came. It looks for the values themselves, whatever the messages look like, and leaves out members of messages that
 * hold other numbers (`carrying-members.ts`).
 */

import { carryingMembers, type Arrival } from './carrying-members.ts';

/** Values followed, and characters of a message that is looked into. Beyond that, nothing is said. */
const MAX_VALUES = 20_000;
const MAX_CHARS = 20_000;
/** Members of a body that are numbers of another kind. */
const NOT_VALUES: ReadonlySet<string> = new Set(['type', 'msg_id', 'in_reply_to']);

/** Members that are told apart: an object whose keys are made up has any number of them. */
const MAX_MEMBERS = 1_000;

/** Messages that have the value in the same members. */
interface Passage {
  /** Their paths. */
  readonly members: readonly string[];
  readonly leftFrom: Set<string>;
  /** By receiver: messages. */
  readonly sentTo: Map<string, number>;
  readonly reached: Set<string>;
}

interface Journey {
  /** Nodes that were asked to add it. */
  readonly askedOf: Set<string>;
  /** By their members. */
  readonly passages: Map<string, Passage>;
  /** Nodes that began anew, without what they had then. */
  readonly forgotten: Set<string>;
}

/** A value that the last reads of some nodes lack. */
export interface MissingValue {
  /** JSON text. */
  readonly value: string;
  readonly nodes: readonly string[];
}

/** Told of what has the number only where values need not be. */
const UNCLEAR = 'cannot be told: other numbers in messages look like it';

/** Whether a read of the node has shown the value. */
export type HasShown = (value: string, node: string) => boolean;

export class ValueTrail {
  readonly #journeys = new Map<string, Journey>();
  readonly #members = new Set<string>();
  #isBlind = false;

  /** A client is about to have the node add it. @param value JSON text */
  follow(value: string, node: string): void {
    const known = this.#journeys.get(value);
    if (known !== undefined) known.askedOf.add(node);
    else if (this.#journeys.size >= MAX_VALUES) this.#isBlind = true;
    else this.#journeys.set(value, { askedOf: new Set([node]), passages: new Map(), forgotten: new Set() });
  }

  sent(node: string, dest: string, line: string): void {
    for (const { leftFrom, sentTo } of this.#in(line)) {
      leftFrom.add(node);
      sentTo.set(dest, (sentTo.get(dest) ?? 0) + 1);
    }
  }

  arrived(dest: string, line: string): void {
    for (const { reached } of this.#in(line)) reached.add(dest);
  }

  /** The node was killed, and begins anew: what had reached it by now may be gone. */
  began(node: string): void {
    for (const { passages, forgotten } of this.#journeys.values()) {
      for (const { sentTo, reached } of passages.values()) {
        sentTo.delete(node);
        reached.delete(node);
      }
      forgotten.add(node);
    }
  }

  /** Members of messages that carry values, by what nodes show of them; undefined: they show nothing that came by messages. */
  carrying(hasShown: HasShown): ReadonlySet<string> | undefined {
    const arrivals: Arrival[] = [];
    for (const [value, { askedOf, passages }] of this.#journeys) {
      const came = new Map<string, string[]>();
      for (const { members, reached } of passages.values())
        for (const node of reached)
          if (!askedOf.has(node)) came.set(node, [...(came.get(node) ?? []), ...members]);
      for (const [node, members] of came) if (hasShown(value, node)) arrivals.push(members);
    }
    return arrivals.length === 0 ? undefined : carryingMembers(arrivals);
  }

  /**
   * How far it came, in words that go on after what `node` did with it; undefined: nobody knows.
   * @param node that was asked to add it
   * @param carrying members that are known to hold values: in others it may be another number; undefined: all are taken for it
   */
  storyOf({ value, nodes }: MissingValue, node: string, carrying?: ReadonlySet<string>): string | undefined {
    const journey = this.#journeys.get(value);
    if (journey === undefined || this.#isBlind) return undefined;
    const { forgotten } = journey;
    const any = joined(journey);
    if (any.leftFrom.size === 0) return `no message with it ever left ${node}`;
    const { leftFrom, sentTo, reached } = joined(journey, carrying);
    if (leftFrom.size === 0) return `whether a message with it ever left ${node} ${UNCLEAR}`;
    const isUnclear = (name: string): boolean =>
      (!sentTo.has(name) && any.sentTo.has(name)) || (!reached.has(name) && any.reached.has(name));
    const known = nodes.filter((name) => !isUnclear(name));
    const among = (fits: (name: string) => boolean): string => known.filter(fits).join(' ');
    const anew = among((name) => !sentTo.has(name) && forgotten.has(name));
    const unsent = among((name) => !sentTo.has(name) && !forgotten.has(name) && name !== node);
    const isUnread = nodes.includes(node) && !sentTo.has(node) && !forgotten.has(node);
    const lost = known.filter((name) => sentTo.has(name) && !reached.has(name));
    const ignored = among((name) => reached.has(name));
    const unclear = nodes.filter((name) => isUnclear(name) && name !== node).join(' ');
    const tries = lost.reduce((sum, name) => sum + (sentTo.get(name) ?? 0), 0);
    const parts = [
      lost.length > 0 && `${messages(tries)} with it went to ${lost.join(' ')}, and none arrived`,
      anew !== '' && `${anew} was killed since, and no message with it was sent there any more`,
      isUnread && 'its own reads do not show it',
      unsent !== '' && `no message with it was ever sent to ${unsent}`,
      ignored !== '' && `a message with it reached ${ignored}, whose reads do not show it`,
      unclear !== '' && `whether a message with it reached ${unclear} ${UNCLEAR}`,
    ];
    return parts.filter((part) => part !== false).join('; ');
  }

  /** The passages that a message belongs to, of the values in it. */
  #in(line: string): Passage[] {
    // Counters have no values to follow, and nothing is told once something was not looked into.
    if (this.#journeys.size === 0 || this.#isBlind) return [];
    const found = new Map<Journey, Set<string>>();
    if (line.length > MAX_CHARS) {
      this.#isBlind = true;
      return [];
    }
    const visit = (value: unknown, path: string): void => {
      if (typeof value === 'object' && value !== null) {
        const isList = Array.isArray(value);
        for (const [name, member] of Object.entries(value)) {
          visit(member, isList || this.#journeys.has(name) ? `${path}[]` : `${path}.${name}`);
          // As the key of an object.
          if (!isList) visit(name, `${path}{}`);
        }
        return;
      }
      const journey = this.#journeys.get(typeof value === 'string' ? value : JSON.stringify(value));
      if (journey !== undefined) found.set(journey, (found.get(journey) ?? new Set<string>()).add(path));
    };
    const { body } = JSON.parse(line) as { body: Record<string, unknown> | null };
    for (const [name, member] of Object.entries(body ?? {})) if (!NOT_VALUES.has(name)) visit(member, name);
    return [...found].map(([journey, members]) => this.#passageOf(journey, members));
  }

  #passageOf({ passages }: Journey, paths: ReadonlySet<string>): Passage {
    const members = [...paths].sort();
    const name = members.join('\n');
    let passage = passages.get(name);
    if (passage === undefined) {
      passage = { members, leftFrom: new Set(), sentTo: new Map(), reached: new Set() };
      passages.set(name, passage);
      for (const member of members) this.#members.add(member);
      if (this.#members.size > MAX_MEMBERS) this.#isBlind = true;
    }
    return passage;
  }
}

/** All passages in which one of these members has the value. @param carrying undefined: in which any has it */
function joined({ passages }: Journey, carrying?: ReadonlySet<string>): Omit<Passage, 'members'> {
  const leftFrom = new Set<string>();
  const sentTo = new Map<string, number>();
  const reached = new Set<string>();
  for (const passage of passages.values()) {
    if (carrying !== undefined && !passage.members.some((member) => carrying.has(member))) continue;
    for (const node of passage.leftFrom) leftFrom.add(node);
    for (const node of passage.reached) reached.add(node);
    for (const [node, count] of passage.sentTo) sentTo.set(node, (sentTo.get(node) ?? 0) + count);
  }
  return { leftFrom, sentTo, reached };
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
