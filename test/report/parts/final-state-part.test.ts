/** The final state in a report, and the sentences on what is wrong with it. */

import assert from 'node:assert/strict';
import { NO_OFFENCES, offenceList } from '../../../src/check/offences.ts';
import { finalStatePart, finalStateProblems } from '../../../src/report/parts/final-state-part.ts';

const SOUND = {
  keys: 3,
  lost: NO_OFFENCES,
  disagreeing: NO_OFFENCES,
  invented: NO_OFFENCES,
  unread: NO_OFFENCES,
};
const SENTENCES = {
  lost: (count: number, example: string) => `${count} lost, e.g. ${example}`,
  disagreeing: (count: number, example: string) => `${count} differ, e.g. ${example}`,
};

describe('the final state of a run', () => {
  it('is null where nobody looked, and then nothing is wrong with it', () => {
    assert.equal(finalStatePart(undefined), null);
    assert.deepEqual(finalStateProblems(null, SENTENCES), []);
  });

  it('counts in full what it lists in part', () => {
    const lost = offenceList(Array.from({ length: 30 }, (_, i) => `w${i}`));
    const state = finalStatePart({ ...SOUND, lost });
    assert.equal(state?.lost.count, 30);
    assert.equal(state.lost.examples.length, 20);
  });

  it('is told in sentences, the worst first, and only of what is wrong', () => {
    const state = finalStatePart({
      ...SOUND,
      disagreeing: offenceList(['k1', 'k2']),
      lost: offenceList(['w']),
    });
    assert.deepEqual(finalStateProblems(state, SENTENCES), ['1 lost, e.g. w', '2 differ, e.g. k1']);
    assert.deepEqual(finalStateProblems(finalStatePart(SOUND), SENTENCES), []);
  });
});
