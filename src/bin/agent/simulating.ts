/** The role of an agent that simulates: threads, a queue, and who waits for what. */

import { Pool } from '../pool/pool.ts';
import { largeAtATime } from '../pool/jobs.ts';
import { Commanders } from './commanders.ts';
import type { AgentContext } from './role.ts';
import { Simulations } from './simulations.ts';

/** How often an agent asks how much is waiting: for its metrics. */
const WAITING_EVERY_MS = 5_000;

export async function simulating(context: AgentContext): Promise<void> {
  const { settings, nats, name, program, metrics, signal, warn } = context;
  // A simulation is ended by its own flag: the signal gives it back, and is no reason to answer with half of it.
  const pool = new Pool({ jobs: settings.jobs, signal: new AbortController().signal });
  const commanders = new Commanders(nats, { ...name, program, threads: settings.jobs }, warn);
  const simulations = new Simulations({
    ...{ nats, commanders, name, pool, signal, warn },
    program: program.id,
    large: largeAtATime(),
    account: metrics,
  });
  metrics.threads = settings.jobs;
  const asks = setInterval(
    () => void simulations.waiting().then((count) => (metrics.waiting = count ?? 0)),
    WAITING_EVERY_MS,
  );
  try {
    await simulations.work();
  } finally {
    clearInterval(asks);
    await pool.close();
  }
}
