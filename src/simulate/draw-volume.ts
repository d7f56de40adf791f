/**
 * Volumes that pass bounds, in some of a swarm's runs: large values and long keys, so that messages fill; longer loads with
 * longer cuts; clients that ask one node alone at first, so that one side of a cut has all there is to repair.
 */

import { oneOf, type Prng } from '../base/prng.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { PLAIN_LOAD, type LoadShape } from './clients.ts';

export interface Volume {
  /** In place of what was drawn before. */
  readonly changes: (settings: SimulationSettings) => Partial<SimulationSettings>;
  readonly shape: LoadShape;
}

const LARGE_VALUE_BYTES = [500, 5000, 50_000];
const LONG_KEY_CHARS = [300, 3000];
const LONGER = 3;

/** None in most runs: they are what makes a swarm slow. */
export function drawVolume(rng: Prng): Volume {
  const one = oneOf(rng);
  const valueBytes = rng.float() < 0.1 ? one(LARGE_VALUE_BYTES) : undefined;
  const isLong = rng.float() < 0.05;
  const keyChars = rng.float() < 0.1 ? one(LONG_KEY_CHARS) : PLAIN_LOAD.keyChars;
  return {
    shape: { keyChars, beginsAtOneNode: rng.float() < 0.15, repeatsWrites: false },
    changes: ({ durationMs }) => ({
      ...(valueBytes !== undefined && { valueBytes }),
      ...(isLong && { durationMs: durationMs * LONGER }),
    }),
  };
}
