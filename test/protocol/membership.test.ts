/** What nodes say of who counts is taken in each of its forms, and refused where a part is missing, is another thing, or is too much. */

import assert from 'node:assert/strict';
import { membershipRule } from '../../src/protocol/validate/membership-rules.ts';
import { Hearing } from '../../src/protocol/validate/hearing.ts';

const ID = [3, 'join n1#0/2'];
const BALLOT = [2, 'n1#0'];
const PROPOSAL = ['left n1#0/3', ['left', 'n2#5']];
const VIEW = [ID, [['n1#0', 'active', 'n1:7400'], ...[['n2#5', 'joining']]], ['n3#1'], ['founded n1#0']];

const RIGHT: readonly (readonly unknown[])[] = [
  ['ask'],
  ['have'],
  ['join'],
  ['join', '10.0.0.1:7400'],
  ['found'],
  ['none', 'n1#0'],
  ['view', VIEW],
  ['prepare', ID, BALLOT],
  ['promise', ID, BALLOT],
  ['promise', ID, BALLOT, BALLOT, PROPOSAL],
  ['accept', ID, BALLOT, PROPOSAL],
  ['accept', ID, BALLOT, [...PROPOSAL, 'n2:7400']],
  ['accepted', ID, BALLOT],
  ['refuse', ID, BALLOT, BALLOT],
];

const WRONG: readonly unknown[] = [
  ...['ask', [], [7], ['nobody'], { 0: 'ask' }, ['constructor']],
  ...[['found', 'n1#0'], ['none'], ['none', 'n1'], ['none', 7], ['none', 'n1#0', 'n2#0']],
  ...[
    ['join', ''],
    ['join', 7],
    ['join', 'x'.repeat(301)],
  ],
  ...[['view'], ['view', [ID]], ['view', [[0, 'm'], [], [], []]], ['view', [ID, [['n1#0', 'gone']], [], []]]],
  ...[
    ['prepare', ID],
    ['prepare', BALLOT, ID],
    ['prepare', [3, 'x'.repeat(1025)], BALLOT],
  ],
  ...[
    ['accept', ID, BALLOT],
    ['accept', ID, BALLOT, ['m', ['stay', 'n1#0']]],
    ['refuse', ID, BALLOT],
  ],
];

/** These rules ask nothing of who listens. */
const HEARING = new Hearing('n1', {}, undefined as never);
const faultOf = (message: unknown) => membershipRule.fault(message, HEARING);

describe('a message about who counts', () => {
  for (const message of RIGHT)
    it(`may be ${JSON.stringify(message).slice(0, 60)}`, () => {
      assert.equal(faultOf(message), undefined);
    });

  it('asks to vote in a ballot of its sender alone: two changes as the same ballot could both take effect', () => {
    for (const message of [
      ['prepare', ID, [2, 'n2#5']],
      ['accept', ID, [2, 'n2#5'], PROPOSAL],
    ])
      assert.equal(faultOf(message)?.reason, 'false_claim');
  });

  it('is refused in any other form', () => {
    for (const message of WRONG) assert.equal(faultOf(message)?.reason, 'malformed', JSON.stringify(message));
  });
});
