/** How much of the processors a process got, and how long it stood in line for them: what tells a busy machine from a node that hangs. */

import { readdirSync, readFileSync } from 'node:fs';

export interface CpuTime {
  readonly ranMs: number;
  /** Ready to run, while others ran. */
  readonly waitedMs: number;
  /** How often it had a processor. */
  readonly turns: number;
}

/** Of all its threads; undefined where the system does not tell (only Linux does), or the process is gone. */
export function cpuTimeOf(pid: number | undefined): CpuTime | undefined {
  if (pid === undefined) return undefined;
  try {
    let [ranNs, waitedNs, turns] = [0, 0, 0];
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const text = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
      const [ran = 0, waited = 0, had = 0] = text.split(' ').map(Number);
      ranNs += ran;
      waitedNs += waited;
      turns += had;
    }
    return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6, turns };
  } catch {
    return undefined;
  }
}

/** A node that hangs waits for nothing, or runs and runs. */
const LEAST_WAITED = 0.3;
const MOST_RAN = 0.2;

/** Fewer turns say nothing. */
const LEAST_TURNS = 20;

/**
 * How long the process that waited longest stood in line before each of its turns, on average; undefined: nobody can tell.
 * @param before by node, as `after`; one that was started again since then begins anew
 */
export function longestWaitMs(
  before: ReadonlyMap<string, CpuTime>,
  after: ReadonlyMap<string, CpuTime>,
): number | undefined {
  const waits = [...after].flatMap(([node, now]) => {
    const then = before.get(node);
    const isSame = then !== undefined && then.turns <= now.turns && then.waitedMs <= now.waitedMs;
    const turns = now.turns - (isSame ? then.turns : 0);
    const waitedMs = now.waitedMs - (isSame ? then.waitedMs : 0);
    return turns < LEAST_TURNS ? [] : [waitedMs / turns];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** Whether it wanted the processor and hardly got it. @param tookMs between the two */
export function isStarved(
  before: Omit<CpuTime, 'turns'>,
  after: Omit<CpuTime, 'turns'>,
  tookMs: number,
): boolean {
  const waitedMs = after.waitedMs - before.waitedMs;
  return waitedMs > LEAST_WAITED * tookMs && after.ranMs - before.ranMs < MOST_RAN * tookMs;
}
