/** Which trace contexts name a trace that is kept: those alone that are well-formed and sampled. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sampledTraceId } from '../../../src/observe/tracing/trace-id.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('the id of a sampled trace', () => {
  it('is in a context whose last flag is set', () => {
    for (let flags = 0; flags < 256; flags++) {
      const text = `00-${TRACE}-${SPAN}-${flags.toString(16).padStart(2, '0')}`;
      assert.equal(sampledTraceId(text), flags % 2 === 1 ? TRACE : undefined, text);
    }
    assert.equal(
      sampledTraceId(`cc-${TRACE}-${SPAN}-01-what will be`),
      TRACE,
      'a later version may say more',
    );
  });

  it('is in nothing else', () => {
    const sound = `00-${TRACE}-${SPAN}-01`;
    assert.equal(sampledTraceId(undefined), undefined);
    assert.equal(sampledTraceId(`x${sound}`), undefined);
    assert.equal(sampledTraceId(`${sound}0`), undefined);
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.constantFrom('', 'g', '00'), (at, other) => {
        const broken = sound.slice(0, at) + other + sound.slice(at + 1);
        assert.equal(sampledTraceId(broken), undefined, broken);
      }),
    );
  });
});
