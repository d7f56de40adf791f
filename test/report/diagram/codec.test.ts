/** What the page carries is what was recorded, whatever it was. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deflateSync } from 'node:zlib';
import { decode, encode } from '../../../src/report/diagram/codec.ts';
import { anyRecording, largeRecording } from './samples.ts';

describe('a recording as bytes', () => {
  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(anyRecording, (recording) => assert.deepEqual(decode(encode(recording)), recording)),
    );
  });

  it('takes a few bytes a message', () => {
    const packed = deflateSync(encode(largeRecording(20_000)));
    assert.ok(packed.length < 60_000, `${packed.length} bytes`);
  });
});
