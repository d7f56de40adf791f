/** Maelstrom's kafka workload: logs of messages, which clients send and poll. Our own nodes do not serve it. */

import { highestOffset, polledIn } from '../../check/kafka/answers.ts';
import { KafkaChecker } from '../../check/workloads/kafka.ts';
import type { Workload } from '../workload.ts';
import { KafkaSession } from './kafka-session.ts';

export const kafka = {
  name: 'kafka',
  state: 'keys',
  replies: {
    send: { offset: 'a whole number' },
    poll: { msgs: 'an object of lists of [offset, message]' },
    commit_offsets: {},
    list_committed_offsets: { offsets: 'an object of whole numbers' },
  },
  hotKeys: 10,
  hasSizedValues: true,
  checker: () => new KafkaChecker(),
  openSession: () => new KafkaSession(),
  request: (drawn, options) => new KafkaSession().request(drawn, options),
  /** From the beginning, and then from behind what was answered, until nothing more comes. */
  readOn(key, before) {
    if (before === undefined) return { type: 'poll', offsets: { [key]: 0 } };
    const from = (before.request['offsets'] as Record<string, number>)[key] ?? 0;
    const highest = highestOffset(polledIn(before.answer['msgs'])?.get(String(key)) ?? []);
    return highest < from ? undefined : { type: 'poll', offsets: { [key]: highest + 1 } };
  },
} as const satisfies Workload;
