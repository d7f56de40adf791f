/** Work spread over agents (gossipscope agent), as who asked for it sees it: what waits, what is done and what failed, and what it costs. */

import * as budgets from '../budgets.ts';
import type { Board, Row } from '../frame.ts';
import { graph, stat } from '../panels.ts';
import { countInRange, highest, level, presentOnly, quantile, rate, series } from '../promql.ts';
import { quantiles } from '../query.ts';

const DURATION = 'gossip_agent_job_duration_seconds';
const OF_AGENT = ['job', 'instance'];

/** A line for each agent; other processes are scraped, too. */
function cpuOfAgents(): string {
  const cpu = rate('process_cpu_seconds_total', { by: OF_AGENT });
  return `${cpu} and on (${OF_AGENT.join(', ')}) ${series('gossip_agent_threads')}`;
}

const work: Row = {
  title: 'Work: does it get done?',
  panels: [
    stat({
      title: 'Jobs waiting',
      description:
        'In the queue, and taken by no agent. More and more: start agents, or let nobody ask for so much.',
      unit: 'count',
      width: 4,
      queries: [{ expr: highest('gossip_agent_jobs_waiting'), legend: 'waiting' }],
    }),
    stat({
      title: 'Jobs running',
      description:
        'On all agents. Fewer than threads while jobs wait: agents are cut off from the NATS server.',
      unit: 'count',
      width: 4,
      queries: [{ expr: level('gossip_agent_jobs_running'), legend: 'running' }],
    }),
    stat({
      title: 'Jobs ended',
      description: 'Of all agents, in the time that is shown, whatever became of them.',
      unit: 'count',
      width: 4,
      queries: [{ expr: countInRange('gossip_agent_jobs_total'), legend: 'ended' }],
    }),
    stat({
      title: 'Failed jobs, each second',
      description:
        'A seed that fails, or a simulation that could not be made: the stream of failures has its replay.',
      unit: 'perSecond',
      width: 4,
      budget: budgets.LOSSES_PER_SEC,
      queries: [{ expr: rate('gossip_agent_jobs_total', { where: { fate: 'failed' } }), legend: 'failed' }],
    }),
    stat({
      title: 'Agents connected',
      description: 'That Prometheus can see, and that are connected to their NATS server.',
      unit: 'count',
      width: 4,
      queries: [{ expr: level('gossip_agent_connected'), legend: 'agents' }],
    }),
    stat({
      title: 'Node processes',
      description: 'That agents run for a bench at this moment.',
      unit: 'count',
      width: 4,
      queries: [{ expr: level('gossip_agent_processes'), legend: 'processes' }],
    }),
  ],
};

const course: Row = {
  title: 'Course',
  panels: [
    graph({
      title: 'Waiting and running',
      description: 'Jobs in the queue, jobs that are worked on, and how many could be at a time.',
      unit: 'count',
      width: 12,
      queries: [
        { expr: highest('gossip_agent_jobs_waiting'), legend: 'waiting' },
        { expr: level('gossip_agent_jobs_running'), legend: 'running' },
        { expr: level('gossip_agent_threads'), legend: 'threads' },
      ],
    }),
    graph({
      title: 'Jobs by what became of them',
      description: 'Each second. given_back: its agent was stopped, or nobody waited for the job any more.',
      unit: 'perSecond',
      width: 12,
      stacked: true,
      queries: [
        {
          expr: presentOnly(rate('gossip_agent_jobs_total', { by: ['fate'] }), 'fate'),
          legend: '{{fate}}',
        },
      ],
    }),
    graph({
      title: 'Seconds a job',
      description: 'From its coming to an agent until its result was with the NATS server.',
      unit: 'seconds',
      width: 12,
      queries: quantiles(DURATION, [0.5, 0.95, 0.99]),
    }),
    graph({
      title: 'Seconds a job, p95, by kind',
      description:
        'Pieces of swarms are cut to about one second; a scenario, and a turn of --reproduce, take what they take.',
      unit: 'seconds',
      width: 12,
      queries: [{ expr: quantile(0.95, DURATION, { by: ['kind'] }), legend: '{{kind}}' }],
    }),
  ],
};

const agents: Row = {
  title: 'Agents',
  panels: [
    graph({
      title: 'CPU by agent',
      description: 'Cores that each agent uses. An agent that has work uses as many as it has threads.',
      unit: 'count',
      width: 12,
      queries: [{ expr: cpuOfAgents(), legend: '{{instance}}' }],
    }),
    graph({
      title: 'Jobs by agent',
      description: 'That ended, each second. One line below the others: a slower machine, or fewer threads.',
      unit: 'perSecond',
      width: 12,
      queries: [{ expr: rate('gossip_agent_jobs_total', { by: ['instance'] }), legend: '{{instance}}' }],
    }),
  ],
};

export const AGENTS: Board = {
  uid: 'gossipscope-agents',
  title: 'gossipscope / Agents',
  description:
    'Work spread over agents (gossipscope agent): jobs that wait, run, are done or failed, how long they take, and the CPU behind them.',
  rows: [work, course, agents],
};
