/** Side by side: now against earlier, the whole network against the cut one, strategy against strategy. */

import { TextBoxVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import * as budgets from '../budgets.ts';
import type { Board, Row } from '../frame.ts';
import {
  convergence,
  during,
  errorShare,
  messagesPerWrite,
  nodesUp,
  SENT_FOR_WRITES,
  staleShare,
  withStrategy,
} from '../measures.ts';
import { bars, graph, type PanelText } from '../panels.ts';
import { level, quantile, rate, ratio, type Selection } from '../promql.ts';
import type { Query } from '../query.ts';

type Measure = Omit<PanelText, 'queries' | 'width'> & { readonly expr: (selection?: Selection) => string };

const MEASURES: readonly Measure[] = [
  {
    title: 'convergence, p95',
    description: 'Within this time, ninety-five of a hundred writes were on all replicas.',
    unit: 'seconds',
    budget: budgets.CONVERGENCE_P99_S,
    expr: (selection) => convergence(0.95, selection),
  },
  {
    title: 'messages per write',
    description: 'What one write costs in messages between nodes.',
    unit: 'count',
    expr: messagesPerWrite,
  },
  {
    title: 'stale reads',
    description: 'Share of the reads that returned an old value although a newer one had been acknowledged.',
    unit: 'share',
    budget: budgets.STALE_SHARE,
    expr: staleShare,
  },
];

const earlier = new TextBoxVariableBuilder('earlier')
  .label('Compare with, so long ago')
  .description('Such as 5m, 2h or 7d: the right column shows the same panels as they were then.')
  .defaultValue('5m');

const times: Row = {
  title: 'Two time ranges: left, what is chosen above; right, $earlier before it',
  panels: MEASURES.flatMap(({ expr, title, description, ...rest }) => [
    graph({
      ...rest,
      title: `Now: ${title}`,
      description: `${description} In the time range chosen above.`,
      width: 12,
      queries: [{ expr: expr(), legend: 'now' }],
    }),
    graph({
      ...rest,
      title: `Earlier: ${title}`,
      description: `${description} As it was \`$earlier\` before the time range chosen above.`,
      width: 12,
      queries: [{ expr: expr({ ago: '$earlier' }), legend: '$earlier earlier' }],
    }),
  ]),
};

const whole = (expr: string): Query[] => [
  { expr: during('whole', expr), legend: 'whole' },
  { expr: during('cut', expr), legend: 'cut' },
];

const partition: Row = {
  title: 'Normal against partition, as the bench cut the network',
  panels: [
    ...MEASURES.map(({ expr, title, description, ...rest }) =>
      bars({
        ...rest,
        title: `Whole against cut: ${title}`,
        description: `${description} The mean over the time range, while the network was whole and while it was cut (and just after, as far as a rate looks back).`,
        width: 6,
        queries: whole(expr()),
      }),
    ),
    bars({
      title: 'Whole against cut: errors',
      description:
        'Share of the requests answered with an error. A gossip store stays available when the network is cut: both should be the same.',
      unit: 'share',
      width: 6,
      budget: budgets.ERROR_SHARE,
      queries: whole(errorShare()),
    }),
    graph({
      title: 'Whole against cut: latency of clients, p99',
      description: 'As the bench sees it: from when an operation was due until its answer arrived.',
      unit: 'seconds',
      width: 12,
      queries: whole(quantile(0.99, 'gossip_bench_operation_duration_seconds')),
    }),
    graph({
      title: 'Operations of clients, by result',
      description:
        'As the bench sees it, each second. Timeouts: no answer came. Shed: too many were waiting, so it was not sent.',
      unit: 'perSecond',
      width: 12,
      stacked: true,
      queries: [{ expr: rate('gossip_bench_operations_total', { by: ['result'] }), legend: '{{result}}' }],
    }),
  ],
};

const perStrategy = (name: string, where?: Record<string, string>): string =>
  `sum by (strategy) (${withStrategy(name, '', where)})`;

const strategies: Row = {
  title: 'Strategies: clusters that run at the same time or one after the other',
  panels: [
    graph({
      title: 'By strategy: convergence, p95',
      description:
        'The time within which ninety-five of a hundred writes were everywhere. Fewer messages usually mean more time.',
      unit: 'seconds',
      width: 8,
      budget: budgets.CONVERGENCE_P99_S,
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le, strategy) (${withStrategy('gossip_convergence_seconds', '_bucket')}))`,
          legend: '{{strategy}}',
        },
      ],
    }),
    graph({
      title: 'By strategy: messages per write',
      description: 'What one write costs in messages between nodes.',
      unit: 'count',
      width: 8,
      queries: [
        {
          expr: ratio(
            perStrategy('gossip_messages_total', SENT_FOR_WRITES),
            perStrategy('gossip_writes_total'),
          ),
          legend: '{{strategy}}',
        },
      ],
    }),
    graph({
      title: 'By strategy: stale reads',
      description: 'Share of the reads that returned an old value.',
      unit: 'share',
      width: 8,
      budget: budgets.STALE_SHARE,
      queries: [
        {
          expr: ratio(perStrategy('gossip_stale_reads_total'), perStrategy('gossip_reads_total')),
          legend: '{{strategy}}',
        },
      ],
    }),
  ],
};

const traffic: Row = {
  title: 'What the network carried, as the bench counts it',
  panels: [
    graph({
      title: 'Messages sent and delivered',
      description:
        'Between nodes, each second. Delivered can exceed sent where the network duplicates; below it where messages are lost.',
      unit: 'perSecond',
      width: 8,
      queries: [
        { expr: rate('gossip_bench_messages_total'), legend: 'sent' },
        { expr: rate('gossip_bench_messages_delivered_total'), legend: 'delivered' },
      ],
    }),
    graph({
      title: 'Bytes: bench against nodes',
      description:
        'Bytes of messages between nodes, each second, counted from outside and from inside. They must be the same.',
      unit: 'bytesPerSecond',
      width: 8,
      queries: [
        { expr: rate('gossip_bench_message_bytes_total'), legend: 'by the bench' },
        {
          expr: rate('gossip_message_bytes_total', { where: { direction: 'sent' } }),
          legend: 'by the nodes',
        },
      ],
    }),
    graph({
      title: 'Nodes: bench against Prometheus',
      description:
        'Processes that the bench runs, and nodes that Prometheus sees. A difference: a node does not answer.',
      unit: 'count',
      width: 8,
      queries: [
        { expr: level('gossip_bench_nodes_running'), legend: 'by the bench' },
        { expr: nodesUp(), legend: 'by Prometheus' },
      ],
    }),
  ],
};

export const COMPARE: Board = {
  uid: 'gossipscope-compare',
  title: 'gossipscope / Compare',
  description:
    'Side by side: now against earlier, the whole network against the cut one, strategy against strategy.',
  variables: [earlier],
  rows: [times, partition, strategies, traffic],
};
