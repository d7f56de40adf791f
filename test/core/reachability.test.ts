/** Which peers are suspected: those that owe an answer for too long, until they are heard of. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../src/core/events.ts';
import { Reachability } from '../../src/core/reachability.ts';
import type { NodeId } from '../../src/protocol/names.ts';

const SUSPECT_AFTER_MS = 500;
const [N2, N3] = ['n2', 'n3'] as NodeId[] as [NodeId, NodeId];

describe('reachability', () => {
  let reachability: Reachability;
  let events: NodeEvent[];

  /** What is reported at a time, if anything changed. */
  const suspectedAt = (now: number): number | undefined => {
    events = [];
    assert.equal(reachability.update(now, events), events.length > 0, 'it says whether something changed');
    const [event] = events;
    return event?.type === 'peers' ? event.suspected : undefined;
  };

  beforeEach(() => {
    reachability = new Reachability(2, SUSPECT_AFTER_MS);
    assert.equal(suspectedAt(0), 0, 'the first report');
  });

  it('suspects a peer that was asked and has been silent for too long, to the millisecond', () => {
    reachability.asked(N2, 100);
    assert.equal(reachability.dueAtMs, 600);
    assert.equal(suspectedAt(599), undefined);
    assert.equal(suspectedAt(600), 1);
    assert.deepEqual([reachability.isSuspected(N2), reachability.isSuspected(N3)], [true, false]);
    assert.equal(reachability.dueAtMs, Infinity, 'nothing more to wait for');
  });

  it('suspects whom a failure detector suspects, until it is cleared or heard of', () => {
    reachability.asked(N2, 100);
    reachability.suspect(N2, 200);
    reachability.suspect(N3, 200);
    reachability.suspect(N3, 900);
    assert.equal(reachability.isAvoided(N3, 700), false, 'the first time counts');
    assert.equal(suspectedAt(201), 2);
    reachability.cleared(N2);
    reachability.cleared(N2);
    reachability.heard(N3);
    assert.equal(suspectedAt(202), 0);
    reachability.asked(N3, 300);
    reachability.cleared(N3);
    assert.equal(suspectedAt(800), 1, 'what it owes this node it owes all the same');
  });

  it('suspects nobody that was not asked', () => {
    assert.equal(suspectedAt(1_000_000), undefined);
    assert.equal(reachability.dueAtMs, Infinity);
  });

  it('counts from the first question without an answer: asking again does not help a silent peer', () => {
    for (const now of [100, 300, 500]) reachability.asked(N2, now);
    assert.equal(suspectedAt(600), 1);
  });

  it('is cleared by any word, before or after the suspicion', () => {
    reachability.asked(N2, 100);
    reachability.heard(N2);
    assert.equal(suspectedAt(700), undefined);
    reachability.asked(N2, 700);
    assert.equal(suspectedAt(1200), 1);
    reachability.heard(N2);
    assert.equal(suspectedAt(1201), 0);
  });

  it('avoids who is suspected, but for one try in the time that an answer may take', () => {
    reachability.asked(N2, 0);
    assert.equal(reachability.isAvoided(N2, 499), false, 'not suspected yet');
    suspectedAt(500);
    assert.deepEqual(
      [999, 1000].map((now) => reachability.isAvoided(N2, now)),
      [true, false],
    );
    reachability.sent(N3, 1200);
    reachability.sent(N2, 1200);
    assert.deepEqual(
      [1699, 1700].map((now) => reachability.isAvoided(N2, now)),
      [true, false],
    );
    assert.equal(reachability.isAvoided(N3, 1200), false);
    reachability.sent(N2, 1700);
    reachability.heard(N2);
    assert.equal(reachability.isAvoided(N2, 1700), false, 'it is back');
  });

  it('waits for each peer by itself', () => {
    reachability.asked(N2, 0);
    reachability.asked(N3, 100);
    reachability.heard(N2);
    assert.equal(reachability.dueAtMs, 600);
    reachability.asked(N2, 200);
    assert.equal(suspectedAt(600), 1);
    assert.deepEqual([reachability.isSuspected(N2), reachability.isSuspected(N3)], [false, true]);
    assert.equal(suspectedAt(700), 2);
  });

  it('forgets who is no member any more, and of the others nothing', () => {
    for (const peer of [N2, N3]) reachability.asked(peer, 0);
    assert.equal(suspectedAt(500), 2);
    assert.ok(reachability.isAlone);
    reachability.membersChanged(1, (node) => node === N2);
    assert.equal(suspectedAt(501), 1);
    assert.deepEqual([reachability.isSuspected(N2), reachability.isSuspected(N3)], [true, false]);
  });

  it('leaves nobody alone who has no peers', () => {
    assert.equal(new Reachability(0, SUSPECT_AFTER_MS).isAlone, false);
  });
});
