/** The heap must hand out what a sorted list would, in any mixture of pushes and pops. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Heap } from '../../src/base/heap.ts';

describe('the heap', () => {
  it('agrees with a sorted list under any sequence of pushes and pops', () => {
    const command = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant('pop' as const));
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const heap = new Heap<number>((a, b) => a - b);
        const oracle: number[] = [];
        for (const step of commands) {
          if (step === 'pop') assert.equal(heap.pop(), oracle.shift());
          else {
            heap.push(step);
            oracle.push(step);
            oracle.sort((a, b) => a - b);
          }
          assert.equal(heap.size, oracle.length);
          assert.equal(heap.peek(), oracle[0]);
        }
      }),
    );
  });
});
