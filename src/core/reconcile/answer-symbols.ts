/**
 * The answer to a question by set reconciliation: the entries that the asker lacks, out of the log, and the rows in which the two differ.
 * It never lets the asker claim anything: whatever two hashes have in common, what counts as held has come as an entry. Where the log is
 * not enough the asker is told to ask with its whole vector, and repair goes on as it does with that.
 */

import type { WireDifference, WireSymbols } from '../../protocol/gossip.ts';
import type { Origin } from '../../protocol/names.ts';
import type { Bounds } from '../bounds.ts';
import type { SeenSections } from '../measure/completeness.ts';
import { logAnswerTo, type Holdings } from '../repair/answer.ts';
import type { Sections } from '../repair/courier.ts';
import type { Parcel } from '../repair/parcels.ts';
import { compare } from './compare.ts';

export interface SymbolsAnswer {
  readonly messages: readonly { readonly parcel: Parcel | undefined; readonly sections: Sections }[];
  /** Whether the peer lacks anything. */
  readonly isBehind: boolean;
}

interface SymbolsQuestion {
  readonly asker: Origin;
  readonly symbols: WireSymbols;
}

/**
 * @param told what this replica says to have seen
 * @param heldBeforeMs entries held for less long are taken to be on their way
 */
export function answerToSymbols(
  { asker, symbols }: SymbolsQuestion,
  mine: Holdings,
  told: () => SeenSections,
  heldBeforeMs: number,
  bounds: Bounds,
): SymbolsAnswer {
  const [salt, messages] = symbols;
  const compared = compare(symbols, mine.seen);
  if (typeof compared === 'number') return askAgain([asker, salt, compared, 'undecoded'], messages);
  const { theirs, differing, unknown, count } = compared;
  const question = { asker, seen: theirs, after: [null, 0, messages] as const };
  const answer = logAnswerTo(question, mine, heldBeforeMs, bounds);
  if (answer === undefined) return askAgain([asker, salt, count, 'vector'], messages);
  const { seen = [], roll } = told();
  const rows = seen.filter(([origin]) => differing.has(origin));
  const difference: WireDifference =
    unknown.length === 0
      ? [asker, salt, count, 'decoded', rows]
      : [asker, salt, count, 'decoded', rows, unknown];
  const end = { difference, ...(roll !== undefined && { roll }) };
  const isBehind = answer.isBehind || unknown.length > 0;
  // No writes were asked for: others are on their way.
  if (messages === 0) return { messages: [{ parcel: undefined, sections: end }], isBehind };
  const sent = answer.messages.map(({ parcel, answer: answered }, i) => {
    const isLast = i === answer.messages.length - 1;
    return { parcel, sections: isLast ? { answer: answered, ...end } : { answer: answered } };
  });
  return { messages: sent, isBehind };
}

function askAgain(difference: WireDifference, messages: number): SymbolsAnswer {
  const answer = [difference[0], 0, 0, 'again'] as const;
  const sections = messages === 0 ? { difference } : { answer, difference };
  return { messages: [{ parcel: undefined, sections }], isBehind: true };
}
