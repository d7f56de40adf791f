/** The clients of each workload, by name. */

import type { Prng } from '../../base/prng.ts';
import { checkerOf, type CheckedWorkload } from '../../check/workloads/checkers.ts';
import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import type { WorkloadClient } from './workload-client.ts';
import { counterClient } from './counter.ts';
import { echoClient } from './echo.ts';
import { BROADCAST, elementsClient, G_SET } from './elements.ts';
import { kvClient } from './kv.ts';
import { txnClient } from './txn-rw-register.ts';
import { uniqueIdsClient } from './unique-ids.ts';

export interface ClientOptions {
  readonly settings: Settings;
  readonly nodes: readonly string[];
  /** Whether the nodes are our own. */
  readonly ours: boolean;
  /** How far apart two nodes' clocks may be. */
  readonly skewMs: number;
}

export function clientOf({ settings, nodes, ours, skewMs }: ClientOptions, rng: Prng): WorkloadClient {
  const { workload } = settings;
  if (workload === 'kv') return kvClient({ ...settings, writeType: ours ? 'bench_write' : 'write' }, rng);
  return MAKERS[workload](settings, rng, checkerOf(workload, nodes, skewMs), ours);
}

type Maker = (settings: Settings, rng: Prng, checker: WorkloadChecker, ours: boolean) => WorkloadClient;

const MAKERS: Readonly<Record<CheckedWorkload, Maker>> = {
  broadcast: ({ readRatio }, rng, checker) => elementsClient(BROADCAST, readRatio, rng, checker),
  'g-set': ({ readRatio }, rng, checker) => elementsClient(G_SET, readRatio, rng, checker),
  'g-counter': ({ readRatio }, rng, checker) => counterClient(false, readRatio, rng, checker),
  'pn-counter': ({ readRatio }, rng, checker) => counterClient(true, readRatio, rng, checker),
  'txn-rw-register': txnClient,
  echo: (_settings, _rng, checker) => echoClient(checker),
  'unique-ids': (_settings, _rng, checker) => uniqueIdsClient(checker),
};
