/** Faults of nodes while the load runs, carried out in virtual time: what `net/fault-plan.ts` plans happens to virtual nodes. */

import type { Fault } from '../../net/fault.ts';
import type { FaultClock, FaultRecord, FaultyNodes } from '../../net/fault-plan.ts';
import { toMs, toTicks } from './virtual-time.ts';
import type { VirtualCluster } from './virtual-cluster.ts';

/** How often each has happened. */
export function countFaults(record: readonly FaultRecord[]): Record<Fault, number> {
  const counts = { pause: 0, crash: 0, restart: 0 };
  for (const { fault } of record) counts[fault]++;
  return counts;
}

export function faultyNodes(cluster: VirtualCluster): FaultyNodes {
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
    },
    end: (fault, name) => {
      const node = byName.get(name);
      if (node === undefined) return;
      if (fault === 'restart') cluster.restart(node);
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
