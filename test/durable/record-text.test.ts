/** A record's text is what JSON.stringify makes of it, of whatever times, names and values. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EntryChange } from '../../src/core/journal/change.ts';
import { Entry } from '../../src/core/store/entry.ts';
import { toRecord } from '../../src/durable/log/record.ts';
import { recordText } from '../../src/durable/log/record-text.ts';
import type { JsonText, Key, NodeId, Origin } from '../../src/protocol/names.ts';
import { cases } from '../support/random-cases.ts';

/** Thousandths, as clocks here have them; all that a double can be; and those around what is written another way. */
const timeMs = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 52 }).map((micros) => micros / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 999.999, 1000, 1000.001, 2 ** 51 / 1000, 1_700_000_000_000, 1_700_000_000_000.5),
);
const text = fc.string({ unit: 'binary' });

const write = fc
  .record({
    ...{ origin: text, seq: fc.nat(), clockUs: fc.maxSafeNat(), arrival: fc.nat(), hops: fc.nat(9) },
    ...{ acceptedAtMs: timeMs, heldLater: fc.constantFrom(0, 0.001, 12.5), isClaimed: fc.boolean() },
    from: fc.option(text, { nil: undefined }),
    traceparent: fc.option(text, { nil: undefined }),
    puts: fc.array(fc.tuple(text, fc.oneof(text, fc.constantFrom(true as const, null))), { maxLength: 3 }),
  })
  .map(
    ({
      origin,
      seq,
      clockUs,
      arrival,
      hops,
      acceptedAtMs,
      heldLater,
      isClaimed,
      puts,
      ...rest
    }): EntryChange => {
      const keys = puts.map(([key]) => key as Key);
      const stamp = { origin: origin as Origin, seq, clockUs, acceptedAtMs, keys };
      const entry = new Entry(stamp, {
        ...{ hops, heldAtMs: acceptedAtMs + heldLater, arrival, from: rest.from as NodeId | undefined },
        traceparent: rest.traceparent,
      });
      return {
        type: 'entry',
        entry,
        values: puts.map(([, value]) => value as JsonText | true | null),
        isClaimed,
      };
    },
  );

describe("a record's text", () => {
  it('is that of JSON.stringify', () => {
    fc.assert(
      fc.property(write, (change) => {
        assert.equal(recordText(change), JSON.stringify(toRecord(change)));
      }),
      { numRuns: cases(1000) },
    );
    const other = { type: 'started', startUs: 5 } as const;
    assert.equal(recordText(other), '["started",5]');
  });
});
