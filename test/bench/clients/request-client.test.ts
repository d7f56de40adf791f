/** Matching replies to requests: each request ends once, late answers count as such, strangers' replies as unexpected. */

import assert from 'node:assert/strict';
import { ExactNumber } from '../../../src/protocol/exact-json.ts';
import {
  MAX_REMEMBERED,
  REQUEST_TIMEOUT_MS,
  RequestClient,
  type Outcome,
} from '../../../src/bench/clients/request-client.ts';

const ADDRESSES = new Map([
  ['n1', 'c1'],
  ['n2', 'c2'],
  ['down', 'c3'],
]);

describe('requests', () => {
  let nowMs: number;
  let lines: { node: string; message: { src: string; dest: string; body: { msg_id: number } } }[];
  let requests: RequestClient;

  beforeEach(() => {
    nowMs = 1000;
    lines = [];
    const send = (node: string, line: string): boolean => {
      lines.push({ node, message: JSON.parse(line) as (typeof lines)[number]['message'] });
      return node !== 'down';
    };
    requests = new RequestClient(ADDRESSES, send, () => nowMs);
  });

  const lastId = (): number => lines.at(-1)?.message.body.msg_id ?? 0;

  it('are numbered from 1 by each client, and end with their own answer', () => {
    const outcomes: Outcome[] = [];
    for (const node of ['n1', 'n2', 'n1'])
      requests.send(node, { type: 'read', key: 1 }, (outcome) => outcomes.push(outcome));
    assert.deepEqual(
      lines.map(({ message: { src, dest, body } }) => [src, dest, body.msg_id]),
      [
        ['c1', 'n1', 1],
        ['c2', 'n2', 1],
        ['c1', 'n1', 2],
      ],
    );
    requests.receive('c2', { type: 'read_ok', value: 'b', in_reply_to: 1 }, 1001);
    requests.receive('c1', { type: 'read_ok', value: 'a', in_reply_to: 1 }, 1002);
    assert.equal(requests.unanswered, 1);
    requests.receive('c1', { type: 'read_ok', value: 'c', in_reply_to: 2 }, 1002);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.type === 'answer' && outcome.body['value']),
      ['b', 'a', 'c'],
    );
    assert.equal(requests.unanswered, 0);
  });

  it('time out once, and may be answered late', () => {
    const types: string[] = [];
    requests.send('n1', { type: 'read' }, ({ type }) => types.push(type), 100);
    nowMs += 99;
    requests.sweep();
    assert.deepEqual(types, []);
    nowMs += 1;
    requests.sweep();
    requests.sweep();
    assert.deepEqual([types, requests.unanswered], [['timeout'], 0]);
    assert.equal(requests.oldestUnanswered('n1', 0)?.sentAtMs, 1000);
    requests.receive('c1', { type: 'read_ok', in_reply_to: lastId() }, nowMs);
    assert.deepEqual([types, requests.unanswered], [['timeout', 'answer'], 0]);
    assert.equal(requests.oldestUnanswered('n1', 0), undefined);
  });

  it('tell what is no answer: to nothing, once more, or to a number that is not whole', () => {
    const request = { type: 'read', key: 'x' };
    requests.send('n1', request, () => undefined);
    const receipt = (in_reply_to: unknown): unknown =>
      requests.receive('c1', { type: 'read_ok', in_reply_to }, 1001);
    for (const id of [77, null]) assert.deepEqual(receipt(id), { type: 'unasked' });
    assert.deepEqual([requests.isWaiting('c1'), requests.isWaiting('c2')], [true, false]);
    assert.deepEqual(receipt(new ExactNumber('1.0')), { type: 'no_number', request });
    assert.equal(requests.unanswered, 1);
    assert.deepEqual(receipt(1), { type: 'answer' });
    assert.deepEqual(receipt(1), { type: 'again', request });
    assert.equal(requests.isWaiting('c1'), false);
  });

  it('may be answered by another node, which is at fault where the one that was asked answers, too', () => {
    const request = { type: 'read' };
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 2; i++) requests.send('n1', request, (outcome) => outcomes.push(outcome));
    const answer = { type: 'write_ok', in_reply_to: 1 };
    assert.deepEqual(requests.receive('c1', answer, 1001, 'n2'), { type: 'answer' });
    assert.deepEqual(outcomes, [{ type: 'answer', body: answer, atMs: 1001, from: 'n2' }]);
    const late = { type: 'read_ok', in_reply_to: 1 };
    assert.deepEqual(requests.receive('c1', late, 1002, 'n1'), {
      type: 'forestalled',
      ...{ by: 'n2', answer, request },
    });
    assert.deepEqual(requests.receive('c1', late, 1002, 'n2'), { type: 'again', request });
    assert.deepEqual(requests.receive('c1', { ...late, in_reply_to: 2 }, 1003, 'n1'), { type: 'answer' });
    assert.deepEqual(requests.receive('c1', { ...late, in_reply_to: 2 }, 1003, 'n2'), {
      type: 'again',
      request,
    });
  });

  it('are not waited for when their node was killed, or is down, but time out for their client', () => {
    const outcomes: string[] = [];
    for (const node of ['n1', 'n2', 'down'])
      requests.send(node, { type: 'read' }, ({ type }) => outcomes.push(`${node} ${type}`));
    assert.equal(requests.unanswered, 2);
    requests.lost('n1');
    assert.equal(requests.unanswered, 1);
    nowMs += REQUEST_TIMEOUT_MS;
    requests.sweep();
    assert.deepEqual(outcomes, ['n1 timeout', 'n2 timeout', 'down timeout']);
    assert.equal(requests.unanswered, 0);
    assert.equal(requests.oldestUnanswered('n1', nowMs), undefined);
  });

  it('are not remembered without bound', () => {
    let timeouts = 0;
    const quiet = new RequestClient(
      ADDRESSES,
      () => true,
      () => nowMs,
    );
    for (let i = 0; i < MAX_REMEMBERED + 10; i++) quiet.send('n1', { type: 'read' }, () => timeouts++);
    assert.deepEqual([timeouts, quiet.unanswered], [10, MAX_REMEMBERED]);
  });
});
