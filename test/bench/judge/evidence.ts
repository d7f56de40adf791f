/** What a small run of the bench leaves behind, all of it sound: tests change one thing and judge. */

import { prng } from '../../../src/base/prng.ts';
import { EMPTY_SUMMARY } from '../../../src/base/summary.ts';
import type { NodeCut } from '../../../src/bench/accounts/node-cuts.ts';
import type { NodeAccount, SketchedStats } from '../../../src/bench/accounts/node-stats.ts';
import type { Sample } from '../../../src/bench/accounts/exposition.ts';
import type { Clients } from '../../../src/bench/clients/clients.ts';
import { LiveOperation } from '../../../src/bench/clients/operation.ts';
import type { NodeFaults } from '../../../src/bench/cluster/node-faults.ts';
import { Router } from '../../../src/bench/cluster/router.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { TraceIntake } from '../../../src/bench/traces/trace-intake.ts';
import { Network } from '../../../src/net/network.ts';
import { SCENARIOS, type Scenario } from '../../../src/net/scenarios.ts';
import { Sketch, type SketchData } from '../../../src/observe/metrics/sketch.ts';
import type { Key, Origin } from '../../../src/protocol/names.ts';
import type { WireEntry } from '../../../src/protocol/gossip.ts';

export const NODES = ['n1', 'n2', 'n3'];
export const STARTED_MS = 1_000_000;
/** How long each write takes to reach the last node. */
export const CONVERGENCE_MS = 400;
const WRITES = 10;
const ORIGIN = 'n1#a' as Origin;

type Change<T> = (value: T) => Partial<T>;

export interface Changes {
  readonly evidence?: Change<Evidence>;
  /** Of what n1 says. */
  readonly stats?: Change<SketchedStats>;
  /** How long its writes took, as it says. */
  readonly timesMs?: (timesMs: readonly number[]) => readonly number[];
  readonly samples?: (samples: readonly Sample[]) => readonly Sample[];
  readonly operations?: (operations: readonly LiveOperation[]) => readonly LiveOperation[];
  readonly finalReads?: (reads: readonly LiveOperation[]) => readonly LiveOperation[];
}

export async function evidence(changes: Changes = {}): Promise<Evidence> {
  const router = routerOf();
  const operations = operationsOf();
  const finalReads = NODES.map((node, i) => operation(900 + i, node, 'read', 'k9', '9'));
  const clients = {
    operations: changes.operations?.(operations) ?? operations,
    shed: 0,
    checker: undefined,
    malformed: { seen: { count: 0, examples: [] } },
  };
  const sound: Evidence = {
    settings: DEFAULT_SETTINGS,
    scenario: SCENARIOS[0] as Scenario,
    ...{ nodes: NODES, startedAtMs: STARTED_MS, loadMs: 1000, settledMs: 0, interrupted: false },
    ...{ partitions: [], faults: [], router, prober: undefined, lostProbes: [], unfinished: [] },
    nodeFaults: faultsOf(),
    heldUp: { nodesWaitMs: undefined, longestMs: 0, stolenShare: undefined },
    clients: clients as unknown as Clients,
    traces: await TraceIntake.start({ kind: 'none', warning: undefined }, { mayBeSlowest: () => false }),
    cuts: NODES.map((name) => cutOf(name, router, changes)),
    finalReads: changes.finalReads?.(finalReads) ?? finalReads,
  };
  return { ...sound, ...changes.evidence?.(sound) };
}

/** n1 accepted ten writes, one each 10 ms; each came to n2 after half of the time, to n3 at its end. */
function routerOf(): Router {
  const latency = { distribution: 'constant', meanMs: 0, jitterMs: 0 } as const;
  const network = new Network({ latency, lossRatio: 0, duplicateRatio: 0 }, NODES, prng(1));
  const router = new Router({
    ...{
      network,
      nodes: NODES,
      services: new Map(),
      now: () => STARTED_MS,
      isClient: () => false,
      onNonsense: () => undefined,
    },
    toClient: () => ({ type: 'unasked' }),
  });
  for (let seq = 1; seq <= WRITES; seq++) {
    const atMs = acceptedAtMs(seq);
    const write = [`k${seq}` as Key, [seq]] as never;
    const entry = [ORIGIN, seq, atMs * 1000, atMs, 1, [write]] as unknown as WireEntry;
    router.wiretap.convergence.observeSent('n1', entry, atMs);
    router.wiretap.delivered('n2', [entry], atMs + CONVERGENCE_MS / 2);
    router.wiretap.delivered('n3', [entry], atMs + CONVERGENCE_MS);
    for (const kind of ['mail', 'mail', 'ack']) router.traffic.sent('n1', kind, 'm'.repeat(100));
  }
  return router;
}

/** What the run did to its nodes: nothing, unless told. */
export function faultsOf(changes: Partial<NodeFaults> = {}): NodeFaults {
  const nothing = {
    ...{ endedLives: [], recoveries: () => [] },
    ...{ lifeStarts: new Map<string, number>(), lostAtMs: new Map<string, number>() },
  };
  return { ...nothing, noteRecoveries: () => undefined, ...changes } as unknown as NodeFaults;
}

const acceptedAtMs = (seq: number): number => STARTED_MS + 10 * seq;

/** Each write at n1, read there a moment later. */
function operationsOf(): LiveOperation[] {
  return Array.from({ length: WRITES }, (_, i) => [
    operation(2 * i, 'n1', 'write', `k${i + 1}`, `${i + 1}`, acceptedAtMs(i + 1)),
    operation(2 * i + 1, 'n1', 'read', `k${i + 1}`, `${i + 1}`, acceptedAtMs(i + 1) + 5),
  ]).flat();
}

/** Answered after a millisecond. */
export function operation(
  id: number,
  node: string,
  kind: 'read' | 'write',
  key: string,
  value: string,
  atMs = STARTED_MS + 5000,
): LiveOperation {
  const counts = { reads: kind === 'read' ? 1 : 0, writes: kind === 'write' ? 1 : 0 };
  const times = { scheduledAtMs: atMs, invokedAtMs: atMs, completedAtMs: atMs + 1 };
  return new LiveOperation({ id, node, kind, key, value, ...times, error: undefined }, counts);
}

/** Another operation that differs so. */
export function changed(op: LiveOperation, changes: Partial<LiveOperation>): LiveOperation {
  return Object.assign(new LiveOperation(op, op.counts), changes);
}

function cutOf(name: string, router: Router, changes: Changes): NodeCut {
  const isWriter = name === 'n1';
  const served = { reads: isWriter ? WRITES : 0, writes: isWriter ? WRITES : 0 };
  const timesMs = isWriter ? Array<number>(WRITES).fill(CONVERGENCE_MS) : [];
  const plain = accountOf(isWriter ? (changes.timesMs?.(timesMs) ?? timesMs) : timesMs, served);
  const account = isWriter
    ? {
        stats: { ...plain.stats, ...changes.stats?.(plain.stats) },
        samples: changes.samples?.(plain.samples) ?? plain.samples,
      }
    : plain;
  return { name, account, sent: router.traffic.snapshotOf(name), served };
}

/** What a node says that had writes converge after these times. */
export function accountOf(
  timesMs: readonly number[],
  { reads, writes }: { readonly reads: number; readonly writes: number },
): NodeAccount {
  const convergence = new Sketch();
  for (const ms of timesMs) convergence.accept(ms / 1000);
  const none = new Sketch();
  const sketches = { propagation: none, staleness: none, depth: none, convergence, confirmed: convergence };
  const summary = convergence.summary(1000);
  return {
    stats: {
      ...{ total_writes: writes, reads, stale_reads: 0, writes_pending: 0, total_gossip_msgs: 3 * writes },
      ...{ convergence: summary, confirmed: summary, propagation: EMPTY_SUMMARY, staleness: EMPTY_SUMMARY },
      messages_by_kind: writes === 0 ? {} : { mail: 2 * writes, ack: writes },
      bytes_sent: 300 * writes,
      sketches: Object.fromEntries(
        Object.entries(sketches).map(([name, sketch]) => [name, mutable(sketch.data())]),
      ) as SketchedStats['sketches'],
    },
    // What could be scraped.
    samples: [{ name: 'gossip_writes_total', labels: {}, value: writes }],
  };
}

function mutable({ bins, ...data }: SketchData): SketchedStats['sketches']['convergence'] {
  return { ...data, bins: bins.map(([key, count]) => [key, count]) };
}
