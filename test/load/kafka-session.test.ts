/** A client of logs: what it asks follows from what it was answered. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { requestMaker } from '../../src/load/requests.ts';
import type { LoadOptions, Request, Workload } from '../../src/load/workload.ts';
import { kafka } from '../../src/load/workloads/kafka.ts';
import { KafkaSession } from '../../src/load/workloads/kafka-session.ts';

const OPTIONS: LoadOptions = {
  ...{ readRatio: 1, casRatio: 0, deleteRatio: 0, keys: 4, keyChoice: 'uniform', valueBytes: 0 },
  ...{ dialect: 'maelstrom', repeatsElements: false },
};

/** Draws requests until one is of this type. */
function client(options: Partial<LoadOptions> = {}) {
  const draw = requestMaker(kafka, { ...OPTIONS, ...options }, prng(3));
  const session = new KafkaSession();
  let id = 0;
  const next = (type: string): Request => {
    for (let tries = 0; tries < 1000; tries++) {
      const request = draw(++id, session);
      if (request.body.type === type) return request;
    }
    return assert.fail(`no ${type}`);
  };
  const assign = (offsets: Record<string, number>): readonly string[] => {
    const { body } = next('list_committed_offsets');
    session.answered(body, { type: 'list_committed_offsets_ok', offsets });
    return body['keys'] as string[];
  };
  return { session, next, assign };
}

describe('a client of logs', () => {
  it('polls nothing before it has assigned itself keys, then from behind what is committed', () => {
    const { next, assign } = client();
    assert.deepEqual(next('poll').body['offsets'], {});
    const [first = '', ...others] = assign({ 0: 7, 1: 7, 2: 7, 3: 7 });
    assert.deepEqual(
      next('poll').body['offsets'],
      Object.fromEntries([first, ...others].map((key) => [key, 8])),
    );
    const fresh = client();
    const keys = fresh.assign({});
    assert.deepEqual(fresh.next('poll').body['offsets'], Object.fromEntries(keys.map((key) => [key, 0])));
  });

  it('goes on behind what it polled, never back, and commits it once', () => {
    const { session, next, assign } = client();
    const [key = ''] = assign({});
    const answer = (...offsets: number[]): void =>
      session.answered(next('poll').body, {
        type: 'poll_ok',
        msgs: { [key]: offsets.map((offset) => [offset, 1]), 'not assigned': [[5, 1]] },
      });
    const from = (): unknown => (next('poll').body['offsets'] as Record<string, number>)[key];
    answer(0, 2);
    assert.equal(from(), 3);
    answer(1);
    assert.equal(from(), 3);
    const commit = next('commit_offsets');
    assert.deepEqual(commit.body['offsets'], { [key]: 2 });
    session.answered(commit.body, { type: 'commit_offsets_ok' });
    assert.throws(() => next('commit_offsets'), /no commit_offsets/);
  });

  it('keeps its place in the keys that it assigns itself again, and leaves the others', () => {
    const { session, next, assign } = client({ keys: 2 });
    let keys = assign({});
    session.answered(next('poll').body, { type: 'poll_ok', msgs: { [keys[0] ?? '']: [[9, 1]] } });
    for (let turn = 0; turn < 20; turn++) {
      const known = next('poll').body['offsets'] as Record<string, number>;
      keys = assign({});
      assert.deepEqual(
        next('poll').body['offsets'],
        Object.fromEntries(keys.map((key) => [key, known[key] ?? 0])),
      );
    }
  });

  it('sends each message once, to keys that last for 16 messages, and says what it carries', () => {
    const { next } = client({ readRatio: 0, keyChoice: 'exponential' });
    const sends = new Map<string, number>();
    const messages = new Set<unknown>();
    for (let turn = 0; turn < 500; turn++) {
      const { body, key, value } = next('send');
      assert.deepEqual(value, ['send', key, body['msg']]);
      assert.equal(key, body['key']);
      sends.set(String(key), (sends.get(String(key)) ?? 0) + 1);
      messages.add(body['msg']);
    }
    assert.equal(messages.size, 500);
    assert.ok([...sends.values()].every((count) => count <= 16));
    assert.ok(sends.size > 4);
  });

  it('is followed by reads of each log to its end, and to no further', () => {
    const workload: Workload = kafka;
    assert.deepEqual(workload.readOn?.('k'), { type: 'poll', offsets: { k: 0 } });
    const after = (offsets: Record<string, number>, msgs: unknown): unknown =>
      workload.readOn?.('k', { request: { type: 'poll', offsets }, answer: { type: 'poll_ok', msgs } });
    assert.deepEqual(after({ k: 0 }, { k: [[3, 1], [4, 1]] }), { type: 'poll', offsets: { k: 5 } }); // oxfmt-ignore
    // A node that begins at the beginning each time has nothing new to say.
    assert.equal(after({ k: 5 }, { k: [[3, 1], [4, 1]] }), undefined); // oxfmt-ignore
    for (const nothing of [{}, null, { k: null }, { k: [] }])
      assert.equal(after({ k: 5 }, nothing), undefined);
  });
});
