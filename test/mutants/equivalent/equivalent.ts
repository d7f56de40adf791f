/** A mutant that no test can kill, because it changes nothing that anybody could see. */

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
