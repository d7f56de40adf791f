/** Small graphs, each with what is found in it: where one circle lies beside another, a relay is the shorter way, or nothing may be spent. */

import assert from 'node:assert/strict';
import { circlesAmong, findCycles } from '../../../src/check/cycles/cycles.ts';
import { EdgeList, LABELS, type Label } from '../../../src/check/cycles/graph.ts';

/** `0 rw 1`, one after the other; what is beyond the transactions is a relay. */
function listOf(transactions: number, edges: string): EdgeList {
  const list = new EdgeList(transactions);
  for (const edge of edges.split(', ')) {
    const [from = '', label = '', to = ''] = edge.split(' ');
    assert.ok(label in LABELS, edge);
    while (list.size <= Math.max(Number(from), Number(to))) list.addRelay();
    list.add(Number(from), Number(to), label as Label);
  }
  return list;
}

/** Each as its type, and its transactions with the labels between them. */
function found(list: EdgeList, budget?: number): string[] {
  return findCycles(list, budget).cycles.map(({ type, transactions, labels }) =>
    [type, ...labels.flatMap((label, i) => [transactions[i], label])].join(' '),
  );
}

describe('in a small graph', () => {
  it('each of two circles is found, also where one leads to the other', () => {
    const two = listOf(4, '0 ww 2, 2 ww 0, 1 ww 3, 3 ww 1, 1 wr 0');
    assert.deepEqual(found(two).sort(), ['G0 0 ww 2 ww', 'G0 1 ww 3 ww']);
    assert.equal(circlesAmong(two).length, 2);
    const both = listOf(4, '0 ww 1, 1 ww 0, 1 ww 2, 2 ww 3, 3 ww 2, 3 wr 1');
    assert.deepEqual(found(both).filter((text) => text.startsWith('G0 ')).sort(), ['G0 0 ww 1 ww', 'G0 2 ww 3 ww']); // oxfmt-ignore
  });

  it('a circle is found once, and not again as one of a wider kind', () => {
    assert.deepEqual(found(listOf(2, '1 process 0, 0 ww 1')), ['G0-process 0 ww 1 process']);
    assert.deepEqual(found(listOf(2, '0 ww 1, 1 ww 0, 0 wr 1')), ['G0 0 ww 1 ww']);
    assert.deepEqual(found(listOf(3, '1 rw 0, 2 rw 1, 0 process 2')), [
      'G2-item-process 2 rw 1 rw 0 process',
    ]);
    const apart = listOf(4, '0 rw 2, 2 rw 0, 1 process 3, 3 rw 1');
    assert.deepEqual(found(apart).sort(), ['G-single-item-process 3 rw 1 process', 'G2-item 0 rw 2 rw']);
  });

  it('one where reads follow each other does not hide one where they do not', () => {
    assert.deepEqual(found(listOf(3, '1 rw 2, 0 rw 2, 2 rw 1, 2 realtime 0')), [
      'G2-item 2 rw 1 rw',
      'G-single-item-realtime 0 rw 2 realtime',
    ]);
    assert.deepEqual(found(listOf(2, '0 rw 1, 1 rw 0, 0 process 1')), [
      'G2-item 0 rw 1 rw',
      'G-single-item-process 1 rw 0 process',
    ]);
  });

  it('one overwritten read is shown before two, although the way round is longer', () => {
    const list = listOf(7, '0 rw 1, 1 ww 2, 2 rw 3, 3 ww 0, 1 ww 4, 4 ww 5, 5 ww 6, 6 ww 0');
    assert.deepEqual(found(list), ['G-single-item 0 rw 1 ww 4 ww 5 ww 6 ww']);
  });

  it('relays cost nothing', () => {
    const [circle = []] = circlesAmong(
      listOf(3, '0 ww 1, 1 ww 2, 2 ww 0, 0 realtime 3, 3 relay 4, 4 relay 2'),
    );
    assert.deepEqual(circle, [0, 3, 4, 2]);
    assert.deepEqual(circlesAmong(listOf(3, '0 rw 2, 0 ww 1, 1 realtime 3, 3 relay 0')), [[0, 1, 3]]);
  });

  it('what is reached again out of a relay is nearer', () => {
    const list = listOf(4, '0 rw 1, 1 ww 2, 2 realtime 3, 1 realtime 4, 4 relay 3, 3 ww 0');
    assert.deepEqual(found(list), ['G-single-item-realtime 0 rw 1 realtime 3 ww']);
  });

  it('what was gone through keeps the way on which it was reached, whatever a relay leads back to it', () => {
    const list = listOf(6, '0 ww 1, 1 ww 2, 1 ww 3, 3 realtime 6, 6 relay 2, 2 ww 4, 4 ww 5, 5 realtime 0');
    assert.deepEqual(found(list), ['G0-realtime 0 ww 1 ww 2 ww 4 ww 5 realtime']);
  });

  it('of several edges between two the first is shown', () => {
    assert.deepEqual(found(listOf(3, '2 wr 1, 1 wr 2, 2 ww 1')), ['G1c 1 wr 2 wr']);
  });
});

describe('with nothing to spend', () => {
  it('the first search of a component finds one all the same, and others none that is shorter', () => {
    const ring = Array.from({ length: 30 }, (_, i) => `${i} wr ${(i + 1) % 30}`).join(', ');
    const list = listOf(30, `${ring}, 15 wr 14`);
    const lengths = [0, undefined].map((budget) => findCycles(list, budget).cycles[0]?.labels.length);
    assert.deepEqual(lengths, [30, 2]);
  });

  it('nothing is given up but the search for one overwritten read', () => {
    for (const [edges, type, gaveUp] of [
      ['1 ww 2, 2 process 1', 'G0-process', false],
      ['2 wr 1, 1 wr 2', 'G1c', false],
      ['0 rw 1, 1 ww 0', 'G-single-item', true],
    ] as const) {
      const verdict = findCycles(listOf(3, edges), 0);
      assert.deepEqual([verdict.cycles.map((one) => one.type), verdict.gaveUp], [[type], gaveUp]);
    }
  });

  it('what leads out of a component is not looked at', () => {
    const list = listOf(4, '3 rw 2, 1 rw 2, 0 ww 2, 1 rw 2, 0 ww 3, 3 rw 1, 2 rw 3');
    assert.deepEqual(found(list, 2), ['G2-item 1 rw 2 rw 3 rw']);
  });
});
