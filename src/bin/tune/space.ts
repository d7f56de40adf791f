/** What is searched: for each strategy the settings that matter most, each with values some factor apart, written as a sweep. */

import { isOurs, STRATEGY_NAMES, type StrategyName } from '../../core/dissemination/strategies.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import type { SimulationPoint } from '../../simulate/simulate.ts';
import { STRATEGY } from '../flags/gossip.ts';
import type { Given } from '../flags/option.ts';
import { neighboursAmong } from './neighbours.ts';
import { pointsOf } from '../simulate/sweep.ts';

/** Some 70 points in all: values far apart, since what lies around the best of them is tried next. */
const SPACE: Readonly<Record<StrategyName, readonly string[]>> = {
  'direct-mail': ['flush-interval=0ms,50ms,200ms', 'ack-delay=100ms,1s', 'anti-entropy-interval=500ms,2s'],
  'rumor-mongering': [
    ...['fanout=1,2,3', 'round-interval=50ms,200ms', 'rumor-stop-count=2,4'],
    'ack-delay=1s',
  ],
  plumtree: [
    ...['fanout=2,4', 'flush-interval=0ms,100ms,300ms', 'lazy-interval=250ms,500ms'],
    'ack-delay=1s',
  ],
  relay: [
    ...['flush-interval=0ms,100ms,400ms', 'batch-interval=50ms,200ms,600ms'],
    ...['ack-delay=100ms,2s', 'anti-entropy-interval=1s,10s'],
  ],
};

/** For a strategy of your own: what matters with every strategy. Which other settings it looks at, only its author knows. */
const SPACE_OF_OTHERS = ['ack-delay=100ms,1s', 'anti-entropy-interval=500ms,2s'];

export interface Space {
  readonly points: readonly SimulationPoint[];
  /** Absent: the points are all that there is. */
  readonly neighboursOf?: (one: SimulationPoint) => readonly SimulationPoint[];
}

/** Without what was given: that is settled. A grid is searched as it was given. @throws {InvalidArgumentError} */
export function spaceFor(given: Given, base: SimulationSettings, sweep: string | undefined): Space {
  if (sweep !== undefined) return { points: pointsOf(given, base, sweep).points };
  const chosen = given.get(STRATEGY.name);
  const strategies = chosen === undefined ? STRATEGY_NAMES : [chosen];
  const settled = new Map([...given].filter(([name]) => name !== STRATEGY.name));
  const points = strategies.flatMap((strategy) => {
    const space = isOurs(strategy) ? SPACE[strategy] : SPACE_OF_OTHERS;
    const open = space.filter((text) => !given.has(text.slice(0, text.indexOf('='))));
    return pointsOf(settled, base, [`${STRATEGY.name}=${strategy}`, ...open].join('\n')).points;
  });
  return { points, neighboursOf: neighboursAmong(given, base, points) };
}
