/** What the bench sees of the messages between nodes: all of it where it carries them itself, and nothing where it does not. */

import { Findings } from './findings.ts';
import type { Router } from './router.ts';
import { Timetable } from './timetable.ts';
import { Traffic } from './traffic.ts';
import { Wiretap } from './wiretap.ts';

export type Wire = Pick<Router, 'timetable' | 'traffic' | 'wiretap' | 'findings'>;

/** Of nodes that reach each other without the bench. */
export function silentWire(names: readonly string[], now: () => number): Wire {
  return {
    timetable: new Timetable(now, () => undefined),
    traffic: new Traffic(),
    wiretap: new Wiretap(names),
    findings: new Findings(),
  };
}
