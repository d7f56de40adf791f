/**
 * Turns what happened into numbers, for a fraction of a microsecond per operation. It needs no npm package, so that it counts
 * from the first line on; the registry (metrics.ts) is loaded later and takes the numbers over each time it is read.
 */

import { assert } from '../../base/assert.ts';
import type { NodeEvent } from '../../core/events.ts';
import type { GossipKind } from '../../protocol/gossip.ts';
import { MEMBER_STATES } from '../../protocol/membership.ts';
import { BucketHistogram, type Series } from './bucket-histogram.ts';
import { Cells, labelSetsOf } from './cells.ts';
import {
  COUNTERS,
  GAUGES,
  HISTOGRAMS,
  UNHEALTHY,
  type CounterName,
  type GaugeName,
  type HistogramName,
} from './metric-catalogue.ts';
import { type MetricSpec } from './metric-spec.ts';
import type { Sketch } from './sketch.ts';
import { sampledTraceId } from '../tracing/trace-id.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

/** Everything is bounded: one cell for each combination of declared label values. */
export class Recorder {
  readonly counters = new Map<string, Cells>(COUNTERS.map((spec) => [spec.name, new Cells(spec)]));
  readonly gauges = new Map<string, Cells>(GAUGES.map((spec) => [spec.name, new Cells(spec)]));
  readonly histograms = new Map<string, BucketHistogram>(
    HISTOGRAMS.map((spec: MetricSpec) => [spec.name, new BucketHistogram(spec, labelSetsOf(spec.labels))]),
  );

  readonly #operations = this.#counter('gossip_operations_total');
  readonly #writes = this.#counter('gossip_writes_total');
  readonly #reads = this.#counter('gossip_reads_total');
  readonly #staleReads = this.#counter('gossip_stale_reads_total');
  readonly #messages = this.#counter('gossip_messages_total');
  readonly #bytes = this.#counter('gossip_message_bytes_total');
  readonly #received = this.#counter('gossip_entries_received_total');
  readonly #rejected = this.#counter('gossip_inputs_rejected_total');
  readonly #dropped = this.#counter('gossip_dropped_total');
  readonly #convergence = this.#series('gossip_convergence_seconds');
  readonly #confirmed = this.#series('gossip_convergence_confirmed_seconds');
  readonly #propagation = this.#series('gossip_propagation_seconds');
  readonly #hops = this.#series('gossip_hops');
  readonly #staleness = this.#series('gossip_read_staleness_seconds');
  readonly #depth = this.#series('gossip_read_staleness_versions');
  readonly #durations = new Map(
    this.#histogram('gossip_operation_duration_seconds').series.map((one) => [one.labels['op'], one]),
  );
  readonly #maxima = [
    [this.#gauge('gossip_convergence_max_seconds'), this.#convergence],
    [this.#gauge('gossip_convergence_confirmed_max_seconds'), this.#confirmed],
    [this.#gauge('gossip_propagation_max_seconds'), this.#propagation],
    [this.#gauge('gossip_read_staleness_max_seconds'), this.#staleness],
  ] as const;
  readonly #keys = this.#gauge('gossip_keys');
  readonly #tombstones = this.#gauge('gossip_tombstones');
  readonly #pending = this.#gauge('gossip_writes_pending');
  readonly #lag = this.#gauge('gossip_peer_lag_entries_max');
  readonly #amongRest = this.#counter('gossip_writes_converged_among_rest_total');
  readonly #view = this.#gauge('gossip_view');
  readonly #members = this.#gauge('gossip_members');
  readonly #viewTimes = new Map(
    this.#histogram('gossip_view_convergence_seconds').series.map((one) => [one.labels['change'], one]),
  );
  readonly #splits = this.#counter('gossip_view_splits_total');
  readonly #peers = this.#gauge('gossip_peers');
  readonly #suspicions = this.#counter('gossip_failure_detector_suspicions_total');
  readonly #refuted = this.#counter('gossip_failure_detector_refuted_total');
  readonly #unhealthy = this.#gauge('gossip_failure_detector_peers');
  readonly #offsetMax = this.#gauge('gossip_clock_offset_max_seconds');
  readonly #offsetBound = this.#gauge('gossip_clock_offset_bound_seconds');
  readonly #clockWrong = this.#gauge('gossip_clock_wrong');
  readonly #commits = this.#series('gossip_commit_duration_seconds');
  readonly #logRecords = this.#counter('gossip_log_records_total');
  readonly #logBytes = this.#counter('gossip_log_bytes_total');
  readonly #dataBytes = this.#gauge('gossip_data_size_bytes');
  readonly #recovery = this.#gauge('gossip_recovery_seconds');
  readonly #diskFull = this.#gauge('gossip_disk_full');

  /**
   * Called by the host once per step.
   * @param elapsedMs from reading the request until its reply was ready
   */
  record(events: readonly NodeEvent[], elapsedMs: number): void {
    for (const event of events) this.#event(event, elapsedMs);
  }

  /** @param bytes UTF-8 bytes of the message's line, without its end */
  message(direction: 'sent' | 'received', kind: GossipKind, bytes: number): void {
    this.#messages.add(this.#messages.index(direction, kind) ?? 0, 1);
    this.#bytes.add(this.#bytes.index(direction) ?? 0, bytes);
  }

  /** Of the observations of a histogram that is sketched. */
  sketch(name: HistogramName): Sketch {
    return known(this.#series(name).sketch, name);
  }

  /** Sketches know their maxima; they become levels when somebody is about to read those. */
  noteMaxima(): void {
    for (const [cells, series] of this.#maxima) cells.set(0, series.sketch?.max ?? 0);
  }

  /** A group of what changed is on disk. */
  committed(elapsedMs: number, records: number, bytes: number): void {
    this.#commits.observe(elapsedMs / 1000);
    this.#logRecords.add(0, records);
    this.#logBytes.add(0, bytes);
  }

  dataBytes(bytes: number): void {
    this.#dataBytes.set(0, bytes);
  }

  diskFull(isFull: boolean): void {
    this.#diskFull.set(0, isFull ? 1 : 0);
  }

  recovered(elapsedMs: number): void {
    this.#recovery.set(0, elapsedMs / 1000);
  }

  /** Spans that were lost. */
  droppedSpans(count: number): void {
    this.#event({ type: 'dropped', what: 'spans', count }, 0);
  }

  #event(event: NodeEvent, elapsedMs: number): void {
    switch (event.type) {
      case 'operation':
        this.#operation(event, elapsedMs);
        break;
      case 'accepted':
        this.#writes.add(0, 1);
        break;
      case 'converged':
        this.#converged(event);
        break;
      case 'run_converged':
        this.#runConverged(event);
        break;
      case 'converged_among_rest':
        this.#amongRest.add(0, event.count);
        break;
      case 'applied':
        this.#applied(event);
        break;
      case 'received':
        this.#count(this.#received, event.outcome, event.count);
        break;
      case 'set_aside':
        this.#count(this.#received, 'set_aside', event.count);
        break;
      case 'read':
        this.#reads.add(0, 1);
        break;
      case 'stale_read':
        this.#staleReads.add(0, 1);
        break;
      case 'staleness':
        this.#observe(this.#staleness, event.ageMs);
        this.#depth.observe(event.versions);
        break;
      case 'rejected':
        this.#count(this.#rejected, event.reason, 1);
        break;
      case 'dropped':
        this.#count(this.#dropped, event.what, event.count);
        break;
      default:
        this.#level(event);
        this.#membership(event);
        this.#detection(event);
    }
  }

  #level(event: NodeEvent): void {
    if (event.type === 'keys') this.#keys.set(0, event.count);
    if (event.type === 'tombstones') this.#tombstones.set(0, event.count);
    if (event.type === 'pending') {
      this.#pending.set(0, event.count);
      this.#lag.set(0, event.lagMax);
    }
    if (event.type === 'clock') {
      this.#offsetMax.set(0, Math.abs(event.offsetMs) / 1000);
      this.#offsetBound.set(0, event.boundMs / 1000);
      this.#clockWrong.set(0, event.isWrong ? 1 : 0);
    }
    if (event.type === 'peers') {
      this.#peers.set(this.#peers.index('reachable') ?? 0, event.reachable);
      this.#peers.set(this.#peers.index('suspected') ?? 0, event.suspected);
    }
  }

  #membership(event: NodeEvent): void {
    if (event.type === 'view') {
      this.#view.set(0, event.id[0]);
      for (const state of MEMBER_STATES)
        this.#members.set(this.#members.index(state) ?? 0, event.members[state]);
    }
    if (event.type === 'view_spread')
      this.#viewTimes.get(event.change[0])?.observe(event.convergenceMs / 1000);
    if (event.type === 'split') this.#splits.add(0, 1);
  }

  /** What became of a member that had failed says nothing of the suspicion. */
  #detection(event: NodeEvent): void {
    if (event.type === 'unhealthy')
      for (const state of UNHEALTHY) this.#unhealthy.set(this.#unhealthy.index(state) ?? 0, event[state]);
    if (event.type !== 'health') return;
    const { was, health, isOwnProbe } = event;
    if (was === 'alive') this.#count(this.#suspicions, isOwnProbe ? 'probe' : 'peer', 1);
    if (was === 'suspect' && health === 'alive') this.#refuted.add(0, 1);
  }

  /** A type that a client made up never becomes a label. */
  #operation(event: EventOf<'operation'>, elapsedMs: number): void {
    const series = this.#durations.get(event.op) ?? this.#durations.get('unknown');
    const index =
      this.#operations.index(event.op, event.result) ?? this.#operations.index('unknown', event.result);
    assert(series !== undefined && index !== undefined, `${event.result} is a declared result`);
    series.observe(Math.max(0, elapsedMs) / 1000);
    this.#operations.add(index, 1);
  }

  #converged(event: EventOf<'converged'>): void {
    const atMs = event.acceptedAtMs + event.confirmedMs;
    this.#observe(this.#convergence, event.convergenceMs, event.traceparent, atMs);
    this.#observe(this.#confirmed, event.confirmedMs);
  }

  /** An upper bound stands for each of them: a quantile errs on the safe side. */
  #runConverged({ count, convergenceMs, confirmedMs }: EventOf<'run_converged'>): void {
    this.#convergence.observeAll(Math.max(0, convergenceMs) / 1000, count);
    this.#confirmed.observeAll(Math.max(0, confirmedMs) / 1000, count);
  }

  #applied(event: EventOf<'applied'>): void {
    const { propagationMs, traceparent, appliedAtMs, hops } = event;
    this.#count(this.#received, 'applied', 1);
    this.#observe(this.#propagation, propagationMs, traceparent, appliedAtMs);
    this.#hops.observe(hops);
  }

  /** Clocks that differ can make a time negative: it counts as 0, because a sum that sinks reads as a restart. */
  #observe(series: Series, valueMs: number, traceparent?: string, atMs?: number): void {
    series.observe(Math.max(0, valueMs) / 1000, sampledTraceId(traceparent), atMs);
  }

  #count(cells: Cells, value: string, amount: number): void {
    const index = cells.index(value);
    assert(index !== undefined, `${value} is a declared label value`);
    cells.add(index, amount);
  }

  #counter(name: CounterName): Cells {
    return known(this.counters.get(name), name);
  }

  #gauge(name: GaugeName): Cells {
    return known(this.gauges.get(name), name);
  }

  #histogram(name: HistogramName): BucketHistogram {
    return known(this.histograms.get(name), name);
  }

  #series(name: HistogramName): Series {
    return known(this.#histogram(name).series[0], name);
  }
}

function known<T>(found: T | undefined, name: string): T {
  assert(found !== undefined, `${name} is in the catalogue`);
  return found;
}
