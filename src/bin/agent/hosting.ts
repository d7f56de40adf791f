/** The role of an agent that runs node processes for benches on other machines. */

import { once } from 'node:events';
import process from 'node:process';
import { NodeHost } from '../../bench/agents/hosting/host.ts';
import { goAhead } from '../../bench/cluster/priority.ts';
import { wallClockMs } from '../../observe/wall-clock.ts';
import { natsBus } from '../../transport/nats/bus.ts';
import { buildText } from '../queue/program.ts';
import type { AgentContext } from './role.ts';

/** How often the metrics are told how many processes there are. */
const COUNT_EVERY_MS = 1_000;

export async function hosting(context: AgentContext): Promise<void> {
  const { settings, nats, name, program, metrics, signal, warn } = context;
  const host = new NodeHost({
    bus: natsBus(nats, name.owner, warn),
    ...{ name, version: buildText(program), maxNodes: settings.maxNodes },
    programs: {
      ours: { command: process.execPath, args: [process.argv[1] ?? '', 'node'] },
      others: settings.allowedBins,
    },
    now: wallClockMs,
    // Who only simulates keeps nobody else on the machine waiting.
    benchCame: goAhead,
    log: warn,
  });
  host.start();
  const counts = setInterval(() => (metrics.processes = host.running), COUNT_EVERY_MS);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(counts);
  await host.stop();
  metrics.processes = 0;
}
