/** How long until all replicas agree: the distribution, who is late, what is still under way, and how exact that is. */

import * as budgets from '../budgets.ts';
import type { Board, Row } from '../frame.ts';
import { convergence, pendingWait } from '../measures.ts';
import { graph, heatmap, stat } from '../panels.ts';
import { buckets, highest, level, mean, quantile, rate, REPLICA, shareWithin } from '../promql.ts';
import { perReplica, quantiles } from '../query.ts';

const answers: Row = {
  title: 'In short',
  panels: [
    stat({
      title: 'Median',
      description: 'Half of the writes were on all replicas within this time.',
      unit: 'seconds',
      width: 4,
      budget: budgets.CONVERGENCE_P99_S,
      queries: [{ expr: convergence(0.5), legend: 'p50' }],
    }),
    stat({
      title: 'p99',
      description: 'Ninety-nine of a hundred writes were on all replicas within this time.',
      unit: 'seconds',
      width: 4,
      budget: budgets.CONVERGENCE_P99_S,
      queries: [{ expr: convergence(0.99), legend: 'p99' }],
    }),
    stat({
      title: 'Longest so far',
      description:
        'The slowest write since the nodes started, exactly. After a partition: about as long as it lasted.',
      unit: 'seconds',
      width: 4,
      queries: [{ expr: highest('gossip_convergence_max_seconds'), legend: 'max' }],
    }),
    stat({
      title: `Within ${budgets.CONVERGENCE_P99_S.warn} s`,
      description: 'Share of the writes that met the target.',
      unit: 'share',
      width: 4,
      queries: [
        { expr: shareWithin('gossip_convergence_seconds', budgets.CONVERGENCE_P99_S.warn), legend: 'share' },
      ],
    }),
    stat({
      title: 'Pending writes',
      description: 'Accepted, and not everywhere yet. A few are always on their way.',
      unit: 'count',
      width: 4,
      queries: [{ expr: level('gossip_writes_pending'), legend: 'pending' }],
    }),
    stat({
      title: 'Wait of pending writes',
      description:
        'Pending writes over writes a second: how long one waits, on average. Infinite: stuck, although no new ones come.',
      unit: 'seconds',
      width: 4,
      budget: budgets.PENDING_WAIT_S,
      queries: [{ expr: pendingWait(), legend: 'wait' }],
    }),
  ],
};

const distribution: Row = {
  title: 'Distribution, with the traces behind it',
  panels: [
    graph({
      title: 'Time until a write was everywhere',
      description:
        'Half, ninety, ninety-five, and ninety-nine of a hundred writes were on all replicas within this time. A dot is a traced write: click it to open its trace, the tree along which it spread.',
      unit: 'seconds',
      width: 12,
      budget: budgets.CONVERGENCE_P99_S,
      queries: quantiles('gossip_convergence_seconds', [0.5, 0.9, 0.95, 0.99]).map((query, index) => ({
        ...query,
        exemplars: index === 0,
      })),
    }),
    heatmap({
      title: 'Writes by time until they were everywhere',
      description:
        'The darker, the more writes took that long. Two bands: some replicas are slower than others, or a partition healed. A dot is a traced write: click it to open its trace.',
      unit: 'seconds',
      width: 12,
      queries: [{ expr: buckets('gossip_convergence_seconds'), legend: '{{le}}', exemplars: true }],
    }),
  ],
};

const replicas: Row = {
  title: 'Replica by replica',
  panels: [
    graph({
      title: 'Arrival at each replica, p95',
      description:
        "From a write's acceptance elsewhere until its application at this replica. A line above the others: this replica is far away, overloaded, or cut off.",
      unit: 'seconds',
      width: 12,
      queries: [perReplica(quantile(0.95, 'gossip_propagation_seconds', { by: REPLICA }))],
    }),
    heatmap({
      title: 'Arrivals by time since acceptance',
      description:
        'Every arrival of a write at a replica. The slowest arrival of a write is its convergence. A dot is a traced arrival: click it to open its trace.',
      unit: 'seconds',
      width: 12,
      queries: [{ expr: buckets('gossip_propagation_seconds'), legend: '{{le}}', exemplars: true }],
    }),
    graph({
      title: 'Behind: the peer that lags most',
      description:
        'Per origin: writes accepted there that its slowest peer has not acknowledged. Grows on both sides of a partition; a line that stays up belongs to a peer that is gone.',
      unit: 'count',
      width: 8,
      budget: budgets.PEER_LAG_ENTRIES,
      queries: [perReplica(highest('gossip_peer_lag_entries_max', { by: REPLICA }))],
    }),
    graph({
      title: 'Pending writes by origin',
      description: 'Writes accepted at this node that are not everywhere yet.',
      unit: 'count',
      width: 8,
      queries: [perReplica(level('gossip_writes_pending', { by: REPLICA }))],
    }),
    graph({
      title: 'Hops',
      description:
        'Over how many nodes a write came, on average. Direct mail: 1. Epidemic strategies: about the logarithm of the number of nodes.',
      unit: 'count',
      width: 8,
      queries: [perReplica(mean('gossip_hops', { by: REPLICA }))],
    }),
  ],
};

const exactness: Row = {
  title: 'How exact is that?',
  panels: [
    graph({
      title: 'Exact against confirmed, p99',
      description:
        "Exact: when the last replica held the write, by that replica's clock. Confirmed: when the origin knew, by its own clock alone. Confirmed is the upper bound, and the one to trust where clocks differ.",
      unit: 'seconds',
      width: 12,
      queries: [
        { expr: quantile(0.99, 'gossip_convergence_seconds'), legend: 'exact' },
        { expr: quantile(0.99, 'gossip_convergence_confirmed_seconds'), legend: 'confirmed' },
      ],
    }),
    graph({
      title: 'Pending, by the nodes and by the bench',
      description:
        'The bench reads along on the wire: its count is what has not arrived, the count of the nodes what has not been acknowledged. They rise and fall together.',
      unit: 'count',
      width: 12,
      queries: [
        { expr: level('gossip_writes_pending'), legend: 'by the nodes' },
        { expr: level('gossip_bench_writes_unconverged'), legend: 'by the bench' },
      ],
    }),
    graph({
      title: 'Maxima: until everywhere, confirmed, at one replica',
      description:
        'The slowest since the nodes started, exactly: quantiles are estimated from buckets, maxima are not.',
      unit: 'seconds',
      width: 12,
      queries: [
        { expr: highest('gossip_convergence_max_seconds'), legend: 'until everywhere' },
        { expr: highest('gossip_convergence_confirmed_max_seconds'), legend: 'until confirmed' },
        { expr: highest('gossip_propagation_max_seconds'), legend: 'until at one replica' },
      ],
    }),
    graph({
      title: 'Added by the bench, p99',
      description:
        'How late the bench delivers messages beyond the latency that was asked for. What nodes report includes it: keep it far below the times above.',
      unit: 'seconds',
      width: 6,
      queries: [{ expr: highest('gossip_bench_added_delay_p99_seconds'), legend: 'added' }],
    }),
    graph({
      title: 'Writes',
      description: 'Writes that clients got accepted, each second, by node.',
      unit: 'perSecond',
      width: 6,
      queries: [perReplica(rate('gossip_writes_total', { by: REPLICA }))],
    }),
  ],
};

export const CONVERGENCE: Board = {
  uid: 'gossipscope-convergence',
  title: 'gossipscope / Convergence',
  description:
    'How long until all replicas agree: the distribution, who is late, what is under way, and how exact that is.',
  rows: [answers, distribution, replicas, exactness],
};
