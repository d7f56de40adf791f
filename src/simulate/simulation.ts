/** A simulated world: the cluster, its load and its faults in virtual time, and the truth that watches every step. */

import { prng, type Prng } from '../base/prng.ts';
import { workloadOf } from '../load/workloads.ts';
import { nodeNames } from '../net/names.ts';
import { FaultNemesis, planFaults, type FaultRecord } from '../net/fault-plan.ts';
import { Network } from '../net/network.ts';
import { networkConfigOf } from '../net/network-config.ts';
import { Nemesis, planPartitions, type PartitionRecord } from '../net/partition-plan.ts';
import type { Scenario } from '../net/scenarios.ts';
import { topologyOf, USUAL_SHAPE } from '../net/topology.ts';
import type { GossipMessage } from '../protocol/envelope.ts';
import type { NodeId } from '../protocol/names.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import type { Input, Step } from '../workload/step.ts';
import { Account } from './judge/account.ts';
import { Clients, PLAIN_LOAD } from './clients.ts';
import { faultClock, faultyNodes } from './world/faults.ts';
import { MemberChanges } from './world/member-changes.ts';
import { NodeClock } from './world/node-clock.ts';
import { NodeDisk } from './world/node-disk.ts';
import { Traffic } from './world/traffic.ts';
import { SPARE_NODES } from './settings.ts';
import { settleBoundMs } from './settle-bound.ts';
import { Truth } from './truth/truth.ts';
import { Agenda, toMs, toTicks } from './world/virtual-time.ts';
import { VirtualCluster, type Watcher } from './world/virtual-cluster.ts';
import { VirtualNode, type Asked } from './world/virtual-node.ts';

/** How often to check whether the cluster has settled. */
const SETTLE_LOOK_MS = 200;

export class Simulation implements Watcher {
  readonly settings: SimulationSettings;
  readonly scenario: Scenario;
  readonly agenda = new Agenda();
  readonly cluster: VirtualCluster;
  readonly truth: Truth;
  readonly account = new Account();
  readonly clients: Clients;
  readonly partitions: readonly PartitionRecord[];
  readonly faults: readonly FaultRecord[];
  /** From the end of the load; undefined: it has not settled. */
  settledMs: number | undefined;
  readonly #healAll: () => void;
  readonly #changes: MemberChanges | undefined;

  /** @param networkOf its messages may take other times than settings can say */
  constructor(
    settings: SimulationSettings,
    scenario: Scenario,
    shape = PLAIN_LOAD,
    networkOf = (...of: ConstructorParameters<typeof Network>): Network => new Network(...of),
  ) {
    this.settings = settings;
    this.scenario = scenario;
    const rng = prng(settings.seed).fork(scenario.name);
    const { memberChanges = 0 } = settings;
    const hasViews = memberChanges > 0;
    const nodes = nodesOf(settings, this.agenda, rng);
    const names = nodes.map(({ name }) => name);
    const network = networkOf(networkConfigOf(settings, scenario), names, rng.fork('network'));
    this.truth = new Truth(names.length, hasViews);
    this.cluster = new VirtualCluster(nodes, this.agenda, network, new Traffic(names.length), this);
    this.cluster.start();
    this.clients = new Clients(this.cluster, settings, rng, shape);
    this.clients.plan(settings);
    const nemesis = new Nemesis(network, () => this.nowMs);
    nemesis.schedule(planPartitions(scenario, settings, names, rng.fork('partition')), (ms, act) =>
      this.agenda.at(toTicks(ms), act),
    );
    const faults = new FaultNemesis(
      faultyNodes(this.cluster, rng.fork('clock-jumps')),
      faultClock(this.cluster),
    );
    faults.schedule(planFaults(scenario, settings, names, rng.fork('faults')));
    if (hasViews)
      this.#changes = new MemberChanges(this.cluster, rng.fork('members'), settings, memberChanges);
    this.partitions = nemesis.record;
    this.faults = faults.record;
    this.#healAll = () => {
      nemesis.healForGood();
      faults.endAll();
      this.#changes?.endAll();
    };
  }

  /** Runs it in pieces of so many events, so that the caller can look in between. */
  *run(pieces = 20_000): Generator<undefined, void> {
    const { durationMs, quietMs, settleMs } = this.settings;
    while (!this.agenda.runUntil(toTicks(durationMs) - 1, pieces)) yield;
    this.truth.checkClaims(this.cluster.nodes);
    this.#healAll();
    const until = durationMs + (settleMs ?? settleBoundMs(this.settings, this.scenario));
    for (let lookMs = durationMs; ; lookMs = Math.min(lookMs + SETTLE_LOOK_MS, until)) {
      while (!this.agenda.runUntil(toTicks(lookMs), pieces)) yield;
      if (this.#hasSettled()) this.settledMs ??= lookMs - durationMs;
      else this.settledMs = undefined;
      if (lookMs >= until || (this.settledMs !== undefined && lookMs >= durationMs + quietMs)) return;
    }
  }

  /** Runs it without a pause. */
  runThrough(): void {
    const pieces = this.run(Infinity);
    while (pieces.next().done !== true);
  }

  /** Milliseconds since the simulation began. */
  get nowMs(): number {
    return toMs(this.agenda.now);
  }

  stepped(node: VirtualNode, input: Input, step: Step, now: number, asked: Asked | undefined): void {
    this.account.record(node, step);
    this.truth.stepped(node, input, step, now, asked);
    this.#changes?.stepped(node, step.events);
  }

  sent(_node: VirtualNode, message: GossipMessage, bytes: number): void {
    this.account.message('sent', message, bytes);
  }

  received(_node: VirtualNode, message: GossipMessage, bytes: number): void {
    this.account.message('received', message, bytes);
  }

  forgot(node: VirtualNode): void {
    this.account.forgot(node);
    this.truth.forgot(node);
  }

  recovered(node: VirtualNode, isSameLife: boolean, now: number): void {
    this.truth.recovered(node, isSameLife, now);
  }

  /** Nothing is pending, the nodes have reported every stale read in full, and all replicas hold the same. */
  #hasSettled(): boolean {
    const { counted, told } = this.truth.reads.progress();
    if (this.#changes?.haveSettled === false) return false;
    return this.account.pending === 0 && counted === told && this.truth.disagreeing().length === 0;
  }
}

/** The spare ones included, where members change. */
function nodesOf(settings: SimulationSettings, agenda: Agenda, rng: Prng): VirtualNode[] {
  const { nodes: count, workload, seed, gossip, bounds, skewMs, driftRatio, memberChanges = 0 } = settings;
  const { hasTopology } = workloadOf(settings);
  const clocks = rng.fork('clocks');
  const either = (most: number): number => (clocks.float() * 2 - 1) * most;
  const hasViews = memberChanges > 0;
  const names = nodeNames(hasViews ? count + SPARE_NODES : count);
  const isGiven = hasTopology === true && gossip.topology === 'given';
  const topology = isGiven
    ? topologyOf(settings.topologyShape ?? USUAL_SHAPE, names)
    : new Map<NodeId, NodeId[]>();
  return names.map((name, index) => {
    const clock = new NodeClock(toTicks(either(skewMs)), either(driftRatio));
    const neighbours = topology.get(name) ?? [];
    const disk =
      settings.dataRestarts > 0
        ? new NodeDisk(agenda, rng.fork(`disk of ${name}`), {
            ...gossip,
            bounds,
            node: name,
            ...(hasViews ? { nodes: [name], views: { founders: [], seeds: [] } } : { nodes: names }),
          })
        : undefined;
    const options = { gossip, bounds, workload, seed, neighbours, disk, hasViews };
    const node = new VirtualNode(name, index, clock, options);
    if (index >= count) [node.isSpare, node.state] = [true, 'down'];
    return node;
  });
}
