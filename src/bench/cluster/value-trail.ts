/**
 * Where the values that clients add go: which nodes were sent a message with a value in it, and which got one. Says of a value that is missing
 * in the end how far it came. It looks for the values themselves, whatever the messages look like.
 */

/** Values followed, and characters of a message that is looked into. Beyond that, nothing is said. */
const MAX_VALUES = 20_000;
const MAX_CHARS = 20_000;
/** Members of a body that are numbers of another kind. */
const NOT_VALUES: ReadonlySet<string> = new Set(['type', 'msg_id', 'in_reply_to']);

interface Journey {
  readonly leftFrom: Set<string>;
  /** By receiver: messages. */
  readonly sentTo: Map<string, number>;
  readonly reached: Set<string>;
  /** Nodes that began anew, without what they had then. */
  readonly forgotten: Set<string>;
}

/** A value that the last reads of some nodes lack. */
export interface MissingValue {
  /** JSON text. */
  readonly value: string;
  readonly nodes: readonly string[];
}

export class ValueTrail {
  readonly #journeys = new Map<string, Journey>();
  #isBlind = false;

  /** A client is about to add it. @param value JSON text */
  follow(value: string): void {
    if (this.#journeys.has(value)) return;
    if (this.#journeys.size >= MAX_VALUES) this.#isBlind = true;
    else
      this.#journeys.set(value, {
        ...{ leftFrom: new Set(), sentTo: new Map(), reached: new Set(), forgotten: new Set() },
      });
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
    for (const { sentTo, reached, forgotten } of this.#journeys.values()) {
      sentTo.delete(node);
      reached.delete(node);
      forgotten.add(node);
    }
  }

  /**
   * How far it came, in words that go on after what `node` did with it; undefined: nobody knows.
   * @param node that was asked to add it
   */
  storyOf({ value, nodes }: MissingValue, node: string): string | undefined {
    const journey = this.#journeys.get(value);
    if (journey === undefined || this.#isBlind) return undefined;
    const { leftFrom, sentTo, reached, forgotten } = journey;
    if (leftFrom.size === 0) return `no message with it ever left ${node}`;
    const among = (fits: (name: string) => boolean): string => nodes.filter(fits).join(' ');
    const anew = among((name) => !sentTo.has(name) && forgotten.has(name));
    const unsent = among((name) => !sentTo.has(name) && !forgotten.has(name) && name !== node);
    const isUnread = nodes.includes(node) && !sentTo.has(node) && !forgotten.has(node);
    const lost = nodes.filter((name) => sentTo.has(name) && !reached.has(name));
    const ignored = among((name) => reached.has(name));
    const tries = lost.reduce((sum, name) => sum + (sentTo.get(name) ?? 0), 0);
    const parts = [
      lost.length > 0 && `${messages(tries)} with it went to ${lost.join(' ')}, and none arrived`,
      anew !== '' && `${anew} was killed since, and no message with it was sent there any more`,
      isUnread && 'its own reads do not show it',
      unsent !== '' && `no message with it was ever sent to ${unsent}`,
      ignored !== '' && `a message with it reached ${ignored}, whose reads do not show it`,
    ];
    return parts.filter((part) => part !== false).join('; ');
  }

  /** The journeys of the values in a message. */
  #in(line: string): Set<Journey> {
    const found = new Set<Journey>();
    // Counters have no values to follow, and nothing is told once something was not looked into.
    if (this.#journeys.size === 0 || this.#isBlind) return found;
    if (line.length > MAX_CHARS) {
      this.#isBlind = true;
      return found;
    }
    const visit = (value: unknown): void => {
      if (typeof value === 'object' && value !== null) {
        for (const [name, member] of Object.entries(value)) {
          visit(member);
          // As the key of an object.
          if (!Array.isArray(value)) visit(name);
        }
        return;
      }
      const journey = this.#journeys.get(typeof value === 'string' ? value : JSON.stringify(value));
      if (journey !== undefined) found.add(journey);
    };
    const { body } = JSON.parse(line) as { body: Record<string, unknown> | null };
    for (const [name, member] of Object.entries(body ?? {})) if (!NOT_VALUES.has(name)) visit(member);
    return found;
  }
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
