/** What a replica keeps of one origin: a row of its version vector, with the log of its writes. */

import type { Origin } from '../../protocol/names.ts';
import { OriginLog } from './origin-log.ts';
import { Seen } from './seen.ts';

/** One origin: what was seen of it, which of that some peer may lack, and which all have. */
export class OriginState extends Seen {
  readonly origin: Origin;
  readonly log = new OriginLog();
  /** Through which of its writes it has said that all replicas have them. */
  stable = 0;

  constructor(origin: Origin) {
    super();
    this.origin = origin;
  }

  /** Nothing of it was seen. */
  get isEmpty(): boolean {
    return this.through === 0 && !this.hasGaps;
  }
}
