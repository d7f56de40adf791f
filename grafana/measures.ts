/** The answers that every dashboard gives, each written once: how fast, at what cost, how stale, how far behind. */

import { DETECTION_KINDS } from '../src/protocol/gossip.ts';
import { level, quantile, rate, ratio, series, type Selection } from './promql.ts';

/** Seconds until a write was everywhere. */
export function convergence(q: number, more: Selection = {}): string {
  return quantile(q, 'gossip_convergence_seconds', more);
}

/** Of what writes cost: probes of a failure detector are sent without any. */
export const SENT_FOR_WRITES = { direction: 'sent', kind: `!${DETECTION_KINDS.join('|')}` } as const;

export function messagesPerWrite(more: Selection = {}): string {
  return ratio(
    rate('gossip_messages_total', { ...more, where: SENT_FOR_WRITES }),
    rate('gossip_writes_total', more),
  );
}

export function bytesPerWrite(): string {
  return ratio(
    rate('gossip_message_bytes_total', { where: { direction: 'sent' } }),
    rate('gossip_writes_total'),
  );
}

export function staleShare(more: Selection = {}): string {
  return ratio(rate('gossip_stale_reads_total', more), rate('gossip_reads_total', more));
}

/** Entries that a node had already, over those that were news to it. */
export function redundancy(more: Selection = {}): string {
  return ratio(
    rate('gossip_entries_received_total', { ...more, where: { outcome: 'duplicate' } }),
    rate('gossip_entries_received_total', { ...more, where: { outcome: 'applied' } }),
  );
}

/** Share of the clients' requests that were answered with an error. */
export function errorShare(more: Selection = {}): string {
  return ratio(
    rate('gossip_operations_total', { ...more, where: { result: '!ok' } }),
    rate('gossip_operations_total', more),
  );
}

/** Seconds that a pending write waits, on average: how many wait, over how many come a second (Little's law). */
export function pendingWait(): string {
  return ratio(level('gossip_writes_pending'), rate('gossip_writes_total'));
}

export function nodesUp(): string {
  return `count(${series('gossip_build_info')})`;
}

/** Only where the network was whole, or only where it was cut, for any of the time that a rate looks back. */
export function during(state: 'whole' | 'cut', expr: string): string {
  const wasCut = `max(max_over_time(${series('gossip_bench_partition_active')}[$__rate_interval]))`;
  return `(${expr}) and on () (${wasCut} == ${state === 'cut' ? 1 : 0})`;
}

/** Adds the label `strategy`. A target, be it a node or a bench, runs one at a time. */
export function withStrategy(name: string, suffix: string, where: Selection['where'] = {}): string {
  const strategy = `max by (job, instance, strategy) (${series('gossip_node_info')})`;
  const perSecond = `rate(${series(name, where, suffix)}[$__rate_interval])`;
  return `${perSecond} * on (job, instance) group_left (strategy) ${strategy}`;
}

/** Statuses of answers that say that the node could not. */
const FAILED = ['500', '501', '503', '504', '507'] as const;

/** Share of the API's answers that have one of them. */
export function apiErrorShare(): string {
  const failed = FAILED.map((status) => rate('gossip_api_requests_total', { where: { status } })).join(' + ');
  return ratio(`(${failed})`, rate('gossip_api_requests_total'));
}
