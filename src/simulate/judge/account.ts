/** What the nodes report of themselves, added up: their events and messages go through the same recorder as in a node process. */

import type { CounterName } from '../../observe/metrics/metric-catalogue.ts';
import { Recorder } from '../../observe/metrics/recorder.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import type { GossipMessage } from '../../protocol/envelope.ts';
import type { Step } from '../../workload/step.ts';
import type { VirtualNode } from '../world/virtual-node.ts';
import { ReportedValues } from './reported-values.ts';

/** How the labels of sent messages begin: before their kind. */
const SENT = 'sent ';

/** A counter's series that are not zero: label values, joined by spaces, and the count. */
type Counts = ReadonlyMap<string, number>;

export class Account {
  readonly #recorder = new Recorder();
  readonly #values = new ReportedValues();
  /** By node: writes that it reports as pending, since it last lost its memory. */
  readonly #pending: number[] = [];

  record(node: VirtualNode, step: Step): void {
    // Requests are answered within the step.
    this.#recorder.record(step.events, 0);
    this.#values.record(step.events);
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
    const [applied = 0, superseded = 0, duplicate = 0, late = 0] = [
      'applied',
      'superseded',
      'duplicate',
      'late',
    ].map((outcome) => received.get(outcome));
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
      ...this.#values.summaries(this.#recorder),
      dropped: this.#counts('gossip_dropped_total'),
      entries: { applied, superseded, duplicate, late },
    };
  }

  #counts(name: CounterName): Counts {
    const counts = new Map<string, number>();
    this.#recorder.counters
      .get(name)
      ?.drain((labels, value) => counts.set(Object.values(labels).join(' '), value), false);
    return counts;
  }
}

function sum(counts: Counts): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
