/** Messages between bench and agents are numbered: whatever is dropped on the way is known, and what is too large comes whole. */

import assert from 'node:assert/strict';
import { NumberedIn, NumberedOut } from '../../../src/bench/agents/numbered.ts';

/** @param isDropped by the place of the message, from 0 on */
function carry(
  frames: readonly string[],
  isDropped: (place: number) => boolean,
  maxBytes = 1000,
): { frames: string[]; gaps: [number, number][]; missing: number } {
  const got = { frames: [] as string[], gaps: [] as [number, number][] };
  const receiver = new NumberedIn({
    frame: (frame) => got.frames.push(frame.toString()),
    gap: (from, to) => got.gaps.push([from, to]),
  });
  let place = 0;
  const sender = new NumberedOut(maxBytes, (bytes) => {
    if (!isDropped(place++)) receiver.take(bytes);
  });
  for (const frame of frames) sender.send(Buffer.from(frame));
  return { ...got, missing: receiver.missing };
}

describe('numbered messages', () => {
  it('come as they were sent, also empty and large ones', () => {
    const frames = ['a', '', 'b'.repeat(5000), 'é'];
    assert.deepEqual(
      carry(frames, () => false, 100),
      { frames, gaps: [], missing: 0 },
    );
  });

  it('tell what never came, as soon as another one comes', () => {
    const { frames, gaps, missing } = carry(['a', 'b', 'c', 'd', 'e'], (place) => place === 1 || place === 2);
    assert.deepEqual(frames, ['a', 'd', 'e']);
    assert.deepEqual(gaps, [[2, 3]]);
    assert.equal(missing, 2);
  });

  for (const dropped of [1, 2, 3])
    it(`never hand on a part of a frame, where its part ${dropped} is lost`, () => {
      const { frames, gaps } = carry(['a', 'x'.repeat(250), 'b'], (place) => place === dropped, 107);
      assert.deepEqual(frames, ['a', 'b']);
      assert.deepEqual(gaps, [[dropped + 1, dropped + 1]]);
    });

  it('show that two senders go by one name', () => {
    const taken: string[] = [];
    const receiver = new NumberedIn({ frame: (frame) => taken.push(frame.toString()), gap: () => undefined });
    for (const text of ['one', 'other'])
      new NumberedOut(100, (bytes) => receiver.take(bytes)).send(Buffer.from(text));
    assert.deepEqual(taken, ['one']);
    assert.equal(receiver.repeated, 1);
  });
});
