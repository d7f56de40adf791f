/** What the nodes report and is not so: wrong, unless something fell off a bound that explains that figure in that direction. */

import { explainedBy, type Figure, type TrueIs } from '../../check/audit/dropped.ts';
import { Offences } from '../../check/offences.ts';

export class Differences {
  /** What can never be right: a value that nobody wrote, a replica that went back, a figure that differs. */
  readonly wrong = new Offences<string>();
  /** Differences that a bound explains. */
  readonly excused = new Offences<string>();
  /** What fell off a bound, as the nodes counted it. */
  readonly dropped = new Map<string, number>();

  fell(what: string, count: number): void {
    this.dropped.set(what, (this.dropped.get(what) ?? 0) + count);
  }

  /** The true figure is at most, or at least, what a node reports. */
  differs(figure: Figure, trueIs: TrueIs, text: string): void {
    (this.mayDiffer(figure, trueIs) ? this.excused : this.wrong).add(text);
  }

  mayDiffer(figure: Figure, trueIs: TrueIs): boolean {
    return explainedBy(this.dropped, figure, trueIs).length > 0;
  }
}
