/** Faults of nodes while the load runs: which node stands still or crashes, when, and for how long. */

import type { Prng } from '../../base/prng.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import { toTicks, type Tick } from './virtual-time.ts';
import type { VirtualCluster } from './virtual-cluster.ts';

type Fault = 'pause' | 'crash' | 'restart' | 'jump';

/** How far a clock is off after a restart: from a second to a year, about as often in each decade between. */
const LEAST_JUMP_MS = 1000;
const MOST_JUMP_MS = 365 * 86_400_000;

/** How often each has happened. */
export type FaultCounts = Record<Fault, number>;

/** Plans pauses, crashes and restarts evenly over the load. A node that is already down or paused is left alone. */
export function planFaults(
  cluster: VirtualCluster,
  { pauses, crashes, restarts, clockJumps, faultMs, durationMs }: SimulationSettings,
  rng: Prng,
): { counts: FaultCounts; endAll: () => void } {
  const counts: FaultCounts = { pause: 0, crash: 0, restart: 0, jump: 0 };
  const { agenda, nodes } = cluster;
  const ends: (() => void)[] = [];
  const plan = (fault: Fault): void => {
    const from = toTicks(rng.float() * durationMs);
    const lasts = toTicks(2 * rng.float() * faultMs);
    const node = nodes[rng.below(nodes.length)];
    const jump = fault === 'jump' ? drawnJump(rng) : 0;
    agenda.at(from, () => {
      if (node?.state !== 'up') return;
      counts[fault]++;
      let over = false;
      const end = (): void => {
        if (over) return;
        over = true;
        if (fault === 'jump') node.clock = node.clock.setForward(jump);
        if (fault === 'restart' || fault === 'jump') cluster.restart(node);
        else cluster.resume(node);
      };
      if (fault === 'pause') cluster.pause(node);
      else cluster.crash(node);
      ends.push(end);
      agenda.at(from + lasts, end);
    });
  };
  for (let i = 0; i < pauses; i++) plan('pause');
  for (let i = 0; i < crashes; i++) plan('crash');
  for (let i = 0; i < restarts; i++) plan('restart');
  for (let i = 0; i < clockJumps; i++) plan('jump');
  return { counts, endAll: () => ends.forEach((end) => end()) };
}

/** Ahead or back. */
function drawnJump(rng: Prng): Tick {
  const jumpMs = LEAST_JUMP_MS * (MOST_JUMP_MS / LEAST_JUMP_MS) ** rng.float();
  return toTicks(rng.float() < 0.5 ? jumpMs : -jumpMs);
}
