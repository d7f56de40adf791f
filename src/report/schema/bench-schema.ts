/** How far the machine kept up: what the bench itself, and the wait for a processor, did to what was measured. */

import { z } from 'zod';

const ms = z.number();

export const BenchSchema = z
  .strictObject({
    addedDelayMs: z.strictObject({ p50: ms, p99: ms, max: ms }),
    // Reports from before it was measured had none.
    nodesWaitMs: ms
      .nullable()
      .default(null)
      .describe(
        'How long the node that waited longest stood in line for a processor before each of its turns, on average; null: the system does not tell.',
      ),
  })
  .describe(
    'What the bench itself added to the latency of the messages that it delivered, and how busy the machine was.',
  );
