/** What runs in each thread of the pool: one simulation after the other. A bundle of its own, which the pool loads by its name. */

import { StrategyError } from '../../core/dissemination/custom/strategy-error.ts';
import { scenarioNamed } from '../../net/scenarios.ts';
import { runScenario } from '../../simulate/run.ts';
import type { Simulation } from '../../simulate/simulation.ts';
import { loadStrategies } from '../../simulate/strategies/load.ts';
import { forbidExit } from '../../simulate/strategies/no-exit.ts';
import { swarm } from '../../simulate/swarm.ts';
import {
  PROGRESS,
  type Answer,
  type Asked,
  type Kind,
  type Outcome,
  type Shared,
  type Task,
} from './work.ts';

type Doers = { readonly [K in Kind]: (task: Task<K>) => Promise<Answer<K>> };

const DO: Doers = {
  scenario: async ({ asked: { settings, scenario: name, diagramMessages }, ...shared }) => {
    const scenario = scenarioNamed(name);
    if (scenario === undefined || isStopped(shared)) return null;
    const controller = new AbortController();
    const breathe = (simulation: Simulation): Promise<void> => {
      if (isStopped(shared)) controller.abort();
      tell(shared, simulation);
      return Promise.resolve();
    };
    return runScenario({ settings, scenario, breathe, signal: controller.signal, diagramMessages });
  },
  swarm: ({ asked: { seed, runs, strategy }, ...shared }) =>
    swarm(runs, seed, () => Promise.resolve(!isStopped(shared)), strategy),
  turn: async ({ asked: { name, place, seed }, ...shared }) => {
    if (isStopped(shared)) return null;
    const { REPRODUCTIONS } = await import('../../simulate/reproduce/reproductions.ts');
    return REPRODUCTIONS[name].cases[place]?.measure(seed) ?? null;
  },
};

// Who waits for a thread that ended waits for ever.
forbidExit();

/** What the pool calls. */
export default async function perform<K extends Kind>(task: Task<K>): Promise<Outcome<K>> {
  try {
    // A thread has modules of its own.
    await loadStrategies(strategiesIn(task.asked));
    return { isDone: true, answer: await DO[task.kind](task) };
  } catch (error) {
    if (!(error instanceof StrategyError)) throw error;
    return { isDone: false, strategyProblem: error.message };
  }
}

function strategiesIn(asked: Asked<Kind>): string[] {
  if ('settings' in asked) return [asked.settings.gossip.strategy];
  return 'runs' in asked && asked.strategy !== undefined ? [asked.strategy] : [];
}

function isStopped({ stop }: Shared): boolean {
  return Atomics.load(stop, 0) !== 0;
}

function tell({ progress }: Shared, { nowMs, clients, truth, cluster }: Simulation): void {
  progress[PROGRESS.nowMs] = nowMs;
  progress[PROGRESS.operations] = clients.operations.length;
  progress[PROGRESS.pending] = truth.pending();
  progress[PROGRESS.messages] = cluster.traffic.delivered;
}
