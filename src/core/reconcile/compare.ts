/** The answering side of a reconciliation: what of a peer's version vector differs from the one here, out of its coded symbols. */

import type { WireSeen, WireSymbols } from '../../protocol/gossip.ts';
import type { Origin } from '../../protocol/names.ts';
import type { VersionVector } from '../store/version-vector.ts';
import { undatedRow } from '../store/wire-seen.ts';
import { CodedSymbols } from './coded-symbols.ts';
import type { Element } from './element.ts';
import { markOf, originMark, rowElements, throughOf, type OriginMark } from './row-elements.ts';

export interface Compared {
  /** The peer's whole vector, as far as its origins are known here, sorted by origin. */
  readonly theirs: readonly WireSeen[];
  /** Of which the two have not seen the same. */
  readonly differing: ReadonlySet<Origin>;
  /** Origins of the peer's that are not known here. */
  readonly unknown: readonly OriginMark[];
  /** Elements that only one of the two has. */
  readonly count: number;
}

/** @returns how many elements differ, about, where the symbols are too few to find out which */
export function compare([salt, , text, named = []]: WireSymbols, seen: VersionVector): Compared | number {
  const theirs = CodedSymbols.parse(text, salt);
  const elements = [...rowElements(seen, salt)];
  const symbols = CodedSymbols.of(elements, salt, theirs.length);
  symbols.subtract(theirs);
  const estimate = symbols.estimate();
  const difference = symbols.decode();
  if (difference === undefined) return estimate;
  const here = new Set(difference.onlyHere.map(markOf));
  const through = new Map(difference.onlyThere.map((element) => [markOf(element), throughOf(element)]));
  const rows = new Map(named.map((row) => [row[0], row]));
  const differing = new Set<Origin>();
  const vector: WireSeen[] = [];
  for (const [i, state] of seen.all().entries()) {
    const mark = markOf(elements[i] as Element);
    const seenThere = through.get(mark);
    through.delete(mark);
    if (seenThere === undefined && !here.has(mark)) {
      vector.push(undatedRow(state));
      continue;
    }
    differing.add(state.origin);
    if (seenThere !== undefined) vector.push(rows.get(state.origin) ?? [state.origin, seenThere, null, 0]);
  }
  return {
    ...{ theirs: vector, differing, unknown: [...through.keys()] },
    count: difference.onlyHere.length + difference.onlyThere.length,
  };
}

/**
 * The asking side of the same: the peer's whole vector, out of what its answer says of the difference. What it does not name is taken to
 * be as it is here: good enough to push what the peer lacks, and never to claim anything.
 */
export function vectorBeside(
  rows: readonly WireSeen[],
  unknown: readonly OriginMark[],
  salt: number,
  seen: VersionVector,
): WireSeen[] {
  const named = new Map(rows.map((row) => [row[0], row]));
  const lacking = new Set(unknown);
  return seen.all().flatMap((state) => {
    const row = named.get(state.origin);
    if (row !== undefined) return [row];
    const isUnknown = lacking.size > 0 && lacking.has(originMark(state.origin, salt));
    return isUnknown ? [] : [undatedRow(state)];
  });
}
