/** Whether what a change was to bring is there: then nobody proposes it again, whoever made it. */

import assert from 'node:assert/strict';
import { isReached } from '../../../src/core/membership/changes.ts';
import { View } from '../../../src/core/membership/view.ts';
import type { WireChange } from '../../../src/protocol/membership.ts';
import type { Origin } from '../../../src/protocol/names.ts';

const [A, B, B1, C, D, GONE] = ['a#0', 'b#0', 'b#1', 'c#0', 'd#0', 'x#0'] as Origin[] as [Origin, Origin, Origin, Origin, Origin, Origin]; // oxfmt-ignore

describe('a change of the members', () => {
  const view = new View([
    [5, 'five'],
    [[A, 'active'], [C, 'joining'], [D, 'leaving'], [B1, 'joining']], // oxfmt-ignore
    [GONE, B],
    [],
  ]);

  for (const [change, isIt] of [
    [['join', C], true],
    [['join', GONE], false],
    [['activate', A], true],
    [['activate', C], false],
    [['leave', D], true],
    [['leave', GONE], true],
    [['leave', A], false],
    [['left', GONE], true],
    [['left', D], false],
    [['remove', GONE], true],
    [['remove', A], false],
    [['replace', B, B1], true],
    [['replace', B, 'b#2'], false],
    [['replace', A, B1], false],
  ] as [WireChange, boolean][])
    it(`${change.join(' ')} ${isIt ? 'has been reached' : 'is still to come'}`, () => {
      assert.equal(isReached(change, view), isIt);
    });
});
