/**
 * Every setting of JetStream that simulations on agents depend on, each with its reason. The program that asks makes the streams where
 * they are missing; agents need no right to.
 *
 * Three streams, all on disk: a NATS server that is started again goes on where it was. What is lost all the same (its disk, a stream that
 * somebody deletes, a server that lost power before it wrote) is found by the commander, which looks whether each job that has no answer is
 * still in the queue, and asks again for what is not.
 */

import {
  AckPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { SUBJECTS } from './subjects.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MIB = 2 ** 20;

export const STREAMS = {
  jobs: 'GOSSIPSCOPE_JOBS',
  results: 'GOSSIPSCOPE_RESULTS',
  failures: 'GOSSIPSCOPE_FAILURES',
} as const;

/** Long enough that no message is sent twice in it by a client that did not hear the answer; the server remembers ids for as long. */
const REMEMBERED_MS = 2 * MINUTE_MS;

const COMMON = {
  storage: StorageType.File,
  // Copies are a matter of the server's cluster: who runs one makes the streams beforehand, and they are used as they are.
  num_replicas: 1,
  duplicate_window: nanos(REMEMBERED_MS),
} as const;

type Settings = Partial<StreamConfig> & { readonly name: string; readonly subjects: string[] };

export const STREAM_SETTINGS: readonly Settings[] = [
  {
    ...COMMON,
    name: STREAMS.jobs,
    subjects: [SUBJECTS.jobs],
    // A job is there until an agent says that it is done.
    retention: RetentionPolicy.Workqueue,
    // Full: the commander waits and tries again. To drop the oldest would be to lose work.
    discard: DiscardPolicy.New,
    // A commander has some 1,000 jobs of 3 KB in the queue: that is 80 of them.
    max_bytes: 256 * MIB,
    // What a commander that died left behind. One that lives asks again for what grew too old.
    max_age: nanos(DAY_MS),
  },
  {
    ...COMMON,
    name: STREAMS.results,
    subjects: [SUBJECTS.results],
    // A result is there until its commander has taken it.
    retention: RetentionPolicy.Workqueue,
    // Full: agents wait and try again.
    discard: DiscardPolicy.New,
    // Results of scenarios are 20 to 200 KB, and a commander takes them as they come.
    max_bytes: 1024 * MIB,
    max_age: nanos(DAY_MS),
  },
  {
    ...COMMON,
    name: STREAMS.failures,
    subjects: [SUBJECTS.failures],
    // For people, who look at them later: those who asked have had them as results, too.
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_bytes: 64 * MIB,
    max_age: nanos(7 * DAY_MS),
  },
];

/**
 * An agent says three times as often that it works on a job. So a lost agent costs this time, and one job for each of its threads
 * (`PIECE_RUNS` runs of a swarm, or one scenario), which others then do again.
 */
export const ACK_WAIT_MS = 10_000;
export const WORKING_EVERY_MS = ACK_WAIT_MS / 3;

/**
 * Deliveries after which an agent gives a job up for all: what ended five agents would end the sixth. The server has no limit of its own
 * (`max_deliver`): it would keep the job and tell nobody.
 */
export const MOST_DELIVERIES = 5;

/** Jobs that a commander has in the queue at once: enough for 500 threads, and little to look through. */
export const MOST_UNDER_WAY = 1_024;

/** The one consumer of all agents of a program. */
export function jobsConsumer(
  name: string,
  filter: string,
): Partial<ConsumerConfig> & { durable_name: string } {
  return {
    durable_name: name,
    filter_subject: filter,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    max_deliver: -1,
    // A job for each thread of all agents, and a request for each idle one.
    max_ack_pending: 20_000,
    max_waiting: 20_000,
    // The consumer of a program that nobody runs any more.
    inactive_threshold: nanos(DAY_MS),
  };
}

/** A commander's own consumer of its results. */
export function resultsConsumer(
  name: string,
  filter: string,
): Partial<ConsumerConfig> & { durable_name: string } {
  return {
    durable_name: name,
    filter_subject: filter,
    ack_policy: AckPolicy.Explicit,
    // It is read in memory at once: only a commander that is gone takes longer.
    ack_wait: nanos(MINUTE_MS),
    max_deliver: -1,
    max_ack_pending: 1_000,
    // Of a commander that died.
    inactive_threshold: nanos(HOUR_MS),
  };
}

/** A commander says so often which run it is waiting for, and agents answer. */
export const CALL_EVERY_MS = 2_000;
/** Who was not heard of for so long is gone: agents end the work of a commander, and a commander counts an agent no more. */
export const SILENCE_MS = 15_000;
/** So often a commander looks which jobs are in the queue. Twice without a trace of a job, and it asks for it again. */
export const LOOK_EVERY_MS = 5_000;
export const LOOKS = 2;
/** Before what failed is tried again, as long as the server is away. */
export const RETRY_MS = 500;
