/** What a replica answers, message by message: questions, acknowledgements that are wanted again, claims, and the time. */

import assert from 'node:assert/strict';
import type { WireEntry } from '../../../src/protocol/gossip.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import { N1, N2, N3, L1, L2, L3, START_MS, QUIET, Hand, mail, kinds, type Sent } from './exchange-by-hand.ts';

describe('a question', () => {
  it('is answered with what is seen here, and an echo, where it asks for no writes', () => {
    const hand = new Hand();
    hand.write('x');
    const [answer, ...rest] = hand.hears(N2, { type: 'digest', v: 2, at: START_MS - 7, seen: [] });
    assert.deepEqual(rest, []);
    assert.deepEqual(answer, {
      ...{ to: N2, type: 'delta', origin: L1, at: START_MS, seq: 1, stable: 0 },
      ...{
        echo: [L2, START_MS - 7],
        seen: [
          [L1, 1, 0, 0],
          [L2, 0, 7, 0],
        ],
      },
    });
  });

  it('of the first version has no cursor, and asks for writes always', () => {
    const hand = new Hand();
    hand.write('x');
    hand.now += 1000;
    const [answer] = hand.hears(N2, { type: 'digest' });
    assert.deepEqual([answer?.answer, answer?.entries?.length], [[L2, 0, 0, 'done'], 1]);
  });

  it('is answered with what it lacks, but for what is young enough to be on its way', () => {
    const hand = new Hand({}, { repairAfterMs: 100 });
    const asks = { type: 'digest', v: 2, after: [null, 0, 1], seen: [] } as const;
    hand.write('x');
    hand.now += 99;
    assert.equal(hand.hears(N2, asks)[0]?.entries, undefined);
    hand.now += 1;
    assert.equal(hand.hears(N2, asks)[0]?.entries?.length, 1);
  });

  it('has its answer’s sender pushed what that one lacks, where it is little', () => {
    const hand = new Hand({ pushedEntries: 1 }, { repairAfterMs: 0 });
    hand.write('x');
    const delta = { type: 'delta', seen: [] } as const;
    assert.deepEqual(
      hand.hears(N2, delta).map(({ type, entries }) => [type, entries?.length]),
      [['delta', 1]],
    );
    assert.deepEqual(hand.hears(N2, { ...delta, seen: [[L1, 1, 0, 0]] }), []);
    hand.write('y');
    assert.deepEqual(hand.hears(N2, delta), [], 'that is too much');
    assert.deepEqual(hand.hears(N2, { type: 'batch', seen: [] }), [], 'nobody asked for it');
  });
});

describe('acknowledgements', () => {
  const runsOf = (sent: readonly Sent[]): unknown => sent.map(({ to, acks }) => [to, acks]);

  it('leave after their delay, and at once where they are wanted again', () => {
    const hand = new Hand();
    hand.hears(N2, mail(L2, 1));
    assert.deepEqual(hand.until(START_MS + 99), []);
    assert.deepEqual(runsOf(hand.until(START_MS + 100)), [[N2, [[L2, N1, [[1, 1, START_MS]]]]]]);
    assert.deepEqual(runsOf(hand.hears(N2, { wanted: [[L2, 1]], seq: 1 })), [
      [N2, [[L2, N1, [[1, 1, START_MS]], 16]]],
    ]);
    assert.deepEqual(
      runsOf(hand.hears(N3, { wanted: [[L2, 1]] })),
      [[N2, [[L2, N1, [[1, 1, START_MS]]]]]],
      'n3 wants it for n2',
    );
  });

  it('that are wanted are those from there on that are not stable, the log’s with their dates, up to a bound', () => {
    const hand = new Hand({ repeatedAcks: 2, logEntries: 2 });
    for (const seq of [1, 2, 3, 5]) hand.hears(N2, mail(L2, seq));
    hand.until(START_MS + 100);
    hand.now = START_MS + 500;
    const wanted = [
      [L2, 2],
      [L2, 1],
    ] as const;
    assert.deepEqual(runsOf(hand.hears(N2, { wanted, seq: 5 })), [
      [
        N2,
        [
          [
            L2,
            N1,
            [
              [1, 2, START_MS + 500, 1],
              [3, 3, START_MS],
            ],
            16,
          ],
        ],
      ],
    ]);
    assert.deepEqual(runsOf(hand.hears(N2, { wanted: [[L2, 1]], seq: 5, stable: 3 })), [
      [N2, [[L2, N1, [[5, 5, START_MS]], 16]]],
    ]);
    const again = hand.hears(N2, { wanted: [[L2, 4]], seq: 5, stable: 3 });
    assert.equal(again.length, 1);
    const unknown = [
      [L1, 1],
      [L3, 1],
    ] as const;
    const told = hand.hears(N2, { wanted: unknown, seq: 5, stable: 3 });
    assert.deepEqual(told, [], 'its own, and one that nobody knows');
  });

  it('that are wanted are all that are held, on both sides of gaps', () => {
    const hand = new Hand();
    for (const seq of [1, 3, 5]) hand.hears(N2, mail(L2, seq));
    hand.until(START_MS + 100);
    const [first, third, fifth] = [1, 3, 5].map((seq) => [seq, seq, START_MS] as const);
    assert.deepEqual(runsOf(hand.hears(N2, { wanted: [[L2, 1]], seq: 5 })), [
      [N2, [[L2, N1, [first, third, fifth], 16]]],
    ]);
  });

  it('of this life’s writes count, those of others are passed on, those of an earlier life are nobody’s', () => {
    const hand = new Hand();
    hand.write('x');
    hand.hears(N2, {
      acks: [
        [L1, N2, [[1, 1, START_MS + 5]]],
        [L1, N3, [[1, 1, START_MS + 9, 1]]],
      ],
    });
    const [converged] = hand.events.filter(({ type }) => type === 'converged');
    assert.ok(converged !== undefined);
    assert.ok(hand.events.some((event) => event.type === 'dropped' && event.what === 'apply_times'));
    const ofOthers: Parameters<typeof hand.hears>[1] = {
      acks: [
        [L3, N2, [[1, 1, 7]]],
        ['n1#9' as Origin, N2, [[1, 1, 7]]],
      ],
    };
    hand.hears(N2, ofOthers);
    assert.deepEqual(
      runsOf(hand.until(START_MS + 100)),
      [],
      'a life that nobody here has heard of asks again',
    );
    hand.hears(N3, mail(L3, 1));
    hand.until(START_MS + 200);
    hand.hears(N2, ofOthers);
    assert.deepEqual(runsOf(hand.until(START_MS + 300)), [[N3, [[L3, N2, [[1, 1, 7]], 1]]]]);
  });
});

describe('what a peer says', () => {
  it('to exist and has not come is asked for once it is overdue, of whoever it is', () => {
    const hand = new Hand({}, { repairAfterMs: 200 });
    hand.hears(N2, { seq: 3 });
    hand.hears(N3, { seen: [[L2, 3, null, 0]] });
    assert.deepEqual(
      [kinds(hand.until(START_MS + 199)), kinds(hand.until(START_MS + 200))],
      [[], ['digest n2', 'digest n3']],
    );
    const other = new Hand({}, { repairAfterMs: 200 });
    other.hears(N2, { wanted: [[L3, 4, 199]] });
    assert.deepEqual(other.until(START_MS + 150), [], 'it may be on its way');
    other.hears(N2, { wanted: [[L3, 4, 200]] });
    assert.deepEqual(kinds(other.until(START_MS + 160)), ['digest n2']);
  });

  it('about the time is told to who is from the future, at once, and nobody else', () => {
    const hand = new Hand();
    const aheadUs = (START_MS + QUIET.maxClockAheadMs) * 1000 + 1;
    const future = (origin: Origin): WireEntry => [origin, 1, aheadUs, START_MS, 1, [['x', 1]]];
    const [told, ...rest] = hand.hears(N2, { type: 'mail', at: START_MS + 9, seq: 1, entries: [future(L2)] });
    assert.deepEqual([rest, told?.type, told?.echo], [[], 'delta', [L2, START_MS + 9]]);
    assert.deepEqual(hand.hears(N3, { type: 'mail', entries: [future(L2)] }), []);
  });

  it('to be complete closes the books on reads once all say so, none later than now', () => {
    const hand = new Hand();
    hand.now += 10;
    hand.replica.read('x', hand.now);
    const missed: WireEntry = [L2, 1, START_MS * 1000, START_MS + 4, 1, [['x', 1]]];
    hand.hears(N2, { type: 'mail', seq: 1, entries: [missed], at: hand.now - 1 });
    hand.hears(N3, { at: hand.now + 1e6 });
    const told = (): string[] =>
      hand.events
        .splice(0)
        .map(({ type }) => type)
        .filter((type) => type.startsWith('stale'));
    assert.deepEqual(told(), ['stale_read']);
    hand.hears(N3, { seen: [[L2, 1, 0, 0]] });
    assert.deepEqual(told(), ['staleness'], 'n3 says it of n2');
    hand.now += 5;
    hand.replica.read('x', hand.now);
    hand.hears(N2, { seq: 1 });
    const late: WireEntry = [L3, 1, START_MS * 1000 + 99, START_MS + 12, 1, [['x', 2]]];
    hand.now += 5;
    hand.hears(N3, { type: 'mail', seq: 1, entries: [late] });
    assert.deepEqual(told(), ['stale_read', 'staleness'], 'n3 could not know of its own future');
  });
});

describe('rounds of anti-entropy', () => {
  const view = { prefix: '', hasSingleWriters: false, changed: () => undefined };
  const INTERVAL_MS = 1000;
  const ROUNDS = { antiEntropyIntervalMs: INTERVAL_MS, antiEntropyIdleMs: 1e8, repairAfterMs: 1e8 };
  /** How many rounds there are within a minute. */
  const roundsOf = (hand: Hand): number =>
    hand.until(hand.now + 60_000).filter(({ type }) => type === 'digest').length;

  it('become rare while nothing differs', () => {
    assert.ok(roundsOf(new Hand({}, ROUNDS)) < 8);
  });

  it('stay at two intervals while a peer lacks something', () => {
    const hand = new Hand({}, ROUNDS);
    hand.write('x');
    const rounds = roundsOf(hand);
    assert.ok(rounds > 25 && rounds < 40, `${rounds}`);
  });

  for (const what of ['a key', 'a view'])
    it(`stay at one interval while a stale read of ${what} waits for what it missed`, () => {
      const hand = new Hand({}, ROUNDS);
      hand.replica.show(view);
      hand.now += 10;
      if (what === 'a key') hand.replica.read('x', hand.now);
      else hand.replica.readView(hand.now);
      const missed: WireEntry = [L2, 1, START_MS * 1000, START_MS + 4, 1, [['x', 1]]];
      hand.hears(N2, { type: 'mail', at: START_MS + 5, seq: 1, entries: [missed] });
      const rounds = roundsOf(hand);
      assert.ok(rounds > 50, `${rounds}`);
    });
});
