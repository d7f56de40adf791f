/**
 * What is going on right now: the one place that the progress display (`progress.ts`) and the scrape endpoint (`endpoint.ts`) read.
 * Begin here.
 */

import type { Cuttable } from '../../net/network.ts';
import type { BenchMetricName, BenchPhase } from '../../observe/metrics/bench-metrics.ts';
import type { MeasuredCluster } from '../cluster/measured-cluster.ts';
import type { OperationResult, Clients } from '../clients/clients.ts';
import type { DroppedBy } from '../cluster/traffic.ts';

/** What is going to happen. */
export interface Course {
  readonly title: string;
  /** Of the load; Infinity: it has no end. */
  readonly durationMs: number;
  /** When the network is cut, as shares of the load. */
  readonly windows: readonly { readonly from: number; readonly to: number }[];
}

/** The scenario that is running. */
export interface LiveRun {
  readonly cluster: MeasuredCluster;
  readonly network: Cuttable;
  readonly clients: Clients;
}

export class LiveView {
  phase: BenchPhase = 'start';
  /** When the load will be over; on the clock of the run. */
  loadEndsAtMs = 0;
  course: Course | undefined;
  /** Undefined until its nodes have started. */
  run: LiveRun | undefined;
  readonly #results = new Map<string, number>();

  prepare(course: Course): void {
    this.course = course;
    this.run = undefined;
    this.phase = 'start';
    this.#results.clear();
  }

  begin(run: LiveRun): void {
    this.run = run;
  }

  count(kind: 'read' | 'write', result: OperationResult): void {
    const key = `${kind} ${result}`;
    this.#results.set(key, (this.#results.get(key) ?? 0) + 1);
  }

  results(kind: string, result: string): number {
    return this.#results.get(`${kind} ${result}`) ?? 0;
  }

  /** For the metrics of the bench. */
  read(name: BenchMetricName, labels: readonly string[]): number {
    const [first = '', second = ''] = labels;
    if (name === 'gossip_bench_operations_total') return this.results(first, second);
    if (name === 'gossip_bench_phase') return this.phase === first ? 1 : 0;
    if (this.run === undefined) return 0;
    const { cluster, network } = this.run;
    const { traffic, wiretap } = cluster.router;
    switch (name) {
      case 'gossip_bench_messages_total':
        return traffic.messages;
      case 'gossip_bench_message_bytes_total':
        return traffic.bytes;
      case 'gossip_bench_messages_delivered_total':
        return traffic.delivered;
      case 'gossip_bench_messages_dropped_total':
        return traffic.dropped[first as DroppedBy];
      case 'gossip_bench_writes_unconverged':
        return wiretap.convergence.pending;
      case 'gossip_bench_partition_active':
        return network.partition === undefined ? 0 : 1;
      case 'gossip_bench_nodes_running':
        return cluster.running;
      case 'gossip_bench_added_delay_p99_seconds':
        return traffic.addedDelayMs().p99 / 1000;
    }
  }
}
