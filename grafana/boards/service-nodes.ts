/** The rows of *Service* about the nodes themselves: who is a member, what their disks do, and what they hold. */

import type { Row } from '../frame.ts';
import { graph } from '../panels.ts';
import { highest, level, rate, REPLICA } from '../promql.ts';
import { perReplica, quantiles } from '../query.ts';

export const DISK: Row = {
  title: 'The disk, where nodes keep their data',
  panels: [
    graph({
      title: 'Commit time',
      description: 'How long the disk takes until what a write changed is there: no answer leaves before.',
      unit: 'seconds',
      width: 8,
      queries: quantiles('gossip_commit_duration_seconds', [0.5, 0.95, 0.99]),
    }),
    graph({
      title: 'Written to the log',
      description: 'Bytes, each second. Many times the values written: the log is shortened too often.',
      unit: 'bytesPerSecond',
      width: 8,
      queries: [{ expr: rate('gossip_log_bytes_total'), legend: 'bytes' }],
    }),
    graph({
      title: 'Records written to the log',
      description: 'Each second: what steps of the node changed.',
      unit: 'perSecond',
      width: 8,
      queries: [{ expr: rate('gossip_log_records_total'), legend: 'records' }],
    }),
    graph({
      title: 'Size of the data, by node',
      description: 'On disk. It grows until the log is shortened, then falls.',
      unit: 'bytes',
      width: 8,
      queries: [perReplica(level('gossip_data_size_bytes', { by: REPLICA }))],
    }),
    graph({
      title: 'Disks that are full',
      description: 'Nodes that refuse writes because there is no room on their disk.',
      unit: 'count',
      width: 8,
      queries: [{ expr: level('gossip_disk_full'), legend: 'full' }],
    }),
    graph({
      title: 'Recovery',
      description: 'How long a node took, when it was started, to read what it had kept; the longest.',
      unit: 'seconds',
      width: 8,
      queries: [{ expr: highest('gossip_recovery_seconds'), legend: 'recovery' }],
    }),
  ],
};

export const MEMBERS: Row = {
  title: 'Members, where they change',
  panels: [
    graph({
      title: 'Members by state',
      description:
        'As the node with the most of each has it. joining for long: it does not catch up. leaving for long: what it accepted does not arrive.',
      unit: 'count',
      width: 6,
      queries: [{ expr: highest('gossip_members', { by: ['state'] }), legend: '{{state}}' }],
    }),
    graph({
      title: 'View, by node',
      description:
        'Raised by each change of the members. One line below the others: that node is cut off, or was removed.',
      unit: 'count',
      width: 6,
      queries: [perReplica(level('gossip_view', { by: REPLICA }))],
    }),
    graph({
      title: 'Until all members have a view',
      description:
        'From the decision of a change until the last member said that it has the view, by the clock of the node that decided it.',
      unit: 'seconds',
      width: 6,
      queries: quantiles('gossip_view_convergence_seconds', [0.5, 0.99]),
    }),
    graph({
      title: 'Two clusters',
      description:
        'Messages from nodes that have another view of the same number, each second. Not 0: see --force in docs/membership.md.',
      unit: 'perSecond',
      width: 6,
      queries: [{ expr: rate('gossip_view_splits_total'), legend: 'messages' }],
    }),
  ],
};

export const DETECTION: Row = {
  title: 'Failure detection',
  panels: [
    graph({
      title: 'Not believed to be alive',
      description:
        'Nodes that some node suspects, or counts as failed, as the node with the most of each has it. They stay members.',
      unit: 'count',
      width: 6,
      queries: [{ expr: highest('gossip_failure_detector_peers', { by: ['state'] }), legend: '{{state}}' }],
    }),
    graph({
      title: 'Counted as failed, by node',
      description:
        'How many members each node counts as failed. All the same: those are gone. A node with a count of its own sees another cluster than the others.',
      unit: 'count',
      width: 6,
      queries: [
        perReplica(level('gossip_failure_detector_peers', { by: REPLICA, where: { state: 'failed' } })),
      ],
    }),
    graph({
      title: 'Suspicions',
      description: "Each second. probe: after a node's own probe had no answer; peer: others said so.",
      unit: 'perSecond',
      width: 6,
      queries: [
        { expr: rate('gossip_failure_detector_suspicions_total', { by: ['source'] }), legend: '{{source}}' },
      ],
    }),
    graph({
      title: 'Suspicions that were false',
      description: 'Refuted in time, each second. Many: messages are lost, or nodes are short of CPU.',
      unit: 'perSecond',
      width: 6,
      queries: [{ expr: rate('gossip_failure_detector_refuted_total'), legend: 'refuted' }],
    }),
  ],
};

export const CLUSTER: Row = {
  title: 'The cluster',
  panels: [
    graph({
      title: 'Keys, by node',
      description: 'Keys that each node holds. After convergence all hold the same.',
      unit: 'count',
      width: 8,
      queries: [perReplica(level('gossip_keys', { by: REPLICA }))],
    }),
    graph({
      title: 'Tombstones, by node',
      description:
        'Deleted keys that are remembered until every node knows of it. They grow while a node is away: bring it back, or remove it.',
      unit: 'count',
      width: 8,
      queries: [perReplica(level('gossip_tombstones', { by: REPLICA }))],
    }),
    graph({
      title: 'Clock offsets',
      description:
        'How far clocks are apart, and by how much that may be wrong: half the round trip it was measured with.',
      unit: 'seconds',
      width: 8,
      queries: [
        { expr: highest('gossip_clock_offset_max_seconds'), legend: 'offset' },
        { expr: highest('gossip_clock_offset_bound_seconds'), legend: 'wrong by at most' },
      ],
    }),
  ],
};
