/** What Maelstrom's parser takes beside JSON becomes JSON, and nothing else does. */

import assert from 'node:assert/strict';
import { withControlsEscaped } from '../../src/protocol/loose-json.ts';

describe('control characters in a line', () => {
  it('are escaped within strings', () => {
    const line = '{"a\tb":"\u0001 \\" \u001f",\t"c":1}\r';
    assert.equal(withControlsEscaped(line), '{"a\\u0009b":"\\u0001 \\" \\u001f",\t"c":1}\r');
    assert.deepEqual(JSON.parse(withControlsEscaped(line)), { 'a\tb': '\u0001 " \u001f', c: 1 });
  });

  it('stay where they are escaped wrongly, and where there are none nothing changes', () => {
    for (const line of ['{"a":"\\\t"}', '{"a":"\\t"}', '"\\']) assert.equal(withControlsEscaped(line), line);
  });
});
