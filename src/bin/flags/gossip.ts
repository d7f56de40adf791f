/** How replicas gossip: flags of the node and of the simulator. */

import { InvalidArgumentError } from 'commander';
import { ANTI_ENTROPY_METHODS, TOPOLOGIES } from '../../core/config.ts';
import { RUMOR_STOPS } from '../../core/dissemination/rumor-interest.ts';
import { RUMOR_EXCHANGES } from '../../core/dissemination/rumor-mongering.ts';
import {
  GIVEN_TOPOLOGY_REPAIR_MS,
  REPAIR_AFTER_MS,
  STRATEGY_NAMES,
} from '../../core/dissemination/strategies.ts';
import { CLOCK_AHEAD_LIMIT_MS } from '../../protocol/validate/limits.ts';
import { durationText, parseDurationMs } from '../terminal/duration.ts';
import type { Flag, Need } from './flag.ts';

/** More peers or repetitions than any cluster has use for. */
const COUNT = { min: 1, max: 1000 } as const;

const repairDefaults = Object.entries(REPAIR_AFTER_MS)
  .map(([strategy, valueMs]) => `${strategy} ${durationText(valueMs)}`)
  .join(', ');

const FANOUT_HELP =
  'rumor-mongering: peers told per round; plumtree: links of each node; --topology hyparview: one less than those';
const REPAIR_HELP = `writes younger than this are taken to be on their way; by strategy: ${repairDefaults}`;
const REPAIR_HELP_BY_TOPOLOGY = `${REPAIR_HELP}; with --topology given or hyparview at least ${durationText(GIVEN_TOPOLOGY_REPAIR_MS)}`;

export const STRATEGY: Flag = {
  name: 'strategy',
  setting: 'strategy',
  kind: 'choice',
  choices: STRATEGY_NAMES,
  help: {
    node: 'how writes reach the other nodes first; anti-entropy repairs what it misses',
    simulate:
      'how writes reach the other nodes first: one of ours, or a file with one of your own (docs/library.md)',
  },
};

export const TOPOLOGY: Flag = {
  name: 'topology',
  setting: 'topology',
  kind: 'choice',
  choices: TOPOLOGIES,
  help: 'with whom a node gossips: full, with everybody; given, with the neighbours that a topology request names; hyparview, with a partial view of fanout + 1 peers (relay: both for anti-entropy only)',
};

const HAS_PARTIAL_VIEW: Need = {
  isMet: ({ gossip }) => gossip?.topology === undefined || gossip.topology === 'hyparview',
  what: '--topology hyparview',
  otherwise: 'another topology',
};

const OVERLAY: readonly Flag[] = [
  {
    name: 'keep-alive-interval',
    setting: 'keepAliveIntervalMs',
    kind: 'duration',
    needs: HAS_PARTIAL_VIEW,
    help: 'with --topology hyparview: how often a node sends each neighbour a word',
  },
  {
    name: 'shuffle-interval',
    setting: 'shuffleIntervalMs',
    kind: 'duration',
    needs: HAS_PARTIAL_VIEW,
    help: 'with --topology hyparview: how often a node exchanges names of peers with another one',
  },
];

const DISSEMINATION: readonly Flag[] = [
  {
    name: 'flush-interval',
    setting: 'flushIntervalMs',
    kind: 'duration',
    help: 'how long writes gather before one message per peer carries them; 0: sent at once',
  },
  {
    name: 'fanout',
    setting: 'fanout',
    kind: 'number',
    range: COUNT,
    isNeededWith: ({ gossip }) => gossip?.topology === 'hyparview',
    help: {
      serve: 'rumor-mongering: peers told per round; plumtree: links of each node',
      node: FANOUT_HELP,
      simulate: FANOUT_HELP,
    },
  },
  {
    name: 'round-interval',
    setting: 'roundIntervalMs',
    kind: 'duration',
    help: 'rumor-mongering: between two rounds',
  },
  {
    name: 'rumor-stop-count',
    setting: 'rumorStopCount',
    kind: 'number',
    range: COUNT,
    help: 'rumor-mongering: a rumor is dropped after it was told needlessly this often (k)',
  },
  {
    name: 'rumor-exchange',
    setting: 'rumorExchange',
    kind: 'choice',
    choices: RUMOR_EXCHANGES,
    help: 'rumor-mongering: who has news tells it, push; who may lack it asks, pull, also while there is none; or both; or who has news announces it, and who lacks it asks, lazy-push',
  },
  {
    name: 'rumor-stop',
    setting: 'rumorStop',
    kind: 'choice',
    choices: RUMOR_STOPS,
    help: 'rumor-mongering: needless is a telling of what was known, feedback, or any, blind; dropped after k of them, counter, or each time with probability 1/k, coin',
  },
  {
    name: 'lazy-interval',
    setting: 'lazyIntervalMs',
    kind: 'duration',
    help: 'plumtree: how long announcements gather',
  },
  {
    name: 'graft-after',
    setting: 'graftAfterMs',
    kind: 'duration',
    help: 'plumtree: how long an announced write may take before it is asked for; lazy-push: before another node is asked',
  },
  {
    name: 'batch-interval',
    setting: 'batchIntervalMs',
    kind: 'duration',
    help: 'relay: how long the relay gathers before it sends a batch',
  },
];

const REPAIR: readonly Flag[] = [
  {
    name: 'ack-delay',
    setting: 'ackDelayMs',
    kind: 'duration',
    help: 'how long an acknowledgement waits for a message to ride on; convergence times do not depend on it',
  },
  {
    name: 'anti-entropy',
    setting: 'antiEntropy',
    kind: 'choice',
    choices: ANTI_ENTROPY_METHODS,
    help: 'how a round finds what differs: the whole version-vector is sent, or set-reconciliation, symbols in proportion to the difference (docs/anti-entropy.md)',
  },
  {
    name: 'anti-entropy-interval',
    setting: 'antiEntropyIntervalMs',
    kind: 'duration',
    help: 'between two anti-entropy rounds while there is something to repair',
  },
  {
    name: 'anti-entropy-idle',
    setting: 'antiEntropyIdleMs',
    kind: 'duration',
    help: 'the longest pause between two rounds, reached by doubling while nothing differs',
  },
  {
    name: 'repair-after',
    setting: 'repairAfterMs',
    kind: 'duration',
    isDerived: true,
    example: '500ms',
    help: {
      serve: REPAIR_HELP,
      node: REPAIR_HELP_BY_TOPOLOGY,
      simulate: REPAIR_HELP_BY_TOPOLOGY,
    },
  },
  {
    name: 'suspect-after',
    setting: 'suspectAfterMs',
    kind: 'duration',
    help: 'a peer that has not answered for this long is suspected to be unreachable',
  },
  {
    name: 'max-clock-ahead',
    setting: 'maxClockAheadMs',
    kind: 'duration',
    parse: clockAheadIn,
    help: 'a version from further ahead waits; a node whose clock is further off than this from those of most peers refuses writes',
  },
];

/** Where every node gossips with every other, as the nodes of a service do. */
export const FULL_TOPOLOGY_FLAGS: readonly Flag[] = [...DISSEMINATION, ...REPAIR];

export const TIMING_FLAGS: readonly Flag[] = [...OVERLAY, ...FULL_TOPOLOGY_FLAGS];

/** @throws {InvalidArgumentError} */
function clockAheadIn(text: string): number {
  const aheadMs = parseDurationMs(text);
  if (aheadMs <= CLOCK_AHEAD_LIMIT_MS) return aheadMs;
  throw new InvalidArgumentError(
    `It must be ${durationText(CLOCK_AHEAD_LIMIT_MS)} at most: nodes refuse versions that lead by a day.`,
  );
}
