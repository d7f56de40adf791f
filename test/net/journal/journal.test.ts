/** The journal keeps the first messages of a run and the last, with what became of them and what they carried. */

import assert from 'node:assert/strict';
import { Journal, Names, valueHash } from '../../../src/net/journal/journal.ts';
import { FATES } from '../../../src/net/journal/segment.ts';
import type { WireEntry, WireValue } from '../../../src/protocol/gossip.ts';

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

  it('keeps who sent what to whom, when it left and arrived, and which writes it carried', () => {
    const journal = new Journal(4);
    journal.left('n0', 'n1', 'mail', 1);
    const number = journal.left('n1', 'n2', 'delta', 2.5);
    journal.carries(number, [entry(1, 'a'), ['n1#7', 9, 0, 0, 0, [['b', 'v']]] as unknown as WireEntry]);
    const { segment, slot } = journal.find(number);
    assert.deepEqual([segment.sentMs[slot], segment.arrivedMs[slot]], [2.5, NaN]);
    journal.arrived(number, 7.5);
    assert.equal(segment.arrivedMs[slot], 7.5);
    const name = ({ all }: Journal['lanes'], index: number | undefined): string | undefined =>
      all[index ?? -1];
    assert.deepEqual(
      [name(journal.lanes, segment.from[slot]), name(journal.lanes, segment.to[slot])],
      ['n1', 'n2'],
    );
    assert.equal(name(journal.kinds, segment.kind[slot]), 'delta');
    const carried = segment
      .placesOf(slot)
      .map((place) => [
        ...[name(journal.origins, segment.origin[place]), segment.seq[place]],
        ...[name(journal.keys, segment.key[place]), segment.value[place]],
      ]);
    assert.deepEqual(carried, [
      ['n0#1', 1, 'a', valueHash('"v"')],
      ['n1#7', 9, 'b', valueHash('"v"')],
    ]);
  });

  it("knows what a stranger's message is about by the members of Maelstrom's workloads", () => {
    for (const [body, about] of [
      [{ key: 'k', message: 1 }, ['k']],
      [{ key: 0 }, ['0']],
      [{ element: 'e' }, ['e']],
      [{ message: { a: 1 } }, []],
      [{ type: 'read' }, []],
    ] as const) {
      const journal = new Journal(1);
      journal.mentions(journal.left('n0', 'n1', 'x', 0), body);
      assert.deepEqual(kept(journal)[0]?.keys, about, JSON.stringify(body));
      const { segment, slot } = journal.find(0);
      for (const place of segment.placesOf(slot))
        assert.deepEqual([segment.origin[place], segment.seq[place], segment.value[place]], [0, 0, 0]);
    }
  });

  it('tells 50,000 names apart, and takes the rest together', () => {
    const names = new Names();
    const numbers = Array.from({ length: 50_001 }, (_, i) => names.numberOf(`n${i}`));
    assert.deepEqual([numbers[0], numbers[49_998]], [1, 49_999]);
    assert.deepEqual([numbers[49_999], numbers[50_000], names.all[0]], [0, 0, '(other)']);
    assert.equal(names.numberOf('n0'), 1, 'those that it knows it goes on to know');
    assert.equal(names.all.length, 50_000);
  });

  it('keeps the first and the last, and counts all', () => {
    const journal = new Journal(6);
    for (let at = 0; at < 20; at++) {
      const number = journal.left('n0', 'n1', 'mail', at);
      journal.carries(number, [entry(at + 1, `k${at}`)]);
    }
    assert.equal(journal.sent, 20);
    assert.deepEqual(journal.kept(), [
      [0, 3],
      [17, 20],
    ]);
    assert.deepEqual(
      kept(journal).map(({ at }) => at),
      [0, 1, 2, 17, 18, 19],
    );
    assert.deepEqual(
      kept(journal).map(({ keys }) => keys[0]),
      ['k0', 'k1', 'k2', 'k17', 'k18', 'k19'],
    );
  });

  it('has room for the first ones first, for one more of them where the number is odd, and for one at the least', () => {
    const keptOf = (capacity: number, sent: number): unknown => {
      const journal = new Journal(capacity);
      for (let at = 0; at < sent; at++) journal.left('n0', 'n1', 'mail', at);
      return journal.kept();
    };
    assert.deepEqual(keptOf(5, 2), [[0, 2]]);
    assert.deepEqual(keptOf(5, 3), [[0, 3]]);
    assert.deepEqual(keptOf(5, 4), [[0, 3], [3, 4]]); // oxfmt-ignore
    assert.deepEqual(keptOf(5, 9), [[0, 3], [7, 9]]); // oxfmt-ignore
    assert.deepEqual(keptOf(1, 9), [[0, 1], [8, 9]]); // oxfmt-ignore
  });

  it('leaves a message alone that has taken the place of another', () => {
    // Three first ones, and the last two, of 0 … 8.
    const journal = new Journal(5);
    const numbers = Array.from({ length: 9 }, (_, at) => journal.left('n0', 'n1', 'mail', at));
    for (const gone of numbers.slice(3, 7)) {
      journal.lost(gone, 'loss');
      journal.arrived(gone, 9);
    }
    assert.ok(kept(journal).every(({ fate }) => fate === 'under way'));
    journal.lost(0, 'down');
    journal.arrived(2, 9);
    journal.lost(7, 'loss');
    assert.deepEqual(
      kept(journal).map(({ at, fate }) => `${at} ${fate}`),
      ['0 down', '1 under way', '2 arrived', '7 loss', '8 under way'],
    );
  });

  it('has each in its place while there is room for all', () => {
    const journal = new Journal(5);
    for (let at = 0; at < 5; at++) journal.arrived(journal.left('n0', 'n1', 'mail', at), 9);
    assert.deepEqual(
      kept(journal).map(({ at, fate }) => `${at} ${fate}`),
      [0, 1, 2, 3, 4].map((at) => `${at} arrived`),
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
    assert.deepEqual(
      kept(journal).map(({ keys }) => keys.length),
      [2, 2, 0, 2],
    );
  });

  it('goes round in its room for writes as in that for messages', () => {
    const journal = new Journal(2);
    for (let at = 0; at < 5; at++) {
      const number = journal.left('n0', 'n1', 'mail', at);
      journal.carries(number, [entry(at, `a${at}`)]);
      if (at === 4) journal.carries(number, [entry(at, `b${at}`)]);
    }
    assert.deepEqual(kept(journal).at(-1)?.keys, ['a4', 'b4'], 'the last place, then the first');
  });

  it('knows a value on the wire again by its JSON text', () => {
    const hashed = (value: WireValue | undefined): number | undefined => {
      const journal = new Journal(1);
      const write = value === undefined ? ['a'] : ['a', value];
      const carried = ['n0#1', 1, 0, 0, 0, [write]] as unknown as WireEntry;
      journal.carries(journal.left('n0', 'n1', 'mail', 0), [carried]);
      const { segment, slot } = journal.find(0);
      return segment.value[segment.placesOf(slot)[0] ?? -1];
    };
    for (const value of ['x', 17, true, null]) assert.equal(hashed(value), valueHash(JSON.stringify(value)));
    assert.equal(hashed(['{"y":1}'] as unknown as WireValue), valueHash('{"y":1}'));
    assert.deepEqual([hashed([]), hashed(undefined)], [0, 0], 'deleted, or not said');
    assert.notEqual(valueHash('"x"'), valueHash('"y"'));
    for (const text of ['', '"x"', '17']) assert.ok(valueHash(text) > 0 && valueHash(text) < 2 ** 32);
  });
});
