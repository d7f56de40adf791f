/** Operations that are open, and which of them make a difference to what can have happened. */

import assert from 'node:assert/strict';
import { OpenSteps } from '../../../src/check/linearizability/open-steps.ts';
import type { Effect, Step } from '../../../src/check/linearizability/register.ts';

const step = (effect: Effect): Step<number> => ({ op: 0, effect, invokedAtMs: 0, completedAtMs: 1 });
const write = (value: string): Effect => ({ f: 'write', value });
const read = (value: string): Effect => ({ f: 'read', value });
const cas = (from: string, to: string): Effect => ({ f: 'cas', from, to });

describe('open operations', () => {
  it('are told apart by what they do, and one of each is enough', () => {
    const different = [
      ...[write('1'), write('2'), read('1'), read('2')],
      ...[cas('1', '2'), cas('1', '3'), cas('2', '2')],
    ];
    const open = new OpenSteps<number>(31);
    for (const effect of [...different, ...different]) assert.ok(open.add(step(effect)));
    assert.deepEqual(
      open.differentWithout(0).map(([effect]) => effect),
      different,
    );
    assert.equal(open.without(0).length, 2 * different.length);
  });

  it('have a bit each, which is free again when one is answered', () => {
    const open = new OpenSteps<number>(2);
    const [one, other, third] = [step(write('1')), step(write('2')), step(write('3'))];
    assert.deepEqual([open.add(one), open.add(other), open.add(third)], [true, true, false]);
    assert.equal(open.bitOf(one) & open.bitOf(other), 0);
    assert.deepEqual(
      open.without(open.bitOf(one)).map(([effect]) => effect),
      [other.effect],
    );
    open.delete(one);
    assert.ok(open.add(third));
    assert.equal(open.bitOf(one), 0);
  });
});
