/** Sequences of open reads beside the plain way to count: each late write looks at each read. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ReadSequence, type SequencedRead } from '../../../src/core/measure/read-sequence.ts';

interface Read extends SequencedRead {
  /** The latest version that it saw. */
  readonly saw: number;
}

/** What each open read missed, read by read. */
class PlainReads {
  readonly #open: { readonly read: Read; readonly missedMs: number[] }[] = [];

  add(read: Read): void {
    this.#open.push({ read, missedMs: [] });
  }

  countMissing(acceptedAtMs: number, version: number): number {
    return this.#missing(acceptedAtMs, version).length;
  }

  #missing(acceptedAtMs: number, version: number): { readonly missedMs: number[] }[] {
    return this.#open.filter(({ read }) => read.atMs > acceptedAtMs && read.saw < version);
  }

  missed(acceptedAtMs: number, version: number): number {
    const missing = this.#missing(acceptedAtMs, version);
    const fresh = missing.filter(({ missedMs }) => missedMs.length === 0).length;
    for (const { missedMs } of missing) missedMs.push(acceptedAtMs);
    return fresh;
  }

  closeFirst(): { writes: number; oldestMs: number } {
    const missedMs = this.#open.shift()?.missedMs ?? [];
    return { writes: missedMs.length, oldestMs: Math.min(...missedMs) };
  }

  get size(): number {
    return this.#open.length;
  }
}

const step = fc.oneof(
  fc.record({ what: fc.constant('read' as const), after: fc.nat(2) }),
  fc.record({
    what: fc.constant('write' as const),
    age: fc.nat(12),
    behind: fc.integer({ min: -2, max: 6 }),
  }),
  fc.record({ what: fc.constant('close' as const) }),
);

describe('a sequence of open reads', () => {
  it('knows what each read missed, as if each late write looked at each read', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [sequence, plain] = [new ReadSequence<Read>(), new PlainReads()];
        let [nowMs, latest] = [0, 0];
        for (const does of steps) {
          if (does.what === 'read') {
            const read = { atMs: (nowMs += does.after), saw: latest };
            sequence.add({ ...read, change: 0 });
            plain.add({ ...read, change: 0 });
          } else if (does.what === 'write') {
            const [version, acceptedAtMs] = [latest - does.behind, nowMs - does.age];
            latest = Math.max(latest, version);
            const sawIt = ({ saw }: Read): boolean => saw >= version;
            const count = plain.countMissing(acceptedAtMs, version);
            assert.equal(sequence.countMissing(acceptedAtMs, sawIt), count);
            assert.equal(sequence.missed(acceptedAtMs, sawIt), plain.missed(acceptedAtMs, version));
          } else if (plain.size > 0) assert.deepEqual(sequence.closeFirst(), plain.closeFirst());
          assert.equal(sequence.size, plain.size);
        }
        while (plain.size > 0) assert.deepEqual(sequence.closeFirst(), plain.closeFirst());
      }),
      { numRuns: 500 },
    );
  });
});
