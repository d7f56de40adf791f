/** The journal keeps the first messages of a run and the last, with what became of them and what they carried. */

import assert from 'node:assert/strict';
import { Journal, valueHash } from '../../../src/net/journal/journal.ts';
import { FATES } from '../../../src/net/journal/segment.ts';
import type { WireEntry } from '../../../src/protocol/gossip.ts';

function kept(journal: Journal): { at: number; fate: string; keys: string[] }[] {
  return journal.kept().flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, i) => {
      const { segment, slot } = journal.find(from + i);
      return {
        at: segment.sentMs[slot] ?? NaN,
        fate: FATES[segment.fate[slot] ?? 0] ?? '',
        keys: segment.placesOf(slot).map((place) => journal.keys.all[segment.key[place] ?? 0] ?? ''),
      };
    }),
  );
}

const entry = (seq: number, key: string): WireEntry =>
  ['n0#1', seq, 0, 0, 0, [[key, 'v']]] as unknown as WireEntry;

describe('the journal', () => {
  it('tells what became of each message', () => {
    const journal = new Journal(10);
    const numbers = [1, 2, 3].map((at) => journal.left('n0', 'n1', 'mail', at));
    journal.carries(numbers[0] ?? 0, [entry(1, 'a'), entry(2, 'b')]);
    journal.mentions(numbers[1] ?? 0, { type: 'broadcast', message: 17 });
    journal.arrived(numbers[0] ?? 0, 5);
    journal.lost(numbers[1] ?? 0, 'partition');
    assert.deepEqual(kept(journal), [
      { at: 1, fate: 'arrived', keys: ['a', 'b'] },
      { at: 2, fate: 'partition', keys: ['17'] },
      { at: 3, fate: 'under way', keys: [] },
    ]);
  });

  it('keeps the first and the last, and counts all', () => {
    const journal = new Journal(6);
    for (let at = 0; at < 20; at++) {
      const number = journal.left('n0', 'n1', 'mail', at);
      journal.carries(number, [entry(at + 1, `k${at}`)]);
    }
    assert.equal(journal.sent, 20);
    assert.deepEqual(
      kept(journal).map(({ at }) => at),
      [0, 1, 2, 17, 18, 19],
    );
    assert.deepEqual(
      kept(journal).map(({ keys }) => keys[0]),
      ['k0', 'k1', 'k2', 'k17', 'k18', 'k19'],
    );
  });

  it('leaves a message alone that has taken the place of another', () => {
    const journal = new Journal(4);
    const numbers = Array.from({ length: 8 }, (_, at) => journal.left('n0', 'n1', 'mail', at));
    journal.lost(numbers[4] ?? 0, 'loss');
    journal.arrived(numbers[7] ?? 0, 9);
    assert.deepEqual(
      kept(journal).map(({ fate }) => fate),
      ['under way', 'under way', 'under way', 'arrived'],
    );
  });

  it('says of a message whose writes were pushed out that it carried none, and never those of another', () => {
    const journal = new Journal(4);
    for (let at = 0; at < 6; at++) {
      const number = journal.left('n0', 'n1', 'mail', at);
      journal.carries(
        number,
        Array.from({ length: at === 4 ? 4 : 2 }, (_, i) => entry(10 * at + i + 1, `k${at}`)),
      );
    }
    for (const { at, keys } of kept(journal))
      assert.ok(
        keys.every((key) => key === `k${at}`),
        `${at}: ${keys.join()}`,
      );
  });

  it('knows a value on the wire again by its JSON text', () => {
    const journal = new Journal(4);
    const number = journal.left('n0', 'n1', 'mail', 0);
    journal.carries(number, [
      [
        'n0#1',
        1,
        0,
        0,
        0,
        [
          ['a', 'x'],
          ['b', ['{"y":1}']],
        ],
      ] as unknown as WireEntry,
    ]);
    const { segment, slot } = journal.find(number);
    assert.deepEqual(
      segment.placesOf(slot).map((place) => segment.value[place]),
      [valueHash('"x"'), valueHash('{"y":1}')],
    );
  });
});
