/** All that one scenario left behind: what `judge.ts` makes the report of. */

import type { BroadcastChecker } from '../check/broadcast.ts';
import type { Run } from '../report/run-schema.ts';
import type { Settings } from '../report/settings-schema.ts';
import type { NodeCut } from './cut.ts';
import type { LiveOperation } from './operation.ts';
import type { Recorder } from './recorder.ts';
import type { Router } from './router.ts';
import type { Scenario } from '../net/scenarios.ts';

export interface Evidence {
  readonly settings: Settings;
  readonly scenario: Scenario;
  readonly nodes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly loadMs: number;
  /** Undefined: it did not settle, or nobody waited. */
  readonly settledMs: number | undefined;
  readonly interrupted: boolean;
  readonly partitions: Run['partitions'];
  readonly recorder: Recorder;
  readonly router: Router;
  readonly cuts: readonly NodeCut[];
  /** Empty when the user interrupted. */
  readonly finalReads: readonly LiveOperation[];
  /** With the broadcast workload. */
  readonly broadcast: BroadcastChecker | undefined;
  /** Replies to nothing that was asked. */
  readonly unexpectedReplies: number;
}
