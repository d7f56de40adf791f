/** Partial views, in some of a swarm's runs: small ones, so that a cluster of a few nodes is more than a view holds. */

import { oneOf, type Prng } from '../base/prng.ts';
import { VIEW_BOUNDS } from './draw-bounds.ts';
import type { Drawn } from './draw-members.ts';

const RUN_RATIO = 0.2;
const SMALL = [1, 2, 3];

/** Drawn last: members that change are no hindrance, neighbours that clients give are. */
export function withPartialViews(rng: Prng, drawn: Drawn): Drawn {
  const { settings, ...others } = drawn;
  const { gossip, bounds } = settings;
  if (gossip.topology !== 'full' || rng.float() >= RUN_RATIO) return drawn;
  const one = oneOf(rng);
  const small = Object.fromEntries(VIEW_BOUNDS.map((name) => [name, one(SMALL)]));
  return {
    ...others,
    settings: {
      ...settings,
      bounds: rng.float() < 0.5 ? { ...bounds, ...small } : bounds,
      gossip: {
        ...{ ...gossip, topology: 'hyparview' },
        ...{ keepAliveIntervalMs: one([50, 1000]), shuffleIntervalMs: one([100, 2000]) },
      },
    },
  };
}
