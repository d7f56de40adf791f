/** Clients that go step by step: one request at a time each, two at a node at least, and as many as wait at once. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { Sessions } from '../../../src/bench/clients/sessions.ts';
import type { Session } from '../../../src/load/workload.ts';

const session = (): Session => ({ request: () => assert.fail(), answered: () => undefined });
const open = (): Sessions => new Sessions(session, prng(1));

describe('clients that go step by step', () => {
  it('are as many as wait at once, each with an id and a node of its own', () => {
    const sessions = open();
    const taken = Array.from({ length: 5 }, (_, i) => sessions.take(i < 3 ? 'n0' : 'n1'));
    assert.equal(new Set(taken.map(({ id }) => id)).size, 5);
    assert.equal(new Set(taken.map((one) => one.session)).size, 5);
    assert.deepEqual(
      taken.map(({ node }) => node),
      ['n0', 'n0', 'n0', 'n1', 'n1'],
    );
    assert.notEqual(sessions.nextId(), taken[4]?.id);
  });

  it('are taken again when they are free, two of a node in turn', () => {
    const sessions = open();
    const ids = new Set<number>();
    for (let turn = 0; turn < 50; turn++) {
      const client = sessions.take('n0');
      ids.add(client.id);
      sessions.giveBack(client);
    }
    assert.equal(ids.size, 2);
  });

  it('are replaced when they are given up, and now and then when they are not', () => {
    const sessions = open();
    const [first, second] = [sessions.take('n0'), sessions.take('n0')];
    sessions.giveUp(first);
    sessions.giveBack(second);
    assert.ok(![first.id, second.id].includes(sessions.take('n0').id));
    const long = open();
    const ids = new Set<number>();
    for (let turn = 0; turn < 5_000; turn++) {
      const client = long.take('n0');
      ids.add(client.id);
      long.giveBack(client);
    }
    assert.ok(ids.size > 10 && ids.size < 40, `${ids.size} clients`);
  });
});
