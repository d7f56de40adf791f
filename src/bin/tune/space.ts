/** What is searched: for each strategy the settings that matter most, each with values some factor apart, written as a sweep. */

import { isOurs, STRATEGY_NAMES, type StrategyName } from '../../core/dissemination/strategies.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import type { SimulationPoint } from '../../simulate/simulate.ts';
import { STRATEGY } from '../flags/gossip.ts';
import type { Given } from '../flags/option.ts';
import { pointsOf } from '../simulate/sweep.ts';

/** Some 150 points in all: as many as two cores try in a minute with fifty replicas. */
const SPACE: Readonly<Record<StrategyName, readonly string[]>> = {
  'direct-mail': ['flush-interval=0ms,50ms,200ms', 'ack-delay=100ms,1s', 'anti-entropy-interval=500ms,2s'],
  'rumor-mongering': [
    ...['fanout=1,2,3', 'round-interval=50ms,100ms,200ms', 'rumor-stop-count=2,4'],
    'ack-delay=100ms,1s',
  ],
  plumtree: [
    ...['fanout=2,3,4', 'flush-interval=0ms,100ms,300ms', 'lazy-interval=250ms,500ms'],
    'ack-delay=100ms,1s',
  ],
  relay: [
    ...['flush-interval=0ms,100ms,400ms', 'batch-interval=50ms,200ms,600ms'],
    ...['ack-delay=100ms,1s,2s', 'anti-entropy-interval=1s,10s'],
  ],
};

/** For a strategy of your own: what matters with every strategy. Which other settings it looks at, only its author knows. */
const SPACE_OF_OTHERS = ['ack-delay=100ms,1s', 'anti-entropy-interval=500ms,2s'];

/** Without what was given: that is settled. @throws {InvalidArgumentError} */
export function candidatesFor(
  given: Given,
  base: SimulationSettings,
  sweep: string | undefined,
): SimulationPoint[] {
  if (sweep !== undefined) return [...pointsOf(given, base, sweep).points];
  const chosen = given.get(STRATEGY.name);
  const strategies = chosen === undefined ? STRATEGY_NAMES : [chosen];
  return strategies.flatMap((strategy) => {
    const space = isOurs(strategy) ? SPACE[strategy] : SPACE_OF_OTHERS;
    const open = space.filter((text) => !given.has(text.slice(0, text.indexOf('='))));
    return pointsOf(given, base, [`${STRATEGY.name}=${strategy}`, ...open].join('\n')).points;
  });
}
