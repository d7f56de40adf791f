/** The latest changes of keys, in order: a watcher that comes back after a pause goes on where it was, if that is not too long ago. */

import type { WatchedChange } from '../../../workload/step.ts';

/** Changes, and characters of their texts, that are kept. The oldest go. */
const CHANGES_KEPT = 10_000;
const CHARS_KEPT = 16 * 2 ** 20;

export interface Numbered {
  readonly seq: number;
  readonly key: string;
  /** As server-sent event, with its end. */
  readonly text: string;
}

export class Changes {
  /** Of this life of the node: numbers of another one mean nothing here. */
  readonly #life: string;
  #kept: Numbered[] = [];
  #chars = 0;
  #lastSeq = 0;

  constructor(life: string) {
    this.#life = life;
  }

  /** What a watcher that has seen everything has as its last event's id. */
  get lastId(): string {
    return `${this.#life}-${this.#lastSeq}`;
  }

  /** @returns it as an event; undefined: its key is a number, which this API has no name for */
  add({ key, version, value }: WatchedChange): Numbered | undefined {
    if (typeof key !== 'string') return undefined;
    const seq = ++this.#lastSeq;
    const members = `"key": ${JSON.stringify(key)}, "version": ${JSON.stringify(version)}`;
    const [event, data] =
      value === undefined ? ['delete', `{${members}}`] : ['put', `{${members}, "value": ${value}}`];
    const one = { seq, key, text: `id: ${this.#life}-${seq}\nevent: ${event}\ndata: ${data}\n\n` };
    this.#keep(one);
    return one;
  }

  /** What came after the event with this id; undefined: not all of it is known any more. */
  since(id: string): readonly Numbered[] | undefined {
    const [, life, digits] = /^(.+)-(\d{1,15})$/.exec(id) ?? [];
    const seq = Number(digits);
    if (life !== this.#life || seq > this.#lastSeq) return undefined;
    const oldest = this.#lastSeq - this.#kept.length + 1;
    return seq + 1 < oldest ? undefined : this.#kept.slice(seq + 1 - oldest);
  }

  #keep(one: Numbered): void {
    this.#kept.push(one);
    this.#chars += one.text.length;
    if (this.#kept.length < 2 * CHANGES_KEPT && this.#chars < 2 * CHARS_KEPT) return;
    // Seldom, and many at once: taking the first of a long array costs as much as taking half of them.
    let drop = 0;
    while (this.#kept.length - drop > CHANGES_KEPT || this.#chars > CHARS_KEPT)
      this.#chars -= this.#kept[drop++]?.text.length ?? 0;
    this.#kept = this.#kept.slice(drop);
  }
}
