/**
 * The exercises of Fly.io's Gossip Glomers (fly.io/dist-sys): what each asks for, the set-up that is published, and the targets. A new one is
 * a new entry here.
 */

import type { Settings } from '../../report/schema/settings-schema.ts';
import {
  available,
  below,
  correct,
  longestLatency,
  medianLatency,
  messagesPerOperation,
  told,
  type Target,
} from './targets.ts';

type Setup = Pick<Settings, 'workload' | 'nodes' | 'ratePerSec' | 'durationMs'> & Partial<Settings>;

export interface Exercise {
  readonly id: string;
  readonly title: string;
  readonly setup: Setup;
  /** Maelstrom's flags, as they are published. */
  readonly published: readonly string[];
  readonly targets: readonly Target[];
}

const TWENTY_SECONDS_MS = 20_000;

const PROPAGATE =
  'Each node has to hear of every value in the end. A value that goes out once is lost with the message: repeat it until it is acknowledged.';
const ORDER =
  'Each log needs one order on which all nodes agree: give it to one node, or append by compare-and-set in lin-kv; then poll in that order, without gaps.';
const LATENCY =
  'Each hop costs the latency of the network: take fewer hops than the grid that `topology` offers, or wait for less time before you send.';
const MESSAGES =
  'Send to a few nodes which pass it on, gather what is new and send it together, and acknowledge several values at once.';

const broadcast = (
  id: string,
  title: string,
  { nodes, ...more }: Partial<Setup> & Pick<Setup, 'nodes'>,
  published: string,
  targets: readonly Target[] = [],
): Exercise => ({
  ...{ id, title },
  setup: {
    ...{ workload: 'broadcast', nodes, ratePerSec: 10, durationMs: TWENTY_SECONDS_MS },
    ...more,
  },
  published: [`-w broadcast --node-count ${nodes} --time-limit 20 ${published}`],
  targets: [correct(PROPAGATE), ...targets],
});

/** Maelstrom counts messages in ten seconds of quiet, too: half of the load's time. */
const LARGE = {
  ...{ nodes: 25, ratePerSec: 100, latencyMs: 100, quietMs: TWENTY_SECONDS_MS / 2 },
} as const;
const LARGE_FLAGS = '--rate 100 --latency 100';

const kafka = (id: string, title: string, nodes: number, figures: readonly Target[] = []): Exercise => ({
  ...{ id, title },
  setup: { workload: 'kafka', nodes, ratePerSec: 1000, durationMs: TWENTY_SECONDS_MS },
  published: [`-w kafka --node-count ${nodes} --concurrency 2n --time-limit 20 --rate 1000`],
  targets: [correct(ORDER), ...figures],
});

const transactions = (
  id: string,
  title: string,
  more: Partial<Setup> & Pick<Setup, 'nodes' | 'consistencyModels'>,
  published: readonly string[],
  targets: readonly Target[],
): Exercise => ({
  ...{ id, title },
  setup: {
    ...{ workload: 'txn-rw-register', ratePerSec: 1000, durationMs: TWENTY_SECONDS_MS },
    ...more,
  },
  published: published.map(
    (flags) =>
      `-w txn-rw-register --node-count ${more.nodes} --concurrency 2n --time-limit 20 --rate 1000 ${flags}`,
  ),
  targets,
});

const TRANSACT =
  'Nobody may see what a transaction is going to overwrite or to take back: apply its writes at once, and send them to the others as a whole.';

export const EXERCISES: readonly Exercise[] = [
  {
    ...{ id: '1', title: 'Echo' },
    setup: { workload: 'echo', nodes: 1, ratePerSec: 5, durationMs: 10_000 },
    published: ['-w echo --node-count 1 --time-limit 10'],
    targets: [correct('Answer `echo` with `echo_ok` and the same `echo`.')],
  },
  {
    ...{ id: '2', title: 'Unique ID generation' },
    setup: {
      ...{ workload: 'unique-ids', nodes: 3, ratePerSec: 1000, durationMs: 30_000 },
      scenarios: ['partition'],
    },
    published: [
      '-w unique-ids --time-limit 30 --rate 1000 --node-count 3 --availability total --nemesis partition',
    ],
    targets: [
      correct(
        'Put into each id what no other node has, such as the name of the node, and a number that grows.',
      ),
      available('Make ids without asking anybody: a node that is cut off has to go on.'),
    ],
  },
  broadcast('3a', 'Single-node broadcast', { nodes: 1 }, '--rate 10'),
  broadcast('3b', 'Multi-node broadcast', { nodes: 5 }, '--rate 10'),
  broadcast(
    '3c',
    'Fault-tolerant broadcast',
    { nodes: 5, scenarios: ['partition'] },
    '--rate 10 --nemesis partition',
  ),
  broadcast('3d', 'Efficient broadcast, part I', LARGE, LARGE_FLAGS, [
    below(30, messagesPerOperation, MESSAGES),
    below(400, medianLatency, LATENCY),
    below(600, longestLatency, LATENCY),
  ]),
  broadcast('3e', 'Efficient broadcast, part II', LARGE, LARGE_FLAGS, [
    below(20, messagesPerOperation, MESSAGES),
    below(1_000, medianLatency, LATENCY),
    below(2_000, longestLatency, LATENCY),
  ]),
  {
    ...{ id: '4', title: 'Grow-only counter, with seq-kv' },
    setup: {
      ...{ workload: 'g-counter', nodes: 3, ratePerSec: 100, durationMs: TWENTY_SECONDS_MS },
      scenarios: ['partition'],
    },
    published: ['-w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition'],
    targets: [
      correct(
        'Reads of seq-kv may be of the past. Give each node a key of its own, or compare and set; and write something before you read.',
      ),
    ],
  },
  kafka('5a', 'Single-node Kafka-style log', 1),
  kafka('5b', 'Multi-node Kafka-style log', 2),
  kafka('5c', 'Efficient Kafka-style log', 2, [told(messagesPerOperation)]),
  transactions(
    '6a',
    'Single-node, totally-available transactions',
    { nodes: 1, consistencyModels: 'read-uncommitted' },
    ['--consistency-models read-uncommitted --availability total'],
    [correct(TRANSACT), available('Answer every transaction.')],
  ),
  transactions(
    '6b',
    'Totally-available, read uncommitted transactions',
    { nodes: 2, consistencyModels: 'read-uncommitted', scenarios: ['normal', 'partition'] },
    [
      '--consistency-models read-uncommitted',
      '--consistency-models read-uncommitted --availability total --nemesis partition',
    ],
    [correct(TRANSACT), available('Answer from what the node has, and tell the others later.')],
  ),
  transactions(
    '6c',
    'Totally-available, read committed transactions',
    { nodes: 2, consistencyModels: 'read-committed', scenarios: ['partition'] },
    ['--consistency-models read-committed --availability total --nemesis partition'],
    [correct(TRANSACT), available('Answer from what the node has, and tell the others later.')],
  ),
];

export function exerciseNamed(id: string): Exercise | undefined {
  return EXERCISES.find((one) => one.id === id.toLowerCase());
}
