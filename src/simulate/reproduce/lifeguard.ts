/** Dadgar, Phillips, Currey 2018, "Lifeguard": how many false failures are left of SWIM's where some members are slow. */

import { DetectionExperiment } from '../detection/experiment.ts';
import type { Measured, Reproduction } from './reproduction.ts';

const NODES = 100;
const NODE_MINUTES = 500;
const SLOW = [1, 4, 16];

export const LIFEGUARD: Reproduction = {
  name: 'lifeguard',
  title: `False failures that Lifeguard leaves of SWIM's, among ${NODES} members of which some are slow`,
  source:
    'Dadgar et al., "Lifeguard: SWIM-ing with situational awareness", arXiv 1707.00788v1, abstract: the false positives fall by a factor of more than 50',
  mapping:
    'A false failure is a live member that another one counts as failed. So many members are behind at any time: messages to and from them lie about for 8 s, ' +
    'then they go on, and 2 s later others are behind; their own timers run. The published figure is the bound of the abstract, over all cases of the paper ' +
    'together: how many members were behind there for how long differs from case to case, and its tables are not compared here. The paper strikes a failed member ' +
    'off; ours goes on pinging it, and may count it as failed again.',
  figures: { percentOfSwim: "false failures with Lifeguard, in percent of SWIM's" },
  cases: SLOW.map((slowNodes) => ({
    name: `${slowNodes} of ${NODES} behind`,
    published: { percentOfSwim: 2 },
    resolution: { percentOfSwim: 100 / NODE_MINUTES },
    measure: (seed) => leftOf(slowNodes, seed),
  })),
};

function leftOf(slowNodes: number, seed: number): Measured {
  const [swim = 0, lifeguard = 0] = [false, true].map((hasLifeguard) => {
    const settings = { nodes: NODES, lossRatio: 0, failures: 0, nodeMinutes: NODE_MINUTES, slowNodes, seed };
    return new DetectionExperiment({ ...settings, hasLifeguard }).run().falseFailuresPerMin;
  });
  return { percentOfSwim: swim > 0 ? (100 * lifeguard) / swim : NaN };
}
