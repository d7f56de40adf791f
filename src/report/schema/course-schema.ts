/** How a run went: over time, write by write. Part of a run's report; what its charts show. */

import { z } from 'zod';
import { SLOWEST_WRITES } from '../../check/audit/slowest-writes.ts';

const count = z.int().min(0);
const ms = z.number();
const sinceStartMs = ms.describe('Since the load began.');

/** Bounds on what a report carries, however long the run and however large the cluster. */
export const COURSE_LIMITS = {
  steps: 200,
  curvePoints: 200,
  slowestWrites: SLOWEST_WRITES,
  arrivals: 1000,
} as const;

export const TimelineSchema = z
  .strictObject({
    stepMs: ms.describe('Length of a step; the first begins with the load.'),
    steps: z
      .array(
        z.strictObject({
          writes: count.describe('Started in this step, and served.'),
          reads: count.describe('Started in this step, and served.'),
          errors: count.describe('Started in this step, and refused or not answered in time.'),
          staleReads: count.nullable().describe('Of these reads; null where it is not known.'),
          pending: count.nullable().describe('Writes that some replica lacked at the end of this step.'),
          converged: count.describe('Of the writes accepted in this step, how many converged in the end.'),
          p50Ms: ms.nullable().describe('Median convergence of these; null where there are none.'),
          maxMs: ms.nullable(),
        }),
      )
      .max(COURSE_LIMITS.steps),
  })
  .describe('The run over time, as the clients and the wire (or the simulator) saw it.');
export type Timeline = z.infer<typeof TimelineSchema>;

export const ConvergenceCurveSchema = z
  .array(z.strictObject({ ms, share: z.number().min(0).max(1) }))
  .max(COURSE_LIMITS.curvePoints)
  .describe(
    'The distribution of convergence: the share of the converged writes that took this long at most. Rising; from what was observed, not from buckets.',
  );
export type ConvergenceCurve = z.infer<typeof ConvergenceCurveSchema>;

export const ArrivalSchema = z.strictObject({
  node: z.string(),
  from: z.string().nullable().describe('The replica it came from; null where it is not known.'),
  sentAtMs: ms.nullable().describe('When the message that carried it left; since the acceptance.'),
  appliedAtMs: ms.describe('Since the acceptance.'),
  hops: count.nullable(),
});

export type Arrival = z.infer<typeof ArrivalSchema>;

export const LaterVersionSchema = z.strictObject({
  node: z.string(),
  atMs: ms.describe('When it took in the later version; since the acceptance of this one.'),
});
export type LaterVersion = z.infer<typeof LaterVersionSchema>;

export const SlowWriteSchema = z.strictObject({
  key: z.string(),
  origin: z.string().describe('The replica that accepted it.'),
  acceptedAtMs: sinceStartMs,
  convergenceMs: ms.describe(
    'As the wire shows it (the delivery of the last message), or in the simulator the truth: the same as in observedConvergenceMs.',
  ),
  traceId: z.string().nullable().describe('Of its OpenTelemetry trace; null where there is none.'),
  arrivals: z
    .array(ArrivalSchema)
    .max(COURSE_LIMITS.arrivals)
    .describe(
      'The tree along which it spread: its application at each other replica, in order of time. Empty where nobody recorded it. Where the bound leaves no room for all, the latest, and the ways to them.',
    ),
  laterVersions: z
    .array(LaterVersionSchema)
    .max(COURSE_LIMITS.arrivals)
    .describe(
      'The replicas that came to hold it by a later version of its key, or of one of its keys, in order of time. They share the bound of the arrivals.',
    ),
  arrivalsOmitted: count.describe(
    'Arrivals and later versions that are known of and not listed: because of the bound, because their spans were lost, or because a node had accepted a later version itself, which the wire did not show.',
  ),
});
export type SlowWrite = z.infer<typeof SlowWriteSchema>;

/** The slowest first. */
export const SlowestWritesSchema = z.array(SlowWriteSchema).max(COURSE_LIMITS.slowestWrites);
