/** Which replies Maelstrom's clients take, and why not the others. */

import assert from 'node:assert/strict';
import { replyFault } from '../../src/load/reply-form.ts';
import { workloadOf } from '../../src/load/workloads.ts';
import type { Body } from '../../src/protocol/envelope.ts';
import { parseExactly } from '../../src/protocol/exact-json.ts';

const { replies } = workloadOf({ workload: 'broadcast' });
const faultOf = (text: string): string | undefined =>
  replyFault('read', parseExactly(text) as Body, replies['read'] ?? {});

describe('the form of a reply', () => {
  it('is its type, its fields, and a whole number for each id', () => {
    for (const fits of [
      '{"type":"read_ok","messages":[1,"a"],"in_reply_to":1}',
      '{"type":"read_ok","messages":null,"in_reply_to":1,"msg_id":9223372036854775807}',
    ])
      assert.equal(faultOf(fits), undefined, fits);
  });

  for (const [text, fault] of [
    ['{"type":"","messages":[],"in_reply_to":1}', 'its type is missing'],
    ['{"type":"readok","messages":[],"in_reply_to":1}', 'its type is "readok"'],
    ['{"type":"read_ok","in_reply_to":1}', '"messages" is missing'],
    ['{"type":"read_ok","messages":{},"in_reply_to":1}', '"messages" is not a list'],
    ['{"type":"read_ok","messages":[],"in_reply_to":1,"seen":2}', '"seen" does not belong in it'],
    ['{"type":"read_ok","messages":[],"in_reply_to":1.0}', '"in_reply_to" is not a whole number'],
  ] as const) {
    it(`is not ${text}`, () => assert.equal(faultOf(text), fault));
  }

  it('may have null for a list, and not for an object', () => {
    const { replies: kafka } = workloadOf({ workload: 'kafka' });
    const fault = (type: 'poll', fields: string) =>
      replyFault(
        type,
        parseExactly(`{"type":"poll_ok","in_reply_to":1,${fields}}`) as Body,
        kafka[type] ?? {},
      );
    assert.equal(fault('poll', '"msgs":{}'), undefined);
    assert.equal(fault('poll', '"msgs":null'), '"msgs" is not an object of lists of [offset, message]');
  });

  it('of a number may be any whole one', () => {
    const form = workloadOf({ workload: 'g-counter' }).replies['read'] ?? {};
    const fault = (value: string) =>
      replyFault('read', parseExactly(`{"type":"read_ok","in_reply_to":1,"value":${value}}`) as Body, form);
    assert.equal(fault('9223372036854775807'), undefined);
    assert.equal(fault('3.0'), '"value" is not a whole number');
  });
});
