/** Runs an agent: connects it, and lets its roles work until somebody stops it. */

import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentMetrics } from '../../observe/metrics/agent-metrics.ts';
import { startScrapeServer } from '../../observe/metrics/scrape-server.ts';
import { connectionText, connectToQueue } from '../queue/connect.ts';
import { ownProgram, programText } from '../queue/program.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { version } from '../version.ts';
import type { AgentSettings } from './flags.ts';
import { hosting } from './hosting.ts';
import type { Role } from './role.ts';
import { simulating } from './simulating.ts';

/** All that an agent does. Each role has subjects of its own, and knows nothing of the others. */
const ROLES: readonly Role[] = [simulating, hosting];

const FLUSH_LIMIT_MS = 2_000;

export async function runAgent(settings: AgentSettings): Promise<number> {
  const { access, name: agent, jobs } = settings;
  const signal = interruption();
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const warn = (text: string): void => say(`warning: ${text}`);
  const metrics = new AgentMetrics(version);
  const { nats, owner } = await connectToQueue(access, agent, (isConnected) => {
    metrics.connected = isConnected;
    say(connectionText(isConnected));
  });
  metrics.connected = true;
  const program = ownProgram();
  const name = { owner, agent };
  const scrape = await serveMetrics(settings, metrics, warn);
  say(
    `agent ${agent} of ${programText(program)}: ${jobs} threads, work from ${access.servers.join(', ')}${scrape}`,
  );
  const context = { settings, nats, name, program, metrics, signal, warn };
  await Promise.all(ROLES.map((work) => work(context)));
  // What is given back has to leave; a server that is away is not waited for.
  await Promise.race([nats.flush(), pause(FLUSH_LIMIT_MS, undefined, { ref: false })]);
  await nats.close();
  return EXIT.ok;
}

/** @returns where the metrics are, for the first line */
async function serveMetrics(
  { metricsHost: host, metricsPort: port }: AgentSettings,
  metrics: AgentMetrics,
  warn: (text: string) => void,
): Promise<string> {
  const server = await startScrapeServer({ host, port, metrics, isReady: () => metrics.connected });
  if (!server.ok) {
    warn(server.error);
    return '';
  }
  if (server.warning !== undefined) warn(server.warning);
  return `, metrics at ${server.url}`;
}
