/** The stage of the bench's own nodes: processes here or on agents, on a network that it simulates between them. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Prng } from '../../base/prng.ts';
import { replyFault } from '../../load/reply-form.ts';
import { workloadOf } from '../../load/workloads.ts';
import { nodeNames } from '../../net/names.ts';
import type { Journal } from '../../net/journal/journal.ts';
import { Network } from '../../net/network.ts';
import { networkConfigOf } from '../../net/network-config.ts';
import { openServices, SERVICE_NAMES } from '../../net/services/services.ts';
import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import { journalFor } from '../../report/diagram/wanted.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import type { Bus } from '../agents/bus.ts';
import { Fleet } from '../agents/fleet.ts';
import type { Clients } from '../clients/clients.ts';
import { Cluster } from '../cluster/cluster.ts';
import { NodeFaults } from '../cluster/node-faults.ts';
import type { NodeLives } from '../cluster/node-lives.ts';
import { ValueTrail } from '../cluster/value-trail.ts';
import { finish, type Ending, type FinishOptions } from '../finish.ts';
import { skewMsOf } from '../judge/clock-skew.ts';
import { seenDiagram } from '../judge/diagram.ts';
import type { Evidence } from '../judge/evidence.ts';
import { judge } from '../judge/judge.ts';
import { Prober } from '../probes/prober.ts';
import type { RunOptions } from '../run.ts';
import { TraceIntake } from '../traces/trace-intake.ts';
import type { Stage } from './stage.ts';

/** How long our nodes may take to say where they are scraped. */
const OURS_WAIT_MS = 5_000;
/** What a node printed before it answered `init` is known by then. */
const STARTED_WAIT_MS = 50;

type Options = Omit<RunOptions, 'openStage'>;

/** The agents that run the nodes. */
export interface OnAgents {
  /** What reaches them. */
  readonly bus: Bus;
  /** Of this program, as agents say theirs. */
  readonly build: string;
}

/** What the stage is made of. */
interface Parts {
  readonly cluster: Cluster;
  readonly network: Network;
  readonly traces: TraceIntake;
  readonly journal: Journal | undefined;
  /** Undefined: this machine runs the nodes. */
  readonly fleet: Fleet | undefined;
}

export class ProcessStage implements Stage {
  readonly cluster: Cluster;
  readonly network: Network;
  readonly traces: TraceIntake;
  readonly #options: Options;
  readonly #parts: Parts;
  #trail: ValueTrail | undefined;

  private constructor(options: Options, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    ({ cluster: this.cluster, network: this.network, traces: this.traces } = parts);
  }

  /** No node is started yet. @throws {AgentsError} */
  static async open(options: Options, rng: Prng, agents?: OnAgents): Promise<ProcessStage> {
    const { settings, scenario, command, now } = options;
    const names = nodeNames(settings.nodes);
    const network = new Network(
      networkConfigOf(settings, scenario),
      [...names, ...SERVICE_NAMES],
      rng.fork('network'),
    );
    const fleet =
      agents &&
      (await Fleet.gather({
        ...{ bus: agents.bus, version: agents.build, nodes: names, now },
        ...{ bin: settings.bin, args: settings.nodeArgs },
      }));
    const traces = await TraceIntake.start(options.traces, {
      mayBeSlowest: (origin, seq) => cluster.router.wiretap.convergence.mayBeSlowest(origin, seq),
    });
    if (fleet !== undefined && traces.isReceiving)
      fleet.onExport = (body, contentType) => traces.take(body, contentType);
    const journal = journalFor(options.diagram?.messages ?? 0);
    const cluster = new Cluster({
      names,
      command: { ...command, env: { ...command.env, ...traces.variables } },
      start: fleet?.start,
      network,
      services: openServices(rng.fork('services')),
      ...{ now, journal },
      topologyShape: settings.topologyShape,
    });
    return new ProcessStage(options, { cluster, network, traces, journal, fleet });
  }

  get skewMs(): number {
    return skewMsOf({ agents: this.#parts.fleet?.account() });
  }

  /** An agent may go with all its nodes. */
  get mayLoseNodes(): boolean {
    return this.#parts.fleet !== undefined;
  }

  async begin(): Promise<boolean> {
    const { cluster } = this;
    await cluster.start();
    // At once, as Maelstrom does.
    if (this.#hasTopology) this.#lookAt(await cluster.sendTopology());
    const ours = await areOurs({ ...this.#options, cluster });
    // A node answers when its telemetry is loaded: that must not fall into the load.
    if (ours) await cluster.askAll(() => ({ type: 'bench_report' }));
    return ours;
  }

  /** Of what it sets up with, Maelstrom looks at the form of these answers alone. */
  #lookAt(answers: ReadonlyMap<string, Body>): void {
    const { replies } = workloadOf(this.#options.settings);
    for (const [node, answer] of answers) {
      const why = replyFault('topology', answer, replies['topology'] ?? {});
      if (why === undefined) continue;
      const line = exactText(answer);
      this.cluster.router.findings.add({ kind: 'misshapen_topology', node, dest: '', line, why });
    }
  }

  get #hasTopology(): boolean {
    return workloadOf(this.#options.settings).hasTopology === true;
  }

  /** Strangers' registers are looked at from outside, where all nodes are to hold the same. */
  proberFor(ours: boolean): Prober | undefined {
    const { settings, now } = this.#options;
    const { registers } = workloadOf(settings);
    const { router, clients, names } = this.cluster;
    if (ours || registers?.convergent !== 'all' || names.length === 1) return undefined;
    const prober = new Prober({
      ...{ nodes: names, registers, now, valueBytes: settings.valueBytes },
      requests: clients.for('probe'),
      after: (ms, act) => router.timetable.at(now() + ms, act),
    });
    router.onDelivered = (node, line) => prober.delivered(node, line);
    return prober;
  }

  /** Where sets of strangers lack something in the end, it can be said how far that came. */
  trailFor(ours: boolean): ValueTrail | undefined {
    const { router } = this.cluster;
    if (ours || workloadOf(this.#options.settings).readAll === undefined) return undefined;
    const trail = (this.#trail = new ValueTrail());
    router.onSent = (sender, dest, line) => trail.sent(sender, dest, line);
    router.onDelivered = (dest, line) => trail.arrived(dest, line);
    return trail;
  }

  livesFor(clients: Clients, prober: Prober | undefined): NodeLives {
    const { cluster } = this;
    const nodeFaults = new NodeFaults({
      ...{ cluster, clients, hasTopology: this.#hasTopology, now: this.#options.now },
      onNextLife: (node) => {
        prober?.nextLifeBegan(node);
        this.#trail?.began(node);
      },
      onLost: (node) => prober?.lost(node),
    });
    cluster.onLost = (node, sinceMs) => nodeFaults.lost(node, sinceMs);
    return nodeFaults;
  }

  /** The network is the bench's own: a cut ends at once. */
  healed(): Promise<void> {
    return Promise.resolve();
  }

  finish(options: FinishOptions): Promise<Ending> {
    return finish(this.cluster, options);
  }

  async end(): Promise<void> {
    try {
      await this.cluster.stop();
    } finally {
      await this.#parts.fleet?.close();
    }
  }

  async kill(): Promise<void> {
    await this.cluster.kill();
    await this.#parts.fleet?.close();
  }

  judged(evidence: Evidence): Run {
    const { journal, fleet } = this.#parts;
    const run = judge({ ...evidence, agents: fleet?.account() });
    const { messages = 0, made } = this.#options.diagram ?? {};
    if (journal !== undefined) made?.(seenDiagram(run, evidence, journal, messages));
    return run;
  }
}

/**
 * A node is ours when it says, on stderr, where it can be scraped: asking would kill some strangers. Where one did not even say that it
 * was started as ours, nobody waits.
 */
export async function areOurs({
  cluster,
  settings,
  now,
}: {
  readonly cluster: Cluster;
  readonly settings: Settings;
  readonly now: () => number;
}): Promise<boolean> {
  const beganMs = now();
  const waitMs = (): number =>
    settings.bin === null || cluster.startedAsOurs ? OURS_WAIT_MS : STARTED_WAIT_MS;
  while (cluster.metricsUrls.size < cluster.names.length && now() < beganMs + waitMs()) {
    await cluster.guard(pause(10));
  }
  return settings.bin === null || cluster.metricsUrls.size === cluster.names.length;
}
