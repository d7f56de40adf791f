/** Tells the journal what becomes of each message, where the run has one: only a page shows it. */

import type { Journal } from '../../net/journal/journal.ts';
import type { FateName } from '../../net/journal/segment.ts';
import type { WireEntry } from '../../protocol/gossip.ts';
import type { Passing } from '../../protocol/passing.ts';

/** There is no journal. */
const NONE = -1;

export class MessageNotes {
  readonly #journal: Journal | undefined;

  constructor(journal: Journal | undefined) {
    this.#journal = journal;
  }

  /** @param entries of ours that it carries @returns the number by which to name this copy */
  left(
    src: string,
    { dest, body }: Pick<Passing, 'dest' | 'body'>,
    kind: string,
    atMs: number,
    entries: readonly WireEntry[],
  ): number {
    const journal = this.#journal;
    if (journal === undefined) return NONE;
    const number = journal.left(src, dest, kind, atMs);
    if (entries.length > 0) journal.carries(number, entries);
    else journal.mentions(number, body);
    return number;
  }

  arrived(number: number, atMs: number): void {
    this.#journal?.arrived(number, atMs);
  }

  lost(number: number, cause: FateName): void {
    this.#journal?.lost(number, cause);
  }
}
