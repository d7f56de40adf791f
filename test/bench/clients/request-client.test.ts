/** Matching replies to requests: each request ends once, late answers count as such, strangers' replies as unexpected. */

import assert from 'node:assert/strict';
import {
  MAX_REMEMBERED,
  REQUEST_TIMEOUT_MS,
  RequestClient,
  type Outcome,
} from '../../../src/bench/clients/request-client.ts';

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
    requests = new RequestClient('c1', send, () => nowMs);
  });

  const lastId = (): number => lines.at(-1)?.message.body.msg_id ?? 0;

  it('carry unique ids, and end with their own answer', () => {
    const outcomes: Outcome[] = [];
    requests.send('n1', { type: 'read', key: 1 }, (outcome) => outcomes.push(outcome));
    const first = lastId();
    requests.send('n2', { type: 'read', key: 2 }, (outcome) => outcomes.push(outcome));
    assert.notEqual(first, lastId());
    assert.equal(lines[1]?.message.dest, 'n2');
    requests.receive({ type: 'read_ok', value: 'b', in_reply_to: lastId() }, 1001);
    requests.receive({ type: 'read_ok', value: 'a', in_reply_to: first }, 1002);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.type === 'answer' && outcome.body['value']),
      ['b', 'a'],
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
    assert.equal(requests.oldestUnansweredMs('n1', 0), 1000);
    requests.receive({ type: 'read_ok', in_reply_to: lastId() }, nowMs);
    assert.deepEqual([types, requests.unanswered], [['timeout', 'answer'], 0]);
    assert.equal(requests.oldestUnansweredMs('n1', 0), undefined);
  });

  it('count replies that answer nothing, or answer twice', () => {
    requests.send('n1', { type: 'read' }, () => undefined);
    requests.receive({ type: 'read_ok', in_reply_to: 77 }, 1001);
    requests.receive({ type: 'read_ok' }, 1001);
    requests.receive({ type: 'read_ok', in_reply_to: lastId() }, 1001);
    requests.receive({ type: 'read_ok', in_reply_to: lastId() }, 1001);
    assert.equal(requests.unexpected, 3);
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
    assert.equal(requests.oldestUnansweredMs('n1', nowMs), undefined);
  });

  it('are not remembered without bound', () => {
    let timeouts = 0;
    const quiet = new RequestClient(
      'c1',
      () => true,
      () => nowMs,
    );
    for (let i = 0; i < MAX_REMEMBERED + 10; i++) quiet.send('n1', { type: 'read' }, () => timeouts++);
    assert.deepEqual([timeouts, quiet.unanswered], [10, MAX_REMEMBERED]);
  });
});
