/** What the rules of a workload found in its answers. */

import { z } from 'zod';

const count = z.int().min(0);

export const VerdictSchema = z
  .strictObject({
    facts: z.record(z.string(), z.number()).describe('What was judged, by name.'),
    rules: z.array(
      z.strictObject({
        rule: z.string().describe('What is wrong where it is broken: it follows a number.'),
        broken: count,
        examples: z.array(z.string()).describe('The first ones, for people.'),
        passesMaelstrom: z
          .literal(true)
          .optional()
          .describe("Broken, and Maelstrom's checker does not look at it."),
        proof: z
          .array(count)
          .optional()
          .describe('Ids of operations that prove it: the diagram of the page opens at them.'),
      }),
    ),
  })
  .describe("The answers by the rules of Maelstrom's checkers.");
