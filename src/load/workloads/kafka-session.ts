/**
 * One client of the kafka workload, as Maelstrom's behave: it sends messages, and it polls the logs that it has assigned itself, each from
 * where it left off. A log that is new to it begins behind the offset that is committed; what it has polled, it commits.
 */

import { highestOffset, offsetsIn, polledIn, type KafkaRequest } from '../../check/kafka/answers.ts';
import type { Body } from '../../protocol/envelope.ts';
import { uniqueValue } from '../unique-value.ts';
import type { Drawn, LoadOptions, Request, RequestBody, Session } from '../workload.ts';

/** Keys that it assigns itself at once, at most. */
const MAX_ASSIGNED = 4;
/** Of its reads: to assign itself other keys. Without any, it polls nothing now and then, as Maelstrom's clients do. */
const ASSIGN_RATIO = 1 / 16;
const FIRST_ASSIGN_RATIO = 3 / 4;
/** Of its reads when it has polled something: to commit it before it polls on. */
const COMMIT_RATIO = 1 / 2;

export class KafkaSession implements Session {
  /** By key: the offset to poll from. */
  #next = new Map<string, number>();
  /** By key: the highest offset that was polled since the last commit. */
  #uncommitted = new Map<string, number>();

  request(drawn: Drawn, options: LoadOptions): Request {
    if (!drawn.isRead) return sendRequest(drawn, options);
    const { rng } = drawn;
    const assigns = rng.float() < (this.#next.size === 0 ? FIRST_ASSIGN_RATIO : ASSIGN_RATIO);
    if (assigns) return assignRequest(drawn);
    const commits = this.#uncommitted.size > 0 && rng.float() < COMMIT_RATIO;
    const offsets = Object.fromEntries(commits ? this.#uncommitted : this.#next);
    const body = { type: commits ? 'commit_offsets' : 'poll', offsets };
    return reading(drawn, body, [commits ? 'commit' : 'poll', offsets]);
  }

  answered(request: RequestBody, { msgs, offsets }: Body): void {
    if (request.type === 'list_committed_offsets') this.#assign(request['keys'] as string[], offsets);
    else if (request.type === 'poll') this.#advance(msgs);
    else if (request.type === 'commit_offsets')
      for (const [key, offset] of Object.entries(request['offsets'] as Record<string, number>))
        if (this.#uncommitted.get(key) === offset) this.#uncommitted.delete(key);
  }

  #assign(keys: readonly string[], offsets: unknown): void {
    const committed = offsetsIn(offsets);
    const start = (key: string): number => this.#next.get(key) ?? (committed?.get(key) ?? -1) + 1;
    this.#next = new Map(keys.map((key) => [key, start(key)]));
    this.#uncommitted = new Map([...this.#uncommitted].filter(([key]) => this.#next.has(key)));
  }

  #advance(msgs: unknown): void {
    for (const [key, list] of polledIn(msgs) ?? []) {
      const next = this.#next.get(key);
      const highest = highestOffset(list);
      if (next === undefined || highest < next) continue;
      this.#next.set(key, highest + 1);
      this.#uncommitted.set(key, highest);
    }
  }
}

function sendRequest(
  { id, key: drawnKey, chooseKey, mayWrite }: Drawn,
  { valueBytes }: LoadOptions,
): Request {
  let key = drawnKey;
  while (!mayWrite(key)) key = chooseKey();
  const message = uniqueValue(id, valueBytes);
  const value: KafkaRequest = ['send', String(key), message];
  return {
    body: { type: 'send', key: String(key), msg: message },
    ...{ key: String(key), value, writes: { type: 'keys', keys: [String(key)] }, reads: [] },
  };
}

function assignRequest(drawn: Drawn): Request {
  const { rng, key, chooseKey } = drawn;
  const others = Array.from({ length: rng.below(MAX_ASSIGNED) }, () => chooseKey());
  const keys = [...new Set([key, ...others].map(String))];
  return reading(drawn, { type: 'list_committed_offsets', keys }, ['assign', keys]);
}

function reading({ key }: Drawn, body: RequestBody, value: KafkaRequest): Request {
  return { body, key: String(key), value, reads: [String(key)] };
}
