/** What a person reads of a node that ended a run: what it printed before, and nothing that contradicts the rest. */

import assert from 'node:assert/strict';
import { NodeFailure, type Printed } from '../../../src/bench/cluster/node-failure.ts';

function explained(printed: Partial<Printed>): string {
  const nothing = { stderrTail: () => [], unfinished: undefined, findings: [], lastLine: undefined };
  return new NodeFailure('n1', 'did it.', { ...nothing, ...printed }).explain();
}

describe('the failure of a node', () => {
  it('tells of its last line on stdout, or that there was none', () => {
    assert.equal(
      explained({}),
      'node n1 did it.\nIt printed no line on stdout.\nIt printed nothing on stderr.',
    );
    assert.match(explained({ lastLine: '{"a":1}' }), /\nIts last line on stdout: \{"a":1\}\n/);
  });

  it('tells of lines before the one that ended it', () => {
    assert.equal(explained({ isOfLine: true }), 'node n1 did it.\nIt printed nothing on stderr.');
    assert.match(
      explained({ isOfLine: true, lastLine: '{"a":1}' }),
      /\nAn earlier line on stdout: \{"a":1\}\n/,
    );
  });
});
