/**
 * The stage of `bench --attach`: a cluster of services that somebody runs. Begin here. `attachment.ts` looks at the cluster before anything is
 * measured, `attached-cluster.ts` carries the clients' requests, `looks.ts` and `outside.ts` are what the nodes say, `injected-faults.ts` cuts
 * their network, and `clean-up.ts` leaves the cluster as it was.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { judgeFinalState } from '../../check/reads/lost-writes.ts';
import { workloadOf } from '../../load/workloads.ts';
import type { Cuttable } from '../../net/network.ts';
import { networkConfigOf } from '../../net/network-config.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import { readEverywhere } from '../clients/final-reads.ts';
import { UNTOUCHED, type NodeLives } from '../cluster/node-lives.ts';
import { nextId, type Ending, type FinishOptions } from '../finish.ts';
import { CLOCK_SKEW_MS } from '../judge/clock-skew.ts';
import { keysOf, type Evidence } from '../judge/evidence.ts';
import { judge } from '../judge/judge.ts';
import { Prober } from '../probes/prober.ts';
import type { RunOptions } from '../run.ts';
import { askStats } from '../accounts/node-cuts.ts';
import { quiet, SETTLE_OURS_TIMEOUT_MS, settleStrangers, waitUntil } from '../settle.ts';
import type { Stage } from '../stages/stage.ts';
import { TraceIntake } from '../traces/trace-intake.ts';
import { AttachedCluster } from './attached-cluster.ts';
import { needsFaults, type Attachment } from './attachment.ts';
import { cleanUp } from './clean-up.ts';
import { InjectedFaults } from './injected-faults.ts';
import { sum, type Asked } from './ledger.ts';
import { lookAt, type Look } from './looks.ts';
import { cutsOf, outsideOf, startedAgain, type Outside } from './outside.ts';

/** How long the cluster may take to have nothing pending, before the load. */
const CALM_LIMIT_MS = 10_000;
/** And until nothing is left of the bench: what was written in a cut has to come through before it can be deleted everywhere. */
const CLEAN_UP_LIMIT_MS = 30_000;
/** Where others write all the time, something is always pending: the bench waits no longer than this for a moment without. */
const OTHERS_LIMIT_MS = 5_000;
const POLL_MS = 200;

type Options = Omit<RunOptions, 'openStage'>;

export class AttachedStage implements Stage {
  readonly cluster: AttachedCluster;
  readonly traces: TraceIntake;
  /** Clients and probes look at one clock, the bench's own. */
  readonly skewMs = CLOCK_SKEW_MS;
  readonly mayLoseNodes = false;
  readonly #options: Options;
  readonly #attachment: Attachment;
  /** Undefined: nothing is done to the network. */
  readonly #faults: InjectedFaults | undefined;
  /** Whether messages are made to arrive twice. */
  readonly #doubles: boolean;
  #before: Look | undefined;
  #loadStartMs = 0;
  #prober: Prober | undefined;
  readonly #warnings: string[] = [];

  private constructor(options: Options, attachment: Attachment, traces: TraceIntake) {
    const { settings, scenario, now } = options;
    this.#options = options;
    this.#attachment = attachment;
    this.traces = traces;
    this.cluster = new AttachedCluster(attachment, `${scenario.name}-${settings.seed}`, now);
    const { lossRatio, duplicateRatio } = networkConfigOf(settings, scenario);
    this.#doubles = duplicateRatio > 0;
    this.#faults = needsFaults(settings, scenario)
      ? new InjectedFaults(attachment, {
          network: { ...settings, lossRatio, duplicateRatio },
          now,
          failed: (node, what) => void this.cluster.fail(node, what),
        })
      : undefined;
  }

  static async open(options: Options, attachment: Attachment): Promise<AttachedStage> {
    const traces = await TraceIntake.start(
      { kind: 'none', warning: undefined },
      { mayBeSlowest: () => false },
    );
    return new AttachedStage(options, attachment, traces);
  }

  get network(): Cuttable {
    return this.#faults ?? WHOLE;
  }

  /** What was pending before must not be taken for the load's. */
  async begin(): Promise<boolean> {
    await this.#calm();
    await this.cluster.guard(this.#faults?.begin() ?? Promise.resolve());
    this.#before = await lookAt(this.cluster, 0);
    this.#loadStartMs = this.#options.now();
    return true;
  }

  /** The nodes' own figures are of all writes; what a client sees of a few, they cannot know. */
  proberFor(): Prober | undefined {
    const { settings, now } = this.#options;
    const { registers } = workloadOf(settings);
    const { names, clients, router } = this.cluster;
    if (registers === undefined || names.length === 1) return undefined;
    this.#prober = new Prober({
      ...{ nodes: names, registers, now, valueBytes: settings.valueBytes },
      requests: clients.for('probe'),
      after: (ms, act) => router.timetable.at(now() + ms, act),
    });
    return this.#prober;
  }

  trailFor(): undefined {
    return undefined;
  }

  livesFor(): NodeLives {
    return UNTOUCHED;
  }

  /** Also of what is done to the network all the time: the nodes settle without it. */
  async healed(): Promise<void> {
    await this.cluster.guard(this.#faults?.settled() ?? Promise.resolve());
    await this.cluster.guard(this.#faults?.end() ?? Promise.resolve());
  }

  async finish(options: FinishOptions): Promise<Ending> {
    const { clients, prober, signal, view, quietMs, now } = options;
    const { cluster } = this;
    view.phase = 'settle';
    const sinceMs = now();
    const waiting = { cluster, now, signal };
    const settledMs = await this.#settle(waiting, prober);
    await quiet(quietMs, sinceMs, waiting);
    view.phase = 'check';
    prober?.stop();
    const { cuts, outside } = await this.#accounts(clients.served);
    if (signal.aborted) return { settledMs, cuts, finalReads: [], lostProbes: [], outside };
    const reading = { ...waiting, clients, firstId: nextId(clients) };
    if (settledMs !== undefined || outside.others.writes === 0) {
      const finalReads = await readEverywhere(keysOf({ clients }), reading);
      return { settledMs, cuts, finalReads, lostProbes: [], outside };
    }
    // The nodes are never done where others write: what they hold shows when they are done with the bench's writes.
    const { settledMs: tookMs, reads } = await settleStrangers(
      keysOf({ clients }),
      reading,
      (finalReads) => judgeFinalState(clients.operations, finalReads, cluster.names).ok,
    );
    const agreedMs = tookMs === undefined ? undefined : now() - sinceMs;
    return { settledMs: agreedMs, cuts, finalReads: reads, lostProbes: [], outside };
  }

  async end(): Promise<void> {
    await this.#leave();
    this.cluster.close();
  }

  async kill(): Promise<void> {
    await this.#faults?.end().catch(() => undefined);
    await this.end();
  }

  judged(evidence: Evidence): Run {
    const run = judge(evidence);
    return { ...run, warnings: [...run.warnings, ...this.#warnings] };
  }

  /** Until nothing is pending, or others keep it from that. */
  #settle(waiting: Parameters<typeof waitUntil>[1], prober: Prober | undefined): Promise<number | undefined> {
    const { cluster } = this;
    const sinceMs = waiting.now();
    let mayStop = false;
    const isSettled = async (): Promise<boolean> => {
      const stats = await askStats(cluster);
      const own = this.#asked();
      const written = stats.reduce((all, one) => all + one.total_writes, 0) - this.#writesBefore();
      const othersWrite = written > own.served.writes + own.unknown.writes;
      mayStop = othersWrite && waiting.now() - sinceMs > OTHERS_LIMIT_MS;
      const isDone = stats.every(
        (one) => one.writes_pending === 0 && one.staleness.count === one.stale_reads,
      );
      return mayStop || (isDone && (prober?.pending.length ?? 0) === 0);
    };
    return waitUntil(isSettled, waiting, SETTLE_OURS_TIMEOUT_MS).then((tookMs) =>
      mayStop ? undefined : tookMs,
    );
  }

  #writesBefore(): number {
    return [...(this.#before?.stats.values() ?? [])].reduce((all, one) => all + one.total_writes, 0);
  }

  async #accounts(
    served: Evidence['clients']['served'],
  ): Promise<Pick<Ending, 'cuts'> & { outside: Outside }> {
    const { settings, now } = this.#options;
    if (this.#before === undefined) throw new Error('a run begins with a look at the nodes');
    const asked = this.#asked();
    const longestMs = now() - this.#loadStartMs;
    const heldBackMs = this.#faults === undefined ? 0 : settings.latencyMs + settings.jitterMs;
    const looks = { before: this.#before, after: await lookAt(this.cluster, heldBackMs) };
    const restarted = startedAgain(looks);
    if (restarted !== undefined)
      await this.cluster.fail(restarted, 'was started again during the run: what it had counted is gone.');
    const cuts = cutsOf(looks, served);
    const facts = {
      ...{ attachment: this.#attachment, asked },
      slowestChangeMs: this.#faults?.slowestChangeMs ?? 0,
      longestMs,
    };
    return { cuts, outside: outsideOf(looks, cuts, facts, this.#doubles) };
  }

  /** Of the cluster's reads and writes: nothing of that comes before the first look. */
  #asked(): Asked {
    const all = this.cluster.names.map((name) => this.cluster.ledger.of(name));
    const none = { reads: 0, writes: 0 };
    return {
      served: all.reduce((total, { served }) => sum(total, served), none),
      unknown: all.reduce((total, { unknown }) => sum(total, unknown), none),
    };
  }

  /** Waits until the cluster has nothing pending, or long enough. */
  async #calm(): Promise<void> {
    const { now, signal } = this.#options;
    const deadlineMs = now() + CALM_LIMIT_MS;
    while (!signal.aborted && now() < deadlineMs) {
      const stats = await askStats(this.cluster);
      if (stats.every((one) => one.writes_pending === 0)) return;
      await this.cluster.guard(pause(POLL_MS));
    }
  }

  /** Also where a node has failed: the others still hold what was written. */
  async #leave(): Promise<void> {
    const { nodes, prefix } = this.cluster;
    this.#prober?.stop();
    this.cluster.router.timetable.clear();
    // A write that is still under way would come after its delete.
    while (this.cluster.underWay > 0) await pause(POLL_MS);
    const holders = await cleanUp(nodes, prefix, { limitMs: CLEAN_UP_LIMIT_MS, now: this.#options.now });
    if (holders.length > 0)
      this.#warnings.push(
        `keys of the bench are left at ${holders.join(' ')}: delete those that begin with ${prefix}`,
      );
  }
}

const WHOLE: Cuttable = { partition: undefined };
