/** Messages between nodes never pass their limit, whatever is in the entries, and are not cut short either. */

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { parcelsOf } from '../../../src/core/repair/parcels.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import { Store } from '../../../src/core/store/store.ts';
import { jsonText } from '../../../src/protocol/value-text.ts';
import { entryWith } from '../entries.ts';

const LIMITS = { messageEntries: 8, messageBytes: 2000 };

/** A store with one key for each of these, and its entries. */
function stored(writes: readonly (readonly [key: string, value: string])[]): {
  store: Store;
  entries: Entry[];
} {
  const store = new Store(10);
  const entries = writes.map(([key, value], i): Entry => {
    const dated = { clockUs: 1_700_000_000_000_000 + i, acceptedAtMs: 1_700_000_000_000.25, heldAtMs: 0 };
    const arrival = store.nextArrival();
    const entry = entryWith({ seq: i + 1, ...dated, hops: 1, keys: [key], arrival });
    store.put(key, entry, jsonText(value), -Infinity);
    store.applied(entry);
    return entry;
  });
  return { store, entries };
}

/** Short ones are many, and some do not fit into a message. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ maxLength: 1500 }),
  fc.string(),
);

describe('parcels of entries', () => {
  it('hold all entries in order, none beyond the limit but one that is alone', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(anyText, anyText), { selector: ([key]) => key, maxLength: 30 }),
        (writes) => {
          const { store, entries } = stored(writes);
          const parcels = parcelsOf(entries, store, LIMITS);
          assert.deepEqual(
            parcels.flatMap((parcel) => parcel.entries.map(([, seq]) => seq)),
            entries.map(({ seq }) => seq),
          );
          for (const parcel of parcels) {
            const bytes = Buffer.byteLength(JSON.stringify(parcel.entries));
            const isLarge = bytes > LIMITS.messageBytes + 1;
            assert.equal(parcel.isAlone, isLarge);
            assert.ok(
              parcel.entries.length === 1 || !isLarge,
              `${bytes} bytes in ${parcel.entries.length} entries`,
            );
            assert.ok(parcel.entries.length <= LIMITS.messageEntries);
          }
        },
      ),
    );
  });

  it('are filled: two neighbours would not have fitted into one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(anyText, anyText), { selector: ([key]) => key, maxLength: 30 }),
        (writes) => {
          const { store, entries } = stored(writes);
          const parcels = parcelsOf(entries, store, { ...LIMITS, messageEntries: 1000 });
          parcels.slice(1).forEach((parcel, i) => {
            const [first] = parcel.entries;
            const together = [...(parcels[i]?.entries ?? []), first];
            assert.ok(Buffer.byteLength(JSON.stringify(together)) >= LIMITS.messageBytes - 1);
          });
        },
      ),
    );
  });

  it('are no more than an answer may take: what is left comes later', () => {
    const { store, entries } = stored(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'v'.repeat(1500)]));
    const parcels = parcelsOf(entries, store, LIMITS, 3);
    assert.deepEqual(
      parcels.map((parcel) => parcel.entries.map(([, seq]) => seq)),
      [[1], [2], [3]],
    );
  });
});
