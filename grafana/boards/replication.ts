/** *Replication*: how the replicas of a store follow it, as `gossipscope probe` sees them. */

import { REPLICA_STALE_S, STALE_SHARE, STORE_SILENT_S } from '../budgets.ts';
import type { Board } from '../frame.ts';
import { graph, heatmap, stat } from '../panels.ts';
import { buckets, countInRange, highest, level, quantile, rate, ratio } from '../promql.ts';

const BY_REPLICA = { by: ['replica'] } as const;
const LEGEND = '{{replica}}';

export const REPLICATION: Board = {
  uid: 'gossipscope-replication',
  title: 'gossipscope / Replication',
  description:
    'The replication of a store, as a client sees it: how soon a write is visible at each replica, and how often a read there is stale.',
  rows: [
    {
      title: 'Health',
      panels: [
        stat({
          title: 'Most stale replica',
          description:
            'How long the replica furthest behind has not shown a write that was acknowledged. 0: all show everything.',
          unit: 'seconds',
          width: 6,
          budget: REPLICA_STALE_S,
          queries: [{ expr: highest('gossip_replication_stale_seconds'), legend: 'stale' }],
        }),
        stat({
          title: 'Without an acknowledged write',
          description: 'How long writes have failed: a fail-over is under way, or the store is gone.',
          unit: 'seconds',
          width: 6,
          budget: STORE_SILENT_S,
          queries: [{ expr: highest('gossip_replication_unwritable_seconds'), legend: 'unwritable' }],
        }),
        stat({
          title: 'Fail-overs',
          description:
            'Times that another server took over the writes, within the time range of the dashboard.',
          unit: 'count',
          width: 6,
          queries: [{ expr: countInRange('gossip_replication_failovers_total'), legend: 'fail-overs' }],
        }),
        stat({
          title: 'Acknowledged writes lost',
          description:
            'Writes of the probe that were acknowledged, and that the server which took over did not have. Yours fare alike.',
          unit: 'count',
          width: 6,
          queries: [{ expr: countInRange('gossip_replication_lost_writes_total'), legend: 'lost' }],
        }),
      ],
    },
    {
      title: 'Visibility',
      panels: [
        graph({
          title: 'A write is visible after, p99',
          description:
            'From its acknowledgement until each replica showed it: 99 writes of a hundred were visible sooner than the upper line, and the lower one is what is certain. They are apart by the time between two reads.',
          unit: 'seconds',
          width: 12,
          queries: [
            { expr: quantile(0.99, 'gossip_replication_visible_seconds', BY_REPLICA), legend: LEGEND },
            {
              expr: quantile(0.99, 'gossip_replication_visible_at_least_seconds', BY_REPLICA),
              legend: `${LEGEND}, at least`,
            },
          ],
        }),
        heatmap({
          title: 'A write is visible after',
          description:
            'How many writes took how long, at all replicas together. Two bands: one replica is slow.',
          unit: 'seconds',
          width: 12,
          queries: [{ expr: buckets('gossip_replication_visible_seconds'), legend: '{{le}}' }],
        }),
        graph({
          title: 'Stale for, by replica',
          description:
            'How long ago the oldest write was acknowledged that the replica has not shown. A line that climbs: it does not follow.',
          unit: 'seconds',
          width: 12,
          budget: REPLICA_STALE_S,
          queries: [{ expr: highest('gossip_replication_stale_seconds', BY_REPLICA), legend: LEGEND }],
        }),
        graph({
          title: 'Writes not shown, by replica',
          description: 'Acknowledged writes of the probe that the replica has not shown.',
          unit: 'count',
          width: 12,
          queries: [{ expr: level('gossip_replication_pending_writes', BY_REPLICA), legend: LEGEND }],
        }),
      ],
    },
    {
      title: 'Reads and writes of the probe',
      panels: [
        graph({
          title: 'Share of reads that were stale',
          description: 'Of the reads of the probe at each replica: those that missed an acknowledged write.',
          unit: 'share',
          width: 8,
          budget: STALE_SHARE,
          queries: [
            {
              expr: ratio(
                rate('gossip_replication_stale_reads_total', BY_REPLICA),
                rate('gossip_replication_reads_total', BY_REPLICA),
              ),
              legend: LEGEND,
            },
          ],
        }),
        graph({
          title: 'Reads that failed, by replica',
          description: 'Each second: reads that the replica refused or did not answer in time.',
          unit: 'perSecond',
          width: 8,
          queries: [{ expr: rate('gossip_replication_read_errors_total', BY_REPLICA), legend: LEGEND }],
        }),
        graph({
          title: 'Since the last answer, by replica',
          description:
            'How long the replica has answered no read. A line that climbs: it is gone, or cut off.',
          unit: 'seconds',
          width: 8,
          budget: STORE_SILENT_S,
          queries: [{ expr: highest('gossip_replication_unseen_seconds', BY_REPLICA), legend: LEGEND }],
        }),
        graph({
          title: 'Writes by result',
          description:
            'Each second. failed: refused, or not answered in time; shed: those before were not answered.',
          unit: 'perSecond',
          width: 24,
          queries: [
            { expr: rate('gossip_replication_writes_total', { by: ['result'] }), legend: '{{result}}' },
          ],
        }),
      ],
    },
    {
      title: 'Of a probe that writes nothing (--read-only)',
      panels: [
        graph({
          title: 'Looks at the primary, and changes seen',
          description:
            'Each second. What came and went between two looks is unseen: where nearly each look shows a change, there are more.',
          unit: 'perSecond',
          width: 12,
          queries: [
            { expr: rate('gossip_replication_looks_total'), legend: 'looks' },
            { expr: rate('gossip_replication_look_errors_total'), legend: 'failed' },
            { expr: rate('gossip_replication_changes_total'), legend: 'changes' },
          ],
        }),
        graph({
          title: 'Reads that cannot be judged, and changes that cannot be timed',
          description:
            'Each second, by replica: values that the primary was not seen with, and values that came back. What is stale of these is not counted as stale.',
          unit: 'perSecond',
          width: 12,
          queries: [
            {
              expr: rate('gossip_replication_undecided_reads_total', BY_REPLICA),
              legend: `${LEGEND}, reads`,
            },
            {
              expr: rate('gossip_replication_untimed_changes_total', BY_REPLICA),
              legend: `${LEGEND}, changes`,
            },
          ],
        }),
      ],
    },
  ],
};
