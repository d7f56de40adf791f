/** What comes back is what was sent, or the verdict shows the difference. */

import assert from 'node:assert/strict';
import { EchoChecker } from './echo.ts';

describe('a verdict on echoes', () => {
  it('takes the same value in another spelling for the same, and nothing else', () => {
    const checker = new EchoChecker();
    checker.answered({ node: 'n1', sent: '{"a":1,"b":[2]}', returned: '{"b": [2], "a": 1}' });
    assert.ok(checker.verdict().ok);
    const distorted = [
      { node: 'n1', sent: '"x"', returned: '"y"' },
      { node: 'n1', sent: '1', returned: undefined },
    ];
    for (const echo of distorted) checker.answered(echo);
    const verdict = checker.verdict();
    assert.deepEqual([verdict.ok, verdict.echoes, verdict.distorted.count], [false, 3, 2]);
    assert.deepEqual(verdict.distorted.examples, distorted);
  });
});
