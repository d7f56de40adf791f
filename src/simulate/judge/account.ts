/** What the nodes report of themselves, added up: their events and messages go through the same recorder as in a node process. */

import { bucketSummary } from '../../base/bucket-summary.ts';
import { EMPTY_SUMMARY, type Summary } from '../../base/summary.ts';
import { BucketHistogram } from '../../observe/metrics/bucket-histogram.ts';
import {
  HISTOGRAMS,
  type CounterName,
  type GaugeName,
  type HistogramName,
} from '../../observe/metrics/metric-catalogue.ts';
import { Recorder } from '../../observe/metrics/recorder.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import type { GossipMessage } from '../../protocol/envelope.ts';
import type { Step } from '../../workload/step.ts';
import type { VirtualNode } from '../world/virtual-node.ts';

const DEPTH = 'gossip_read_staleness_versions';
/** How the labels of sent messages begin: before their kind. */
const SENT = 'sent ';

/** A counter's series that are not zero: label values, joined by spaces, and the count. */
type Counts = ReadonlyMap<string, number>;

export class Account {
  readonly #recorder = new Recorder();
  /** By node: writes that it reports as pending, since it last lost its memory. */
  readonly #pending: number[] = [];

  record(node: VirtualNode, step: Step): void {
    // Requests are answered within the step.
    this.#recorder.record(step.events, 0);
    for (const event of step.events) if (event.type === 'pending') this.#pending[node.index] = event.count;
  }

  message(direction: 'sent' | 'received', { body }: GossipMessage, bytes: number): void {
    this.#recorder.message(direction, body.type, bytes);
  }

  forgot(node: VirtualNode): void {
    this.#pending[node.index] = 0;
  }

  /** Writes that the nodes report as pending. */
  get pending(): number {
    return this.#pending.reduce((sum, count) => sum + count, 0);
  }

  /** What the replies and scrapes of all nodes would show. May be asked once: the recorder hands over what changed. */
  report(strategy: string): ClusterAccount {
    const sent = [...this.#counts('gossip_messages_total')].filter(([labels]) => labels.startsWith(SENT));
    const received = this.#counts('gossip_entries_received_total');
    const [applied = 0, superseded = 0, duplicate = 0] = ['applied', 'superseded', 'duplicate'].map(
      (outcome) => received.get(outcome),
    );
    return {
      strategy,
      messagesSentByKind: Object.fromEntries(
        sent.map(([labels, count]) => [labels.slice(SENT.length), count]),
      ),
      bytesSent: this.#counts('gossip_message_bytes_total').get('sent') ?? 0,
      writes: sum(this.#counts('gossip_writes_total')),
      reads: sum(this.#counts('gossip_reads_total')),
      staleReads: sum(this.#counts('gossip_stale_reads_total')),
      pendingWrites: this.pending,
      convergence: this.#times('gossip_convergence_seconds', 'gossip_convergence_max_seconds'),
      confirmed: this.#times(
        'gossip_convergence_confirmed_seconds',
        'gossip_convergence_confirmed_max_seconds',
      ),
      propagation: this.#times('gossip_propagation_seconds', 'gossip_propagation_max_seconds'),
      staleness: this.#times('gossip_read_staleness_seconds', 'gossip_read_staleness_max_seconds'),
      // No node keeps its maximum: the bound of the last bucket stands in for it.
      depth: summaryOf(this.#recorder.histograms.get(DEPTH), 1, undefined),
      dropped: new Map([...this.#counts('gossip_dropped_total')].filter(([, count]) => count > 0)),
      entries: { applied, superseded, duplicate },
    };
  }

  #counts(name: CounterName): Counts {
    const counts = new Map<string, number>();
    this.#recorder.counters
      .get(name)
      ?.drain((labels, value) => counts.set(Object.values(labels).join(' '), value), false);
    return counts;
  }

  /** As `bench_stats` shows it, in ms: quantiles interpolated, count and maximum exact. */
  #times(name: HistogramName, max: GaugeName): Summary {
    return summaryOf(this.#recorder.histograms.get(name), 1000, this.#level(max));
  }

  #level(name: GaugeName): number {
    let level = 0;
    this.#recorder.gauges.get(name)?.drain((_, value) => (level = value), false);
    return level;
  }
}

/** What the nodes would show had they reported exactly these times, in this order. */
export function trueTimes(name: HistogramName, timesMs: readonly number[]): Summary {
  const seconds = timesMs.map((timeMs) => Math.max(0, timeMs) / 1000);
  const max = seconds.reduce((most, value) => Math.max(most, value), 0);
  return summaryOf(filled(name, seconds), 1000, max);
}

export function trueDepths(versions: readonly number[]): Summary {
  return summaryOf(filled(DEPTH, versions), 1, undefined);
}

function sum(counts: Counts): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function filled(name: HistogramName, values: readonly number[]): BucketHistogram | undefined {
  const spec = HISTOGRAMS.find((one) => one.name === name);
  if (spec === undefined) return undefined;
  const histogram = new BucketHistogram(spec, [{}]);
  for (const value of values) histogram.series[0]?.observe(value);
  return histogram;
}

function summaryOf(histogram: BucketHistogram | undefined, scale: number, max: number | undefined): Summary {
  const series = histogram?.series[0];
  if (series === undefined) return EMPTY_SUMMARY;
  return bucketSummary(series.buckets(), { sum: series.sum, max }, scale);
}
