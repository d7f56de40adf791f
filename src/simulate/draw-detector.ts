/** SWIM, in some of a swarm's runs: whom it suspects may change what is sent, and nothing else. */

import { oneOf, type Prng } from '../base/prng.ts';
import { PROBE_BOUNDS } from './draw-bounds.ts';
import type { Drawn } from './draw-members.ts';

const RUN_RATIO = 0.2;
const SMALL = [1, 2];

/** Drawn last: it goes with everything. */
export function withFailureDetector(rng: Prng, drawn: Drawn): Drawn {
  if (rng.float() >= RUN_RATIO) return drawn;
  const one = oneOf(rng);
  const { settings, ...others } = drawn;
  const { gossip, bounds } = settings;
  const small = Object.fromEntries(PROBE_BOUNDS.map((name) => [name, one(SMALL)]));
  return {
    ...others,
    settings: {
      ...settings,
      bounds: rng.float() < 0.5 ? { ...bounds, ...small } : bounds,
      gossip: { ...gossip, failureDetector: 'swim', probeIntervalMs: one([200, 1000]) },
    },
  };
}
