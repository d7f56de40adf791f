/** Through what time a replica knows everything, by a table of its peers: each claim counts once all of it has come. */

import assert from 'node:assert/strict';
import { CompletenessTable } from '../../../src/core/measure/completeness-table.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

const [N1, N2] = ['n1', 'n2'] as NodeId[] as [NodeId, NodeId];
const [ME, L1, L2] = ['me#0', 'n1#0', 'n2#0'] as Origin[] as [Origin, Origin, Origin];

describe('the table of completeness', () => {
  let seen: VersionVector;
  let table: CompletenessTable;
  beforeEach(() => {
    seen = new VersionVector(10);
    table = new CompletenessTable(ME, 2, (node) => node === N1 || node === N2, seen, 2);
  });
  const see = (origin: Origin, seq: number): void => {
    seen.add(origin, seq);
    table.advanced(origin);
  };

  it('is complete through the least that is known of any peer, and knows nothing before it knows of all', () => {
    table.claim(N1, L1, 0, 100);
    assert.equal(table.throughMs, -Infinity);
    table.claim('n9' as NodeId, 'n9#0' as Origin, 0, 100);
    assert.equal(table.throughMs, -Infinity, 'n9 is no peer');
    table.claim(N2, L2, 0, 300);
    assert.equal(table.throughMs, 100);
    table.claim(N1, L1, 0, 200);
    assert.equal(table.throughMs, 200);
    table.claim(N1, L1, 0, 500);
    assert.equal(table.throughMs, 300);
    table.claim(N2, L2, 0, 250);
    assert.equal(table.throughMs, 300, 'an earlier claim says less');
  });

  it('is complete at once where there are no peers', () => {
    assert.equal(new CompletenessTable(ME, 0, () => false, seen, 2).throughMs, Infinity);
  });

  it('lets a claim wait for the writes that it speaks of', () => {
    table.claim(N2, L2, 0, 1000);
    table.claim(N1, L1, 1, 100);
    table.claim(N1, L1, 3, 300);
    table.claim(N1, L1, 2, 200);
    table.claim(N1, L1, 2, 50);
    assert.equal(table.throughMs, -Infinity);
    see(L1, 1);
    assert.equal(table.throughMs, -Infinity, 'there is room for two: the oldest claims are gone');
    see(L1, 2);
    assert.equal(table.throughMs, 200);
    see(L1, 3);
    assert.equal(table.throughMs, 300);
    table.claim(N1, L1, 3, 400);
    assert.equal(table.throughMs, 400);
  });

  it('takes a new life at its own word, though it knows less, and at nobody else’s', () => {
    const next = 'n1#1' as Origin;
    table.claim(N1, L1, 0, 500);
    table.claim(N2, L2, 0, 600);
    table.claim(N1, next, 0, 100);
    assert.equal(table.throughMs, 500);
    table.claim(N1, next, 1, 100, true);
    assert.equal(table.throughMs, 500, 'its first write has not come');
    seen.add(next, 1);
    table.claim(N1, next, 1, 100, true);
    assert.equal(table.throughMs, 100);
    table.claim(N1, next, 1, 700, true);
    assert.equal(table.throughMs, 600);
  });

  it('forgets what the life before had claimed, and was waiting for', () => {
    const next = 'n1#1' as Origin;
    table.claim(N2, L2, 0, 1000);
    table.claim(N1, L1, 0, 100);
    table.claim(N1, L1, 5, 900);
    table.claim(N1, next, 0, 200, true);
    for (const seq of [1, 2, 3, 4, 5]) see(L1, seq);
    assert.equal(table.throughMs, 200);
  });

  it('says of each origin how long ago it knew all, and never too much', () => {
    seen.add(L1, 1);
    seen.addRun(L2, 3, 4);
    table.claim(N1, L1, 1, 1000.0004);
    table.claim(N2, L2, 0, 5000);
    assert.deepEqual(table.seenSections(2000).seen, [
      [ME, 0, 0, 0],
      [L1, 1, 1000, 0],
      [L2, 0, 0, 0, [[3, 4]]],
    ]);
    const other = new CompletenessTable(L1, 1, () => true, seen, 2);
    assert.deepEqual(other.seenSections(0).seen, [
      [L1, 1, 0, 0],
      [L2, 0, null, 0, [[3, 4]]],
    ]);
  });

  describe('where members change,', () => {
    const lives = (...list: Origin[]): Map<NodeId, Origin> =>
      new Map(list.map((life) => [life.split('#')[0] as NodeId, life]));

    it('keeps what was known of those that stay, and what was known of all before', () => {
      table.membersChanged(lives(L1, L2), 0);
      table.claim(N1, L1, 0, 100);
      table.claim(N2, L2, 0, 300);
      table.membersChanged(lives(L2), 1000);
      assert.equal(table.throughMs, 300);
      table.membersChanged(lives('n1#5' as Origin, L2), 250);
      assert.equal(table.throughMs, 250, 'no further than now: who joins may accept what is dated later');
      table.claim(N2, L2, 0, 800);
      assert.equal(table.throughMs, 250);
      table.claim(N1, L1, 0, 900);
      assert.equal(table.throughMs, 250, 'that life is no member');
      table.claim(N1, 'n1#5' as Origin, 0, 700);
      assert.equal(table.throughMs, 700);
    });

    it('drops what it was told of a node that is gone', () => {
      table.membersChanged(lives(L1, L2), 0);
      table.claim(N1, L1, 1, 100);
      table.membersChanged(lives(L2), 0);
      table.membersChanged(lives(L1, L2), 0);
      table.claim(N2, L2, 0, 50);
      see(L1, 1);
      assert.equal(table.throughMs, -Infinity);
    });

    it('lets the claims of those that stay wait on', () => {
      table.membersChanged(lives(L1, L2), 0);
      table.claim(N2, L2, 0, 500);
      table.claim(N1, L1, 1, 100);
      table.membersChanged(lives(L1, L2), 1000);
      see(L1, 1);
      assert.equal(table.throughMs, 100);
    });

    it('is complete where nobody is left', () => {
      table.membersChanged(lives(L1), 0);
      table.membersChanged(lives(), 10);
      assert.equal(table.throughMs, Infinity);
    });
  });
});
