/** What peers have acknowledged, in a number where that is enough: it must never say another thing than runs would. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NodeId } from '../../../src/protocol/names.ts';
import { PeerAcks } from '../../../src/core/measure/peer-acks.ts';
import { Seen } from '../../../src/core/store/seen.ts';

const PEER = 'n1' as NodeId;
const LIMIT = 3;

describe('acknowledgements of peers', () => {
  it('say of each peer what its runs say, whether or not there are gaps', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 4 })), { maxLength: 12 });
    fc.assert(
      fc.property(runs, (list) => {
        const [acks, seen] = [new PeerAcks(), new Seen()];
        for (const [from, more] of list) {
          const to = from + more;
          const hasRoom = seen.hasRoomFor(from, to, LIMIT);
          assert.deepEqual(acks.missingIn(PEER, from, to), seen.missingIn(from, to));
          assert.equal(acks.add(PEER, from, to, LIMIT), hasRoom);
          if (hasRoom) seen.addRun(from, to, LIMIT);
          assert.deepEqual(acks.runs(PEER), [...seen.heldIn(1, Infinity)]);
          assert.equal(acks.through(PEER), seen.through);
          assert.equal(acks.covers(PEER, from, to), seen.covers(from, to));
          assert.equal(acks.has(PEER, to + 1), seen.has(to + 1));
        }
      }),
    );
  });

  it('are of those peers alone that have acknowledged something, or have begun with it', () => {
    const acks = new PeerAcks();
    assert.deepEqual([acks.knows(PEER), acks.through(PEER), acks.runs(PEER)], [false, 0, []]);
    acks.begin(PEER, 7);
    assert.deepEqual([[...acks.peers()], acks.through(PEER), acks.runs(PEER)], [[PEER], 7, [[1, 7]]]);
    acks.delete(PEER);
    assert.deepEqual([acks.knows(PEER), acks.has(PEER, 1)], [false, false]);
  });
});
