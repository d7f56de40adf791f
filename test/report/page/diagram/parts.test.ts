/** What the viewer thinks with, without a browser: the view, the search by time, filters, lanes, and the list of events. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NEVER } from '../../../../src/report/diagram/recording.ts';
import { EventList, type Event } from '../../../../src/report/page/diagram/event-list.ts';
import { ANYTHING, messagesThat, operationsThat } from '../../../../src/report/page/diagram/filter.ts';
import { busyLanes, STACK, stacked } from '../../../../src/report/page/diagram/lanes.ts';
import { Shown } from '../../../../src/report/page/diagram/shown.ts';
import { SpanIndex } from '../../../../src/report/page/diagram/span-index.ts';
import { axisTicks, kept, moved, SHORTEST_VIEW, zoomed } from '../../../../src/report/page/diagram/view.ts';
import { wordsOf } from '../../../../src/report/page/diagram/wording.ts';
import { operationColumns } from '../../../../src/report/diagram/codec.ts';
import { largeRecording } from '../../diagram/samples.ts';

const recording = largeRecording(4000);

describe('the view of the diagram', () => {
  const BOUNDS = [0, 100_000] as const;
  const SPAN = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }));

  it('never leaves the run, and never becomes too short', () => {
    fc.assert(
      fc.property(SPAN, fc.double({ min: 0.01, max: 100, noNaN: true }), ([from, to], factor) => {
        const view = kept([from, to], BOUNDS);
        for (const [a, b] of [view, zoomed(view, factor, from, BOUNDS), moved(view, factor, BOUNDS)]) {
          assert.ok(a >= BOUNDS[0] && b <= BOUNDS[1] + 1e-6 && b - a >= SHORTEST_VIEW - 1e-6);
        }
      }),
    );
  });

  it('keeps the moment in its place around which it zooms', () => {
    const [from, to] = zoomed([10_000, 20_000], 0.5, 12_500, BOUNDS);
    assert.deepEqual([from, to], [11_250, 16_250]);
  });

  it('has round numbers on its axis', () => {
    assert.deepEqual(axisTicks([130, 1000], 5), [200, 400, 600, 800, 1000]);
  });
});

describe('the search by time', () => {
  it('finds whatever has a part in the span, as looking at each would', () => {
    const spans = fc.array(fc.tuple(fc.nat(2000), fc.nat(300)), { maxLength: 1500 });
    fc.assert(
      fc.property(spans, fc.nat(2000), fc.nat(200), (all, from, length) => {
        const sorted = all.toSorted(([a], [b]) => a - b);
        const ends = sorted.map(([start, lasts]) => start + lasts);
        const index = new SpanIndex(
          Float64Array.from(sorted, ([start]) => start),
          Float64Array.from(ends),
        );
        const found: number[] = [];
        index.within(from, from + length, (one) => found.push(one));
        const expected = [...sorted.keys()].filter(
          (i) =>
            (sorted[i]?.[0] ?? 0) < from + length &&
            ((ends[i] ?? 0) >= from || (sorted[i]?.[0] ?? 0) >= from),
        );
        assert.deepEqual(found, expected);
      }),
    );
  });
});

describe('the filters of the diagram', () => {
  it('find messages and operations by key', () => {
    const rows = messagesThat(recording, { ...ANYTHING, key: 'k7' });
    assert.equal(rows.length, 80);
    assert.ok(rows.every((row) => Math.floor(row / 4) % 50 === 7));
    assert.equal(operationsThat(recording, { ...ANYTHING, key: 'k7' }).length, 20);
    assert.equal(messagesThat(recording, { ...ANYTHING, key: 'k' }).length, 0);
  });

  it('find them by lane, by type, and what failed', () => {
    const ofNode = messagesThat(recording, { ...ANYTHING, lane: 'n2' });
    const { from, to } = recording.messages;
    assert.ok(ofNode.length > 0 && ofNode.every((row) => from[row] === 7 || to[row] === 7));
    assert.equal(operationsThat(recording, { ...ANYTHING, lane: 'n2' }).length, 200);
    assert.equal(messagesThat(recording, { ...ANYTHING, type: 'write' }).length, 0);
    assert.equal(operationsThat(recording, { ...ANYTHING, type: 'read' }).length, 0);
    assert.equal(operationsThat(recording, { ...ANYTHING, type: 'mail' }).length, 0);
    assert.equal(messagesThat(recording, { ...ANYTHING, failed: true }).length, 40);
    assert.equal(operationsThat(recording, { ...ANYTHING, failed: true }).length, 1);
  });

  it('leave the lanes on which something happens', () => {
    const filter = { ...ANYTHING, key: 'k1' };
    const rows = { messages: new Uint32Array(0), operations: operationsThat(recording, filter) };
    assert.deepEqual(
      busyLanes(recording, rows).map((lane) => recording.lanes[lane]),
      ['c1', 'n1'],
    );
  });
});

describe('operations of one client', () => {
  it('stand above each other while they overlap, as far as there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(30)), { maxLength: 60 }), (all) => {
        const sorted = all.toSorted(([a], [b]) => a - b);
        const operations = operationColumns(sorted.length);
        sorted.forEach(([at, took], row) => [(operations.invoked[row] = at), (operations.took[row] = took)]);
        const places = stacked(operations, 1);
        sorted.forEach(([at], row) => {
          const open = sorted.slice(0, row).filter(([start, took]) => start + took > at);
          if (open.length >= STACK) return;
          const clash = sorted
            .slice(0, row)
            .some(([start, took], i) => start + took > at && places[i] === places[row]);
          assert.ok(!clash, `operation ${row} lies on another one`);
        });
      }),
    );
  });
});

describe('the list of events', () => {
  const shown = new Shown(recording);

  it('has all in order, whichever page one asks for', () => {
    const all = shown.list.slice(shown.bounds, 0, 10_000);
    assert.equal(all.length, 5000);
    assert.equal(shown.list.count(shown.bounds), 5000);
    assert.ok(all.every(({ at }, i) => i === 0 || at >= (all[i - 1]?.at ?? 0)));
    assert.deepEqual(shown.list.slice(shown.bounds, 1200, 25), all.slice(1200, 1225));
  });

  it('goes from event to event, there and back', () => {
    const list = new EventList(
      { messages: shown.messages.slice(0, 60), operations: shown.operations.slice(0, 20) },
      {
        messages: recording.messages.sent.slice(0, 60),
        operations: recording.operations.invoked.slice(0, 20),
      },
    );
    const all = list.slice(shown.bounds, 0, 1000);
    const walk = (from: Event | undefined, step: 1 | -1): Event[] => {
      const walked: Event[] = [];
      for (let event = from; event !== undefined; event = list.beside(event, step)) walked.push(event);
      return walked;
    };
    assert.deepEqual(walk(all[0], 1), all);
    assert.deepEqual(walk(all.at(-1), -1), all.toReversed());
  });

  it('says in words what became of each', () => {
    const words = (event: Event): string => {
      const { what, where, outcome, about } = wordsOf(recording, event, shown.firstLoads);
      return [what, where, outcome, about].join('; ');
    };
    assert.equal(words({ type: 'message', row: 0, at: 0 }), 'mail; n0 → n1; arrived after 20.00 ms; k0');
    assert.equal(
      words({ type: 'message', row: 99, at: 0 }),
      'mail; n4 → n3; lost: the network dropped it; k24',
    );
    assert.equal(
      words({ type: 'operation', row: 999, at: 0 }),
      'write 1000; c4 at n4; failed: timeout; key k49',
    );
    assert.equal(recording.operations.took[999], NEVER);
  });

  it('opens at a proof: its operations in sight, and what carries their key', () => {
    const proven = new Shown(recording);
    assert.equal(proven.prove([8, 108]), 2);
    assert.equal(proven.filter.key, 'k7');
    const [from, to] = proven.view;
    assert.ok(from < 700 && to > 10_750 && to < 20_000, `${from} to ${to}`);
    assert.equal(proven.prove([123_456]), 0);
  });
});
