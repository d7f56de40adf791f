/** How a process is watched: flags of the node, and the scrape endpoint of the bench. */

import { LOG_LEVELS } from '../../observe/log.ts';
import type { Flag } from './flag.ts';

export const METRICS_PORT: Flag = {
  name: 'metrics-port',
  setting: 'metricsPort',
  kind: 'number',
  range: { min: 0, max: 65_535 },
  help: {
    node: 'scrape endpoint of the first node in node_ids; the next node takes the next port. 0: a free port',
    bench: "port of the bench's scrape endpoint; 0: a free one",
    agent: "port of the agent's scrape endpoint; 0: a free one",
  },
};

export const METRICS_HOST: Flag = {
  name: 'metrics-host',
  setting: 'metricsHost',
  kind: 'text',
  placeholder: '<host>',
  help: {
    node: 'address that the scrape endpoint binds to',
    bench: "address that the bench's scrape endpoint binds to",
    agent: "address that the agent's scrape endpoint binds to",
  },
};

export const DATA_FLAGS: readonly Flag[] = [
  {
    name: 'data',
    setting: 'data',
    kind: 'text',
    placeholder: '<directory>',
    help: 'keeps the data there, and goes on with them (default: in memory alone)',
  },
  {
    name: 'durability',
    setting: 'durability',
    kind: 'choice',
    choices: ['sync', 'async'],
    help: 'with --data: sync sends nothing before what it speaks of is on disk; async does not wait, and a crash can take back what was acknowledged',
  },
];

export const TRACE_FLAGS: readonly Flag[] = [
  {
    name: 'convergence-timeout',
    setting: 'convergenceTimeoutMs',
    kind: 'duration',
    help: "a traced write's span ends with an error if the write is still pending after this",
  },
  {
    name: 'trace-sends',
    setting: 'traceSends',
    kind: 'switch',
    help: 'also trace each node-to-node message, with a span of its own',
  },
];

export const LOG_LEVEL: Flag = {
  name: 'log-level',
  setting: 'logLevel',
  kind: 'choice',
  choices: LOG_LEVELS,
  help: 'least severity that is logged on stderr',
};
