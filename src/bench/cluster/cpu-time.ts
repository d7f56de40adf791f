/** How much of the processors a process got, and how long it stood in line for them: what tells a busy machine from a node that hangs. */

import { readdirSync, readFileSync } from 'node:fs';

export interface CpuTime {
  readonly ranMs: number;
  /** Ready to run, while others ran. */
  readonly waitedMs: number;
}

/** Of all its threads; undefined where the system does not tell (only Linux does), or the process is gone. */
export function cpuTimeOf(pid: number | undefined): CpuTime | undefined {
  if (pid === undefined) return undefined;
  try {
    let [ranNs, waitedNs] = [0, 0];
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [ran = '', waited = ''] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(
        ' ',
      );
      ranNs += Number(ran);
      waitedNs += Number(waited);
    }
    return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6 };
  } catch {
    return undefined;
  }
}

/** A node that hangs waits for nothing, or runs and runs. */
const LEAST_WAITED = 0.3;
const MOST_RAN = 0.2;

/** Whether it wanted the processor and hardly got it. @param tookMs between the two */
export function isStarved(before: CpuTime, after: CpuTime, tookMs: number): boolean {
  const waitedMs = after.waitedMs - before.waitedMs;
  return waitedMs > LEAST_WAITED * tookMs && after.ranMs - before.ranMs < MOST_RAN * tookMs;
}
