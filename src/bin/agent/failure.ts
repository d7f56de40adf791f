/** A failure as it stands on its stream, for people who look later: what failed, and the command that runs it again. */

import type { Answer } from '../pool/work.ts';
import type { AnyJob } from '../queue/job.ts';
import type { Result } from '../queue/result.ts';
import { replayOfSeed } from '../simulate/replay-of-seed.ts';

export function failureText(job: AnyJob, result: Result): string {
  const { run, job: number } = job;
  return JSON.stringify({ run, job: number, ...whatFailed(job, result), ...replay(job, result) });
}

function whatFailed(job: AnyJob, result: Result): Record<string, unknown> {
  if ('failed' in result) return { problems: [result.failed] };
  if (job.kind === 'swarm') return { ...(result.answer as Answer<'swarm'>).failure };
  // What is measured for a published table has no problems of its own.
  if (job.kind === 'turn') return { seed: job.asked.seed };
  return { seed: job.asked.settings.seed, problems: (result.answer as Answer<'scenario'>)?.run.problems };
}

/** A scenario is run again from its settings: the failure, kept as a file, is what --config takes. */
function replay(job: AnyJob, result: Result): Record<string, unknown> {
  if (job.kind === 'scenario') {
    const { settings, scenario } = job.asked;
    return {
      replay: 'gossipscope simulate --config FILE, where FILE has this message',
      settings: { ...settings, scenarios: [scenario], repeat: 1 },
    };
  }
  if (job.kind === 'turn') {
    const { name, place, seed } = job.asked;
    // Each row has a seed of its own, one after the other.
    return { replay: `gossipscope simulate --reproduce ${name} --repeat 1 --seed ${seed - place}` };
  }
  const { seed, strategy } = job.asked;
  const failing = 'failed' in result ? seed : ((result.answer as Answer<'swarm'>).failure?.seed ?? seed);
  return { replay: replayOfSeed(failing, strategy) };
}
