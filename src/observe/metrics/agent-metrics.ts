/** The metrics of `gossipscope agent`: what it has done, what it is doing, and what waits for it. */

import { Gauge } from 'prom-client';
import { BucketHistogram } from './bucket-histogram.ts';
import { JOB_BUCKETS_S } from './buckets.ts';
import { Cells, labelSetsOf } from './cells.ts';
import { BUILD_INFO } from './metric-catalogue.ts';
import { counter, gauge, histogram, type MetricSpec } from './metric-spec.ts';
import { addCounted, addInfo, addOurs, addProcess, configOf, newRegistry } from './registry.ts';

export const JOB_KINDS = ['swarm', 'scenario', 'turn'] as const;
export type JobKind = (typeof JOB_KINDS)[number];
export const JOB_FATES = ['done', 'failed', 'given_back'] as const;
export type JobFate = (typeof JOB_FATES)[number];

const KIND = { name: 'kind', values: JOB_KINDS };

export const AGENT_COUNTERS = [
  counter(
    'gossip_agent_jobs_total',
    'jobs',
    'Jobs that ended here: done, failed (a seed that fails, a simulation that could not be made), or given back.',
    KIND,
    { name: 'fate', values: JOB_FATES },
  ),
] as const satisfies readonly MetricSpec[];

export const AGENT_JOB_DURATION = histogram(
  'gossip_agent_job_duration_seconds',
  'seconds',
  JOB_BUCKETS_S,
  'From the moment when a job came until its result was with the server; jobs that were given back are left out.',
  { labels: [KIND] },
);

export const AGENT_GAUGES = [
  gauge('gossip_agent_jobs_running', 'jobs', 'Jobs that are worked on.'),
  gauge(
    'gossip_agent_jobs_waiting',
    'jobs',
    'Jobs in the queue that no agent has taken. The same at all agents of a program: take the highest.',
  ),
  gauge('gossip_agent_threads', 'threads', 'Simulations that can run at a time.'),
  gauge('gossip_agent_processes', 'processes', 'Node processes that run here for a bench.'),
  gauge(
    'gossip_agent_connected',
    'connections',
    '1 while the agent is connected to the NATS server, else 0.',
  ),
] as const satisfies readonly MetricSpec[];

export const AGENT_METRICS: readonly MetricSpec[] = [...AGENT_COUNTERS, AGENT_JOB_DURATION, ...AGENT_GAUGES];

/** What the parts of an agent count and set; and the scrape of it. */
export class AgentMetrics {
  threads = 0;
  waiting = 0;
  /** Node processes of a bench. */
  processes = 0;
  connected = false;
  readonly #registry = newRegistry();
  readonly #jobs = new Cells(AGENT_COUNTERS[0]);
  readonly #durations = new BucketHistogram(AGENT_JOB_DURATION, labelSetsOf(AGENT_JOB_DURATION.labels));
  #running = 0;

  constructor(version: string) {
    const registry = this.#registry;
    addCounted(registry, AGENT_COUNTERS[0], this.#jobs);
    addOurs(registry, this.#durations);
    const read: Readonly<Record<(typeof AGENT_GAUGES)[number]['name'], () => number>> = {
      gossip_agent_jobs_running: () => this.#running,
      gossip_agent_jobs_waiting: () => this.waiting,
      gossip_agent_threads: () => this.threads,
      gossip_agent_processes: () => this.processes,
      gossip_agent_connected: () => Number(this.connected),
    };
    for (const spec of AGENT_GAUGES) {
      const metric: Gauge = new Gauge({
        ...configOf(registry, spec),
        collect: () => metric.set(read[spec.name]()),
      });
    }
    addInfo(registry, BUILD_INFO, { version });
    addProcess(registry);
  }

  started(): void {
    this.#running++;
  }

  ended(kind: JobKind, fate: JobFate, seconds: number): void {
    this.#running--;
    this.#jobs.add(this.#jobs.index(kind, fate) ?? 0, 1);
    if (fate !== 'given_back') this.#durations.labels({ kind }).observe(seconds);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
