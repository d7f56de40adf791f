/** What commanders and agents tell each other beside the work: who waits for which run, and who works. Plain NATS: what is lost comes again. */

import { z } from 'zod';
import { isName } from '../../transport/names.ts';
import { RunIdSchema } from './job.ts';
import { ProgramSchema } from './program.ts';

const nameSchema = z.string().refine(isName);

const CallSchema = z.strictObject({
  run: RunIdSchema,
  program: ProgramSchema,
  /** It waits for nothing any more: work on it can end. */
  ended: z.boolean(),
});
export type Call = z.infer<typeof CallSchema>;

const PresentSchema = z.strictObject({
  owner: nameSchema,
  agent: nameSchema,
  program: ProgramSchema,
  threads: z.int().min(1),
});
/** An agent's answer to a call. */
export type Present = z.infer<typeof PresentSchema>;

/** Undefined: it is none. */
export function callIn(text: string): Call | undefined {
  return parsed(CallSchema, text);
}

export function presentIn(text: string): Present | undefined {
  return parsed(PresentSchema, text);
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
