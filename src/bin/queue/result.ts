/**
 * What an agent answers, as it travels: JSON, deflated. A commander takes it for the answer to a job only if it has the shape of
 * one: agents run on other machines.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import { SEEDS } from '../../base/prng.ts';
import { RunSchema } from '../../report/schema/run-schema.ts';
import { TheorySchema } from '../../report/schema/simulation-schema.ts';
import type { Answer, Asked, Kind } from '../pool/work.ts';
import type { AnyJob } from './job.ts';

/** No result is a tenth of it: a small message could not fill the memory of a commander. */
const INFLATED_LIMIT_BYTES = 512 * 2 ** 20;

const count = z.int().min(0);

const SwarmSchema = z.strictObject({
  done: count,
  totals: z.strictObject({
    ...{ operations: count, writes: count, messages: count, staleReads: count, dropped: count },
    excused: count,
  }),
  failure: z.strictObject({ seed: count, description: z.string(), problems: z.array(z.string()) }).optional(),
});

const DiagramSchema = z.strictObject({
  data: z.base64(),
  proofs: z.record(z.string(), z.array(z.number())),
  shown: z.strictObject({ messages: count, operations: count }),
  inRun: z.strictObject({ messages: count, operations: count }),
  coveredMs: z.number(),
});

const ScenarioSchema = z
  .strictObject({ run: RunSchema, theory: TheorySchema.nullable(), diagram: DiagramSchema.optional() })
  .nullable();

const TurnSchema = z.record(z.string(), z.number()).nullable();

const ANSWERS: Readonly<Record<Kind, z.ZodType>> = {
  ...{ swarm: SwarmSchema, scenario: ScenarioSchema, turn: TurnSchema },
};

const ResultSchema = z.strictObject({
  job: z.int().min(0),
  /** Why there is no answer: a simulation that no program could make. */
  failed: z.string().optional(),
  answer: z.unknown().optional(),
});

export type Result =
  | { readonly job: number; readonly failed: string }
  | { readonly job: number; readonly answer: unknown };

export function encodeResult(result: Result): Uint8Array {
  return deflateSync(JSON.stringify(result, finite));
}

/** JSON writes null for these, which would be another report. */
function finite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${name} is ${value}, which cannot travel`);
  return value;
}

/** Undefined: it is none. */
export function decodeResult(data: Uint8Array): Result | undefined {
  try {
    const text = inflateSync(data, { maxOutputLength: INFLATED_LIMIT_BYTES }).toString('utf8');
    const { job, failed, answer } = ResultSchema.parse(JSON.parse(text));
    return failed === undefined ? { job, answer } : { job, failed };
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer to this job; undefined: it is one. */
export function answerProblem({ kind, asked }: AnyJob, answer: unknown): string | undefined {
  const { success, error } = ANSWERS[kind].safeParse(answer);
  if (!success) return z.prettifyError(error);
  return kind === 'swarm' ? swarmProblem(asked, answer as Answer<'swarm'>) : undefined;
}

/** All its seeds, or as many as came before one that fails. */
function swarmProblem(
  { seed, runs }: Asked<'swarm'>,
  { done, failure }: Answer<'swarm'>,
): string | undefined {
  const wanted = failure === undefined ? runs : ((failure.seed - seed + SEEDS) % SEEDS) + 1;
  return done === wanted && done <= runs ? undefined : `it has ${done} of ${runs} runs`;
}

/** Whether somebody should look at it: a seed that fails, a simulation that could not be made. */
export function isFailure(result: Result): boolean {
  if ('failed' in result) return true;
  const { failure, run } = (result.answer ?? {}) as Partial<
    Answer<'swarm'> & NonNullable<Answer<'scenario'>>
  >;
  return failure !== undefined || (run?.problems.length ?? 0) > 0;
}
