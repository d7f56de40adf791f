/** Das, Gupta, Motivala 2002, "SWIM", section 3.1: how soon the first member finds a failure, and how often a live member is accused. */

import { DEFAULT_SWIM } from '../../core/membership/swim/swim-settings.ts';
import { expectedDetectionPeriods, expectedFalseSuspicionsPerMin } from '../detection/expected.ts';
import { DetectionExperiment } from '../detection/experiment.ts';
import type { Reproduction } from './reproduction.ts';

const NODES = 100;
const FAILURES = 30;
const NODE_MINUTES = 500;

export const SWIM: Reproduction = {
  name: 'swim',
  title: `Failure detection by SWIM among ${NODES} members, without Lifeguard`,
  source:
    'Das et al. 2002, "SWIM: scalable weakly-consistent infection-style process group membership protocol", section 3.1',
  mapping:
    'Our SWIM, with the period of 1 s and the three indirect probes of the paper; each message is lost by itself with the same probability. The ' +
    'published figures are the expectations that the paper derives. It draws whom to ping anew in each period, we go round all members in random ' +
    'order, as its section 4.3 proposes: that bounds the longest time, and leaves the mean nearly as it is.',
  figures: {
    firstPeriods: 'periods from a failure until the first member suspects it',
    suspicionsPerMin: 'live members that a member suspects, in a minute',
  },
  cases: [0, 0.05, 0.1].map((lossRatio) => ({
    name: `${100 * lossRatio} % of the messages lost`,
    published: {
      firstPeriods: lossRatio === 0 ? expectedDetectionPeriods(NODES) : null,
      suspicionsPerMin: expectedFalseSuspicionsPerMin(lossRatio, DEFAULT_SWIM, NODES),
    },
    resolution: { suspicionsPerMin: 1 / NODE_MINUTES },
    measure: (seed) => {
      const { first, falseSuspicionsPerMin } = new DetectionExperiment({
        ...{ nodes: NODES, lossRatio, seed, hasLifeguard: false, slowNodes: 0 },
        ...{ failures: FAILURES, nodeMinutes: NODE_MINUTES },
      }).run();
      return { firstPeriods: first.mean, suspicionsPerMin: falseSuspicionsPerMin };
    },
  })),
};
