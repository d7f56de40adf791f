/** What two replicas find out of coded symbols about each other's vectors, and what the one that was asked says of it. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_BOUNDS, type Bounds } from '../../../src/core/bounds.ts';
import { answerToSymbols } from '../../../src/core/reconcile/answer-symbols.ts';
import { CodedSymbols } from '../../../src/core/reconcile/coded-symbols.ts';
import { compare, vectorBeside } from '../../../src/core/reconcile/compare.ts';
import { originMark, rowElements, saysMore } from '../../../src/core/reconcile/row-elements.ts';
import { Log } from '../../../src/core/store/log.ts';
import { Store } from '../../../src/core/store/store.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import { wireSeen } from '../../../src/core/store/wire-seen.ts';
import type { WireSeen, WireSymbols } from '../../../src/protocol/gossip.ts';
import type { JsonText, Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const SALT = 77;
const ENOUGH = 200;
const ASKER = 'asker#0' as Origin;
const ORIGINS = ['a#0', 'b#0', 'c#0', 'd#0', 'e#0', 'f#0'] as Origin[];
const [A, B, C] = ORIGINS as [Origin, Origin, Origin];

type Rows = readonly (readonly [origin: Origin, ...seqs: number[]])[];

function vectorOf(rows: Rows): VersionVector {
  const seen = new VersionVector(100);
  for (const [origin, ...seqs] of rows) for (const seq of seqs) seen.add(origin, seq);
  return seen;
}

function rowsOf(seen: VersionVector): WireSeen[] {
  return seen.all().map((state) => wireSeen(state.origin, state, null));
}

function symbolsOf(seen: VersionVector, length = ENOUGH, messages = 5): WireSymbols {
  const named = rowsOf(seen).filter((_, i) => saysMore(seen.all()[i] as never));
  return [SALT, messages, CodedSymbols.of(rowElements(seen, SALT), SALT, length).toString(), named];
}

describe('a vector that comes as coded symbols', () => {
  const rows = fc
    .uniqueArray(fc.constantFrom(...ORIGINS))
    .chain((origins) =>
      fc.tuple(
        ...origins.map((origin) =>
          fc
            .array(fc.integer({ min: 1, max: 4 }), { minLength: 1 })
            .map((seqs) => [origin, ...seqs] as const),
        ),
      ),
    );

  it('is read as far as its origins are known here, with what differs, whatever the two have seen', () => {
    fc.assert(
      fc.property(rows, rows, (one, other) => {
        const [mine, theirs] = [vectorOf(one), vectorOf(other)];
        const found = compare(symbolsOf(theirs), mine);
        assert.ok(typeof found !== 'number');
        const here = new Map(rowsOf(mine).map((row) => [row[0], JSON.stringify(row)]));
        const there = rowsOf(theirs);
        assert.deepEqual(
          found.theirs,
          there.filter(([origin]) => here.has(origin)),
        );
        const isOther = (row: WireSeen): boolean => here.get(row[0]) !== JSON.stringify(row);
        const changed = there.filter(isOther);
        const lackedThere = [...here.keys()].filter((origin) => there.every(([of]) => of !== origin));
        const known = changed.map(([origin]) => origin).filter((origin) => here.has(origin));
        assert.deepEqual([...found.differing].toSorted(), [...known, ...lackedThere].toSorted());
        const strange = there.map(([origin]) => origin).filter((origin) => !here.has(origin));
        assert.deepEqual(
          [...found.unknown].toSorted(),
          strange.map((origin) => originMark(origin, SALT)).toSorted(),
        );
        assert.equal(found.count, 2 * known.length + lackedThere.length + strange.length);
      }),
    );
  });

  it('differs also where only one knows that all was stable', () => {
    const [mine, theirs] = [vectorOf([[A, 1], [B, 1]]), vectorOf([[A, 1], [B, 1]])]; // oxfmt-ignore
    theirs.ensure(B).stable = 1;
    const found = compare(symbolsOf(theirs), mine);
    assert.ok(typeof found !== 'number');
    assert.deepEqual([...found.differing], [B]);
  });

  it('that has too few symbols tells how many differ, about', () => {
    const theirs = vectorOf(Array.from({ length: 50 }, (_, i) => [`x${i}#0` as Origin, 1] as const));
    const found = compare(symbolsOf(theirs, 4), vectorOf([]));
    assert.ok(typeof found === 'number' && found >= 50, JSON.stringify(found));
  });

  it('is made whole by who asked: what the answer does not name is as it is here', () => {
    const seen = vectorOf([[A, 1], [B, 1, 2], [C, 1]]); // oxfmt-ignore
    const row: WireSeen = [B, 7, null, 0];
    const text = (rows: readonly WireSeen[]): string[] =>
      rows.map(([origin, through]) => `${origin} ${through}`);
    assert.deepEqual(text(vectorBeside([row], [], SALT, seen)), ['a#0 1', 'b#0 7', 'c#0 1']);
    const unknown = [originMark(C, SALT)];
    assert.deepEqual(text(vectorBeside([row], unknown, SALT, seen)), ['a#0 1', 'b#0 7']);
  });
});

describe('the answer to coded symbols', () => {
  /** What is held: each write of a key of its own, one after the other. */
  class Holder {
    readonly origin = 'me#0' as Origin;
    readonly store = new Store(100);
    readonly seen = new VersionVector(100);
    readonly log = new Log(this.seen, DEFAULT_BOUNDS);
    unclaimedFrom = Infinity;

    take(origin: Origin, seq: number): void {
      const arrival = this.store.nextArrival();
      const keys = [`${origin} ${seq}`];
      const entry = entryWith({ origin, seq, keys, arrival, clockUs: 1000 + arrival, heldAtMs: arrival });
      this.store.put(keys[0] ?? '', entry, '1' as JsonText, -Infinity);
      this.store.applied(entry);
      this.seen.add(origin, seq);
      this.log.add(entry);
    }

    answer(
      symbols: WireSymbols,
      bounds: Partial<Bounds> = {},
      heldBeforeMs = 1e6,
    ): { told: unknown[]; isBehind: boolean } {
      const seen = (): { seen: WireSeen[] } => ({ seen: rowsOf(this.seen) });
      const limits = { ...DEFAULT_BOUNDS, ...bounds };
      const { messages, isBehind } = answerToSymbols(
        { asker: ASKER, symbols },
        this,
        seen,
        heldBeforeMs,
        limits,
      );
      const told = messages.map(({ parcel, sections: { answer, difference } }) => [
        (parcel?.entries ?? []).map(([origin, seq]) => `${origin.slice(0, 1)}${seq}`).join(' '),
        answer?.[3],
        difference?.slice(2),
      ]);
      return { told, isBehind };
    }
  }
  let holder: Holder;
  beforeEach(() => {
    holder = new Holder();
    for (const [origin, seq] of [[A, 1], [A, 2], [B, 1]] as const) holder.take(origin, seq); // oxfmt-ignore
  });

  it('brings what is lacked, and in its last message the rows that differ', () => {
    const lacking = symbolsOf(vectorOf([[A, 1], [B, 1]])); // oxfmt-ignore
    assert.deepEqual(holder.answer(lacking), {
      told: [['a2', 'done', [2, 'decoded', [[A, 2, null, 0]]]]],
      isBehind: true,
    });
    const nothing = symbolsOf(vectorOf([]));
    const rows = [[A, 2, null, 0], [B, 1, null, 0]]; // oxfmt-ignore
    assert.deepEqual(holder.answer(nothing, { messageEntries: 2 }).told, [
      ['a1 a2', 'more', undefined],
      ['b1', 'done', [2, 'decoded', rows]],
    ]);
    const same = symbolsOf(holder.seen);
    assert.deepEqual(holder.answer(same), { told: [['', 'done', [0, 'decoded', []]]], isBehind: false });
    assert.deepEqual(
      holder.answer(lacking, {}, 0).told,
      [['', 'done', [2, 'decoded', [[A, 2, null, 0]]]]],
      'young',
    );
  });

  it('names origins that are not known here: this replica is behind', () => {
    const more = symbolsOf(vectorOf([[A, 1, 2], [B, 1], [C, 1]])); // oxfmt-ignore
    assert.deepEqual(holder.answer(more), {
      told: [['', 'done', [1, 'decoded', [], [originMark(C, SALT)]]]],
      isBehind: true,
    });
  });

  it('brings no writes where none were asked for', () => {
    const lacking = symbolsOf(vectorOf([[B, 1]]), ENOUGH, 0);
    assert.deepEqual(holder.answer(lacking), {
      told: [['', undefined, [1, 'decoded', [[A, 2, null, 0]]]]],
      isBehind: true,
    });
  });

  it('asks for the whole vector where the log is not enough, or more is held than is claimed', () => {
    const nothing = symbolsOf(vectorOf([]));
    const whole = { told: [['', 'again', [2, 'vector']]], isBehind: true };
    assert.deepEqual(holder.answer(nothing, { loggedAnswer: 2 }), whole);
    assert.deepEqual(holder.answer(symbolsOf(vectorOf([]), ENOUGH, 0), { loggedAnswer: 2 }).told, [
      ['', undefined, [2, 'vector']],
    ]);
    holder.unclaimedFrom = 1;
    assert.deepEqual(holder.answer(nothing), whole);
  });

  it('asks for more symbols where they were too few', () => {
    for (const origin of ORIGINS.slice(2)) holder.take(origin, 1);
    assert.deepEqual(holder.answer(symbolsOf(vectorOf([]), 1)).told, [['', 'again', [6, 'undecoded']]]);
  });
});
