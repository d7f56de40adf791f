/** A job as it travels: what a thread of the local pool would be asked, as JSON. An agent believes nothing of it before it has looked. */

import { z } from 'zod';
import { SEEDS } from '../../base/prng.ts';
import { isOurs } from '../../core/dissemination/strategies.ts';
import { SimulationSettingsSchema } from '../../report/schema/simulation-settings-schema.ts';
import { REPRODUCTION_NAMES } from '../../simulate/reproduce/names.ts';
import { PIECE_RUNS, type Asked, type Kind } from '../pool/work.ts';
const DIAGRAM_LIMIT = 10_000_000;
/** No published table has as many rows. */
const PLACES = 100;

const seed = z
  .int()
  .min(0)
  .max(SEEDS - 1);

/** A file of a strategy would be loaded and run: only names are taken. */
const StrategySchema = z.string().refine(isOurs, { error: 'is a strategy that this program does not have' });

const SwarmSchema = z.strictObject({
  seed,
  runs: z.int().min(1).max(PIECE_RUNS),
  strategy: StrategySchema.optional(),
});

const ScenarioSchema = z.strictObject({
  settings: SimulationSettingsSchema.refine(({ gossip }) => isOurs(gossip.strategy), {
    error: 'name a strategy that this program does not have',
  }),
  scenario: z.string().max(64),
  diagramMessages: z.int().min(0).max(DIAGRAM_LIMIT).optional(),
});

const TurnSchema = z.strictObject({
  name: z.enum(REPRODUCTION_NAMES),
  place: z.int().min(0).max(PLACES),
  seed,
});

const RUN_CHARS = 16;
export const RunIdSchema = z.string().regex(new RegExp(`^[0-9a-f]{${RUN_CHARS}}$`));

const JobSchema = z.discriminatedUnion('kind', [
  jobSchema('swarm', SwarmSchema),
  jobSchema('scenario', ScenarioSchema),
  jobSchema('turn', TurnSchema),
]);

function jobSchema<K extends Kind>(kind: K, asked: z.ZodType) {
  const count = z.int().min(0);
  return z.strictObject({ run: RunIdSchema, job: count, attempt: count, kind: z.literal(kind), asked });
}

export interface Job<K extends Kind = Kind> {
  /** Of the commander that asks. */
  readonly run: string;
  /** 0, 1, 2, … */
  readonly job: number;
  /** 0; further ones where it got lost, and had to be asked for again. */
  readonly attempt: number;
  readonly kind: K;
  readonly asked: Asked<K>;
}

export type AnyJob = { readonly [K in Kind]: Job<K> }[Kind];

export function encodeJob(job: AnyJob): string {
  if (job.kind !== 'scenario') return JSON.stringify(job);
  // The point of a sweep is of no use to who simulates it.
  const { settings, scenario, diagramMessages } = job.asked;
  return JSON.stringify({ ...job, asked: { settings, scenario, diagramMessages } });
}

/** Tells one delivery from the other where a message is sent twice: the server keeps one of them. */
export function messageIdOf({ run, job, attempt }: AnyJob): string {
  return `${run}.${job}.${attempt}`;
}

/** @returns what it is, or what is wrong with it */
export function decodeJob(text: string): AnyJob | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const { success, error } = JobSchema.safeParse(data);
  // As it came, and not as it was parsed: the order of settings is that of the report.
  return success ? (data as AnyJob) : z.prettifyError(error);
}

/** What identifies it for people, in a failure. */
export function seedOfJob(job: AnyJob): number {
  return job.kind === 'scenario' ? job.asked.settings.seed : job.asked.seed;
}
