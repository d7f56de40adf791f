/** Faults of nodes while the load runs, carried out in virtual time: what `net/fault-plan.ts` plans happens to virtual nodes. */

import type { Prng } from '../../base/prng.ts';
import { LOSES_MEMORY, type Fault } from '../../net/fault.ts';
import type { FaultClock, FaultRecord, FaultyNodes } from '../../net/fault-plan.ts';
import { toMs, toTicks, type Tick } from './virtual-time.ts';
import type { VirtualCluster } from './virtual-cluster.ts';

/** How far a clock is off after it was set: from a second to a year, about as often in each decade between. */
const LEAST_JUMP_MS = 1000;
const MOST_JUMP_MS = 365 * 86_400_000;

/** How often each has happened. */
export function countFaults(record: readonly FaultRecord[]): Record<Fault, number> {
  const counts = { pause: 0, crash: 0, restart: 0, clock_jump: 0, data_restart: 0 };
  for (const { fault } of record) counts[fault]++;
  return counts;
}

/** @param rng draws how far clocks jump */
export function faultyNodes(cluster: VirtualCluster, rng: Prng): FaultyNodes {
  const byName = new Map<string, VirtualCluster['nodes'][number]>(
    cluster.nodes.map((node) => [node.name, node]),
  );
  return {
    isUp: (name) => byName.get(name)?.state === 'up',
    begin: (fault, name) => {
      const node = byName.get(name);
      if (node === undefined) return;
      if (fault === 'pause') cluster.pause(node);
      else cluster.crash(node);
      if (fault === 'data_restart') node.disk?.kill();
    },
    end: (fault, name) => {
      const node = byName.get(name);
      if (node === undefined) return;
      if (fault === 'clock_jump') node.clock = node.clock.setForward(drawnJump(rng));
      if (LOSES_MEMORY.has(fault)) cluster.restart(node);
      else if (fault === 'data_restart') cluster.recover(node);
      else cluster.resume(node);
    },
  };
}

/** The beginning of a fault and its length are each rounded to a tick. */
export function faultClock({ agenda }: VirtualCluster): FaultClock {
  return {
    nowMs: () => toMs(agenda.now),
    at: (ms, act) => agenda.at(toTicks(ms), act),
    after: (ms, act) => agenda.at(agenda.now + toTicks(ms), act),
  };
}

/** Ahead or back. */
function drawnJump(rng: Prng): Tick {
  const jumpMs = LEAST_JUMP_MS * (MOST_JUMP_MS / LEAST_JUMP_MS) ** rng.float();
  return toTicks(rng.float() < 0.5 ? jumpMs : -jumpMs);
}
