/** A mutant that no test can kill, because it changes nothing that anybody could see; and reasons that several files have. */

export interface Equivalent {
  readonly file: string;
  /** The source that is replaced, as it stands there, but with single spaces. */
  readonly from: string;
  /** What it is replaced by; left out: whatever Stryker puts there. */
  readonly to?: string;
  /** The line begins so, where the file has the same source in several places. */
  readonly at?: string;
  readonly reason: string;
}

export const SAME_WHERE_EQUAL = 'where both are equal, either way leads to the same';
/** Lists are shortened, and texts shared, to save memory. */
export const MEMORY_ONLY = 'it decides when memory is freed, and nothing else';
export const NO_LIVES_ENDED = 'a short cut: without lives that ended nothing is of one';
