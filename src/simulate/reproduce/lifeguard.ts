/** Dadgar, Phillips, Currey 2018, "Lifeguard": how many false failures are left of SWIM's where some members are slow. */

import { DetectionExperiment } from '../detection/experiment.ts';
import type { Measured, Reproduction } from './reproduction.ts';

const NODES = 100;
const NODE_MINUTES = 500;
const SLOW = [1, 4, 16];
/** SWIM has more than these in each turn: one more with Lifeguard is less than a hundredth of them. */
const FEWEST_OF_SWIM = 100;

export const LIFEGUARD: Reproduction = {
  name: 'lifeguard',
  title: `False failures that Lifeguard leaves of SWIM's, among ${NODES} members of which some are slow`,
  source:
    'Dadgar et al., "Lifeguard: Local Health Awareness for More Accurate Failure Detection", arXiv 1707.00788: "slow message processing can cause SWIM to mark healthy ' +
    'members as failed (so called false positive failure detection)" (v2, abstract); the false positives fall by a factor of more than 50 (v1, abstract)',
  mapping:
    'A false failure is a healthy member that another one counts as failed, as in the paper. The slow ones are the same all the time. They are behind together: ' +
    'messages to and from them lie about for 8 s, then they go on for 2 s, and so on; their own timers run. The published figure is a bound over all cases of the ' +
    'paper together, which differ in how many members were slow for how long: at most 2 %. The second figure counts slow members that are called failed among the false failures. ' +
    'They were silent for longer than an answer may take, and Lifeguard is not made to spare them; the paper publishes nothing like it. Its members (memberlist) tell news ' +
    'five times a second, in messages of their own; ours tell it on probes. It strikes a failed member off; ours go on pinging it, and may count it as failed again.',
  figures: {
    percentOfSwim: "healthy members called failed with Lifeguard, in percent of SWIM's",
    percentWithSlow: 'the same, with slow members that are called failed',
  },
  cases: SLOW.map((slowNodes) => ({
    name: `${slowNodes} of ${NODES} slow`,
    published: { percentOfSwim: 2, percentWithSlow: null },
    resolution: { percentOfSwim: 100 / FEWEST_OF_SWIM, percentWithSlow: 100 / FEWEST_OF_SWIM },
    measure: (seed) => leftOf(slowNodes, seed),
  })),
};

function leftOf(slowNodes: number, seed: number): Measured {
  const [swim, lifeguard] = [false, true].map((hasLifeguard) => {
    const settings = { nodes: NODES, lossRatio: 0, failures: 0, nodeMinutes: NODE_MINUTES, slowNodes, seed };
    const { falseFailuresPerMin, slowFailuresPerMin } = new DetectionExperiment({
      ...settings,
      hasLifeguard,
    }).run();
    return { ofHealthy: falseFailuresPerMin, ofAll: falseFailuresPerMin + slowFailuresPerMin };
  });
  return {
    percentOfSwim: percentOf(lifeguard?.ofHealthy, swim?.ofHealthy),
    percentWithSlow: percentOf(lifeguard?.ofAll, swim?.ofAll),
  };
}

/** Not a number where SWIM had none. */
function percentOf(part = 0, whole = 0): number {
  return whole > 0 ? (100 * part) / whole : NaN;
}
