/** What the figures of a run are worth that was measured from outside, on a cluster that was there before the bench. */

import { z } from 'zod';

const count = z.int().min(0);
const ms = z.number();

export const OutsideSchema = z
  .strictObject({
    cluster: z.string().describe('Its name, as its nodes say it.'),
    nodes: z.array(z.strictObject({ name: z.string(), api: z.string() })),
    clocksApartMs: ms
      .nullable()
      .describe(
        'How far apart the clocks of two nodes may be, by their own estimates; null: they do not know.',
      ),
    bounds: z
      .array(z.strictObject({ figure: z.string(), boundMs: ms.nullable(), why: z.string() }))
      .describe('By what each figure may be wrong because of clocks; null: nobody knows.'),
    others: z
      .strictObject({ reads: count, writes: count })
      .describe('Requests of other clients that the nodes served meanwhile, at most.'),
    unseen: z.array(z.string()).describe('What cannot be seen from outside, in sentences.'),
  })
  .describe('Of a cluster that the bench was attached to (--attach): what its figures are worth.');
