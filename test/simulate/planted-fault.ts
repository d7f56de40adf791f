/** A fault planted in the core for the time of one swarm, and what the swarm says of it. */

import { swarm } from '../../src/simulate/swarm.ts';

/** A planted fault has to show within so many runs. */
const PLANTED_RUNS = 60;
/** The second run shows all of them, but it is a large one, which takes twenty seconds to be made simpler. */
const FIRST_SEED = 3;

export const goOn = (): Promise<boolean> => Promise.resolve(true);

export function explain({ failure }: Awaited<ReturnType<typeof swarm>>): string {
  if (failure === undefined) return '';
  const { seed, description, problems } = failure;
  return [`gossipscope simulate --swarm 1 --seed ${seed}`, description, ...problems].join('\n');
}

/** Replaces a method for the time of one swarm. */
export async function planted<T, K extends keyof T>(
  target: T,
  method: K,
  fault: T[K],
  firstSeed = FIRST_SEED,
): Promise<string> {
  const sound = target[method];
  target[method] = fault;
  try {
    return explain(await swarm(PLANTED_RUNS, firstSeed, goOn));
  } finally {
    target[method] = sound;
  }
}
