/** What clients notice: how often a read was stale, how old and how many versions behind, against the partitions. */

import * as budgets from '../budgets.ts';
import type { Board, Row } from '../frame.ts';
import { staleShare } from '../measures.ts';
import { graph, heatmap, stat, timeline } from '../panels.ts';
import { buckets, countInRange, highest, level, quantile, rate, REPLICA, series } from '../promql.ts';
import { perReplica, quantiles } from '../query.ts';

const answers: Row = {
  title: 'In short',
  panels: [
    stat({
      title: 'Stale reads now',
      description:
        'Share of the reads that returned an old value although a newer one had been acknowledged elsewhere.',
      unit: 'share',
      width: 5,
      budget: budgets.STALE_SHARE,
      queries: [{ expr: staleShare(), legend: 'stale' }],
    }),
    stat({
      title: 'Stale reads in this time range',
      description:
        'How many there were in what the dashboard shows. Each read counts once, however many writes it missed.',
      unit: 'count',
      width: 5,
      queries: [{ expr: countInRange('gossip_stale_reads_total'), legend: 'stale' }],
    }),
    stat({
      title: 'Reads in this time range',
      description: 'Reads that reached a node, of missing keys too.',
      unit: 'count',
      width: 4,
      queries: [{ expr: countInRange('gossip_reads_total'), legend: 'reads' }],
    }),
    stat({
      title: 'Age, p99',
      description: 'Ninety-nine of a hundred stale reads missed nothing older than this.',
      unit: 'seconds',
      width: 5,
      queries: [{ expr: quantile(0.99, 'gossip_read_staleness_seconds'), legend: 'p99' }],
    }),
    stat({
      title: 'Oldest so far',
      description:
        'The most outdated read since the nodes started. After a partition: up to as old as it was long.',
      unit: 'seconds',
      width: 5,
      queries: [{ expr: highest('gossip_read_staleness_max_seconds'), legend: 'max' }],
    }),
  ],
};

const partitions: Row = {
  title: 'When the network was cut',
  panels: [
    timeline(
      {
        title: 'The network',
        description: 'As the bench cut and healed it. Compare what happens below with these times.',
        unit: 'none',
        width: 12,
        queries: [{ expr: highest('gossip_bench_partition_active'), legend: 'network' }],
      },
      { 0: ['whole', 'green'], 1: ['cut', 'red'] },
    ),
    timeline(
      {
        title: 'What the bench does',
        description:
          'Its phase: it starts the nodes, loads them, lets them settle, checks what they hold, and stops them.',
        unit: 'none',
        width: 12,
        queries: [{ expr: `max by (phase) (${series('gossip_bench_phase')})`, legend: '{{phase}}' }],
      },
      { 0: [' ', 'transparent'], 1: ['now', 'blue'] },
    ),
    timeline(
      {
        title: 'Whom nodes cannot reach',
        description:
          'How many peers each node suspects, because they do not answer: the partition as the nodes see it, a little later than it began and ended.',
        unit: 'count',
        width: 12,
        budget: budgets.SUSPECTED_PEERS,
        queries: [perReplica(level('gossip_peers', { where: { state: 'suspected' }, by: REPLICA }))],
      },
      { 0: ['reaches all', 'green'] },
    ),
    graph({
      title: 'Messages that the network lost',
      description:
        'Each second, by cause: a partition, random loss, a receiver that is not there, or a bench that could not keep up.',
      unit: 'perSecond',
      width: 12,
      stacked: true,
      queries: [
        { expr: rate('gossip_bench_messages_dropped_total', { by: ['cause'] }), legend: '{{cause}}' },
      ],
    }),
  ],
};

const share: Row = {
  title: 'How often?',
  panels: [
    graph({
      title: 'Share of stale reads',
      description:
        'Stale reads over all reads. A read is proved stale when the write that it missed arrives, so those of a partition are counted when it heals.',
      unit: 'share',
      width: 12,
      budget: budgets.STALE_SHARE,
      queries: [{ expr: staleShare(), legend: 'all nodes' }],
    }),
    graph({
      title: 'Share of stale reads, by node',
      description:
        'A node above the others is the last to hear of writes: clients that read there see the past.',
      unit: 'share',
      width: 12,
      queries: [perReplica(staleShare({ by: REPLICA }))],
    }),
    graph({
      title: 'Reads and stale reads',
      description: 'Each second. With few reads the share jumps: look at the numbers.',
      unit: 'perSecond',
      width: 24,
      queries: [
        { expr: rate('gossip_reads_total'), legend: 'reads' },
        { expr: rate('gossip_stale_reads_total'), legend: 'stale reads' },
      ],
    }),
  ],
};

const extent: Row = {
  title: 'How stale?',
  panels: [
    graph({
      title: 'Age of stale reads',
      description:
        'How long before the read the oldest write that it missed had been acknowledged. Without a partition: about as long as convergence takes.',
      unit: 'seconds',
      width: 12,
      queries: quantiles('gossip_read_staleness_seconds', [0.5, 0.95, 0.99]),
    }),
    graph({
      title: 'Depth of stale reads',
      description:
        'How many writes of the same key a stale read missed. Above 1: the key is written faster than writes spread.',
      unit: 'count',
      width: 12,
      queries: quantiles('gossip_read_staleness_versions', [0.5, 0.95, 0.99]),
    }),
    heatmap({
      title: 'Stale reads by age',
      description:
        'The darker, the more stale reads were that old. A column that reaches far up: a partition has healed, and all that it hid comes to light.',
      unit: 'seconds',
      width: 24,
      queries: [{ expr: buckets('gossip_read_staleness_seconds'), legend: '{{le}}' }],
    }),
  ],
};

export const CONSISTENCY: Board = {
  uid: 'gossipscope-consistency',
  title: 'gossipscope / Consistency',
  description:
    'What clients notice: how often a read was stale, how old and how many versions behind, against the partitions.',
  rows: [answers, partitions, share, extent],
};
