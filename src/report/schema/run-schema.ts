/** What one scenario measured. Names of fields end in their units. */

import { z } from 'zod';
import { FIGURES } from '../../check/audit/dropped.ts';
import { FAULTS } from '../../net/fault.ts';
import { AgentsSchema } from './agents-schema.ts';
import { BenchSchema } from './bench-schema.ts';
import { OutsideSchema } from './outside-schema.ts';
import { PointSchema } from './repeated-schema.ts';
import { VerdictSchema } from './verdict-schema.ts';
import { ConvergenceCurveSchema, SlowestWritesSchema, TimelineSchema } from './course-schema.ts';

const count = z.int().min(0);
const ms = z.number();

export const SummarySchema = z
  .strictObject({ count, mean: ms, p50: ms, p95: ms, p99: ms, max: ms })
  .describe(
    'A distribution; all zero when count is 0. Quantiles are by nearest rank: exact where all values were seen, within 1 % where nodes report them.',
  );

const Offences = z.strictObject({
  count,
  examples: z.array(z.string()).describe('The first ones, for people.'),
});

const OperationCounts = z.strictObject({
  started: count,
  ok: count,
  errors: z.record(z.string(), count).describe('By the name of the error, or `timeout`.'),
});

const KindCount = z.strictObject({ messages: count, bytes: count });

const OperationsSchema = z.strictObject({
  writes: OperationCounts,
  reads: OperationCounts,
  shed: count.describe('Not started, because too many were unanswered.'),
  throughputPerSec: z.number().describe('Operations answered without error, over the duration of the load.'),
});

const MessagesSchema = z
  .strictObject({
    sent: count,
    bytes: count.describe('UTF-8 bytes of the lines, without newlines.'),
    perWrite: z
      .number()
      .nullable()
      .describe('Sent, but for failure detection, over acknowledged writes; null without writes.'),
    bytesPerWrite: z.number().nullable(),
    ofDetection: KindCount.optional().describe(
      'Of those sent, probes of the failure detector and what answers them; absent: none. Bytes are 0 where nobody counts them by kind.',
    ),
    traceContextBytes: count.describe(
      'Of these bytes, the identities of traces that entries carry while the bench traces its nodes.',
    ),
    perOperation: z
      .number()
      .nullable()
      .describe("Sent, over all operations started, reads included: Maelstrom's msgs-per-op."),
    byKind: z.record(z.string(), KindCount),
    delivered: count,
    duplicated: count.describe('Further copies that the network made.'),
    dropped: z.record(z.string(), count).describe('By cause.'),
  })
  .describe('Messages between nodes, counted by the bench until the nodes were asked for their statistics.');

const StalenessSchema = z.strictObject({
  source: z
    .enum(['nodes', 'clients'])
    .describe('Whose count it is: the nodes report it, or it follows from what clients saw.'),
  count,
  share: z.number().describe('Of all reads that were served.'),
  ageMs: SummarySchema.describe('Age of the oldest write that the read missed.'),
  depth: SummarySchema.describe('Versions missed.'),
  certain: count
    .nullable()
    .describe('Stale beyond doubt, judged from outside; null: answers do not tell which writes they saw.'),
  possible: count.nullable().describe('Stale or perhaps stale, judged from outside.'),
  visibility: z
    .array(z.strictObject({ fromMs: ms, toMs: ms, reads: count, stale: count }))
    .describe(
      't-visibility: reads by the time since the latest write of their key was acknowledged, and the stale ones.',
    ),
});

const AuditRowSchema = z.strictObject({
  what: z.string(),
  reported: z.number(),
  observed: z.number(),
  bound: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('What reported must lie within; null: it must equal observed.'),
  agrees: z.boolean(),
  // Reports from before wide bounds were told apart had none.
  inconclusive: z
    .boolean()
    .default(false)
    .describe('It agrees, but with a bound wider than half of the observed value, which says nothing.'),
  exact: z.boolean(),
  note: z.string(),
  // Reports from before bounds were held against each figure had none.
  explainedBy: z
    .array(z.string())
    .default([])
    .describe(
      'Where it does not agree: what fell off a bound and makes this figure differ in this direction.',
    ),
});
export type AuditRow = z.infer<typeof AuditRowSchema>;

const DroppedSchema = z
  .strictObject({
    what: z
      .string()
      .describe(
        'As in gossip_dropped_total; wire_… are bounds of the bench, and clocks_apart is what the simulator knows of clocks.',
      ),
    count,
    effects: z.array(
      z.strictObject({
        figure: z.enum(Object.keys(FIGURES) as (keyof typeof FIGURES)[]),
        trueIs: z
          .enum(['at_most', 'at_least'])
          .describe('What the true figure is, beside the one in this report.'),
      }),
    ),
  })
  .array()
  .default([])
  .describe('What fell off a bound, and which figures that may have changed, in which direction.');

const BroadcastSchema = z.strictObject({
  attempted: count,
  stable: count,
  stale: count,
  neverRead: count,
  stableLatencyMs: SummarySchema.describe(
    'From when a value was known to the last read that missed it (Jepsen: set-full).',
  ),
  seenEverywhereMs: SummarySchema.describe('From when a value was known until every node had shown it.'),
});

const ProcessesSchema = z
  .strictObject({
    faults: z.array(
      z.strictObject({
        fault: z.enum(FAULTS),
        node: z.string(),
        fromMs: ms,
        toMs: ms.describe('When it went on, or its new process was started; since the load began.'),
        initMs: ms.nullable().describe('From then until the new process had answered `init`.'),
        caughtUpMs: ms
          .nullable()
          .describe(
            'From then until it held, of every key, what any node had held at that moment, or something later; null: it did not come to that, or nobody saw.',
          ),
      }),
    ),
    operationsFailed: count.describe('Operations that failed because their node was down: availability.'),
    acknowledged: count.describe('Writes that nodes had acknowledged before they were killed.'),
    lost: Offences.nullable().describe(
      'Those of them that no node holds in the end, nor anything later; null: answers do not tell.',
    ),
    notAsked: z.array(z.string()).describe('Lives that ended before they could be asked what they had seen.'),
  })
  .describe('What the run did to the nodes themselves. Absent where it did nothing.');

export const RunSchema = z.strictObject({
  scenario: z.string(),
  description: z.string(),
  strategy: z
    .string()
    .nullable()
    .describe('How the nodes spread writes, as they say it; null: they do not, or not all the same.'),
  seed: z.int().min(0).describe('What operations, faults and partitions of this run were drawn from.'),
  point: PointSchema,
  startedAt: z.iso.datetime(),
  interrupted: z
    .boolean()
    .describe(
      'Ended early, by the user or by a node that failed: nothing was judged that needs a healed, quiet cluster.',
    ),
  loadMs: ms.describe('How long the load lasted.'),
  settledMs: ms
    .nullable()
    .describe('From the end of the load until nothing was pending; null: it did not come to that.'),
  healingMs: ms
    .nullable()
    .describe(
      'From the end of the last cut until every write accepted before it had converged; null where there was no cut, one of them has not converged, or nobody saw.',
    ),
  partitions: z.array(z.strictObject({ shape: z.string(), groups: z.string(), fromMs: ms, toMs: ms })),
  processes: ProcessesSchema.optional(),
  agents: AgentsSchema.optional().describe(
    'The agents that ran the nodes. Absent where these ran beside the bench.',
  ),
  operations: OperationsSchema,
  availability: z
    .strictObject({
      share: z.number().describe('Of all operations, those that were answered in time and without an error.'),
      failed: count.describe('At nodes that were up.'),
      whileDown: count.describe(
        'At nodes that the run itself had down, whose clock it had set, or that went with their agent.',
      ),
    })
    .optional()
    .describe(
      'Absent where there were no operations. A proper refusal, as of a compare-and-set, is no failure.',
    ),
  clientLatencyMs: z
    .strictObject({ writes: SummarySchema, reads: SummarySchema })
    .describe('Of answered operations, from the moment when they were due to start.'),
  convergenceMs: SummarySchema.nullable().describe(
    'As the nodes report it, for the audit: where it was observed, too, observedConvergenceMs is what is shown. Null where they report nothing.',
  ),
  confirmedMs: SummarySchema.nullable(),
  propagationMs: SummarySchema.nullable(),
  observedConvergenceMs: SummarySchema.nullable().describe(
    'As it was observed, exactly: on the wire by the bench, in every replica by the simulator.',
  ),
  probes: z
    .strictObject({
      writes: count,
      acknowledged: count,
      pending: count.describe('Acknowledged, and never shown by some node, but for those that are lost.'),
      // Reports from before they were told apart had none.
      lost: count
        .default(0)
        .describe(
          'Acknowledged by a node that the run killed before any other had shown them: gone with its memory.',
        ),
      seenOnWire: count.describe('Those whose value was seen in messages between nodes.'),
      convergenceMs: SummarySchema.describe(
        'From sending a write until the last node had shown it: at most.',
      ),
      resolutionMs: SummarySchema.describe('How much less it may have been.'),
    })
    .optional()
    .describe(
      "Writes of keys of their own, looked for at every node: how long strangers' replicas take to agree, measured from outside.",
    ),
  convergenceCurve: ConvergenceCurveSchema.nullable().describe(
    'Of all writes whose convergence was observed; where there are none, and in the timeline, too, of the probed ones.',
  ),
  timeline: TimelineSchema,
  slowestWrites: SlowestWritesSchema,
  messages: MessagesSchema,
  redundancy: z
    .strictObject({ applied: count, superseded: count, duplicate: count, ratio: z.number().nullable() })
    .nullable()
    .describe('Entries received, by what became of them; ratio is duplicate over applied.'),
  staleReads: StalenessSchema.nullable().describe('Null: no read was judged, or none was served.'),
  broadcast: BroadcastSchema.nullable().describe(
    'How elements spread: of the broadcast and the g-set workload.',
  ),
  verdict: VerdictSchema.nullable().describe('Null with the kv workload, which finalState judges.'),
  pendingAtEnd: count
    .nullable()
    .describe('Writes that some node lacked, or had not acknowledged, when the run ended.'),
  finalState: z
    .strictObject({
      keys: count,
      disagreeing: Offences,
      lost: Offences,
      invented: Offences,
      unread: Offences,
    })
    .nullable()
    .describe('What every node held in the end, compared; null: not looked at.'),
  outside: OutsideSchema.optional(),
  audit: z.array(AuditRowSchema),
  dropped: DroppedSchema,
  bench: BenchSchema,
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      sent: KindCount,
      stats: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  problems: z.array(z.string()).describe('What is wrong with this run; empty: nothing.'),
  warnings: z.array(z.string()).describe('What makes its numbers doubtful.'),
});

export type Run = z.infer<typeof RunSchema>;
