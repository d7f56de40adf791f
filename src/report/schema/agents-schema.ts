/** The agents of a run whose nodes ran on other machines: who ran what, what was lost on the way, and how sure times are. */

import { z } from 'zod';

const count = z.int().min(0);
const ms = z.number();

const Carried = z.strictObject({ sent: count, arrived: count });
const Times = z.strictObject({ p50: ms, p99: ms, max: ms });

export const AgentsSchema = z
  .strictObject({
    name: z.string(),
    host: z.string(),
    cpus: count,
    nodes: z.array(z.string()).describe('Those that it ran.'),
    clock: z
      .strictObject({ offsetMs: ms, boundMs: ms })
      .describe("Its clock minus the bench's, and how wrong that may be."),
    roundTripMs: Times.describe('From the bench to the agent and back, without what the agent took.'),
    thereMs: Times.describe('From the bench until lines were written to their nodes.'),
    backMs: Times.describe('From when lines of nodes were read until the bench had them.'),
    linesToNodes: Carried.describe('Counted at both ends, of all processes that ended in sight.'),
    linesFromNodes: Carried,
    missing: z
      .strictObject({ there: count, back: count })
      .describe('Messages of NATS that never came, by direction.'),
    gone: z
      .strictObject({ atMs: ms.describe('Since the load began.'), why: z.string() })
      .nullable()
      .describe('When it was last heard of; null: it was there until the end.'),
  })
  .array();
export type AgentFigures = z.infer<typeof AgentsSchema>[number];
