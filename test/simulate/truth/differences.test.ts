/** A difference is wrong unless something fell off a bound that explains it, in its direction; and which keys writes stand for. */

import assert from 'node:assert/strict';
import { Differences } from '../../../src/simulate/truth/differences.ts';
import { keysWritten } from '../../../src/simulate/truth/keys-written.ts';
import { N1, N2 } from './true-write.ts';

describe('a difference', () => {
  it('is wrong, unless what fell off explains that figure in that direction', () => {
    const differences = new Differences();
    differences.differs('convergence', 'at_most', 'before anything fell');
    differences.fell('key_history', 2);
    differences.fell('key_history', 1);
    differences.differs('convergence', 'at_most', 'explained');
    differences.differs('convergence', 'at_least', 'the other way');
    differences.differs('age', 'at_most', 'another figure');
    assert.deepEqual(differences.wrong.examples, ['before anything fell', 'the other way', 'another figure']);
    assert.deepEqual(differences.excused.examples, ['explained']);
    assert.deepEqual([...differences.dropped], [['key_history', 3]]);
  });
});

describe('the keys that a request writes', () => {
  it('are its own, that of its element, or the total of the life that is asked', () => {
    assert.deepEqual(keysWritten({ type: 'keys', keys: ['x', 1] }, N1), ['x', 1]);
    const [ofN1] = keysWritten({ type: 'delta', delta: 5 }, N1);
    assert.notEqual(ofN1, keysWritten({ type: 'delta', delta: 5 }, N2)[0]);
    assert.match(`${ofN1}`, /n1#0/);
    const [ofElement, ...others] = keysWritten({ type: 'element', element: 7 }, N1);
    assert.match(`${ofElement}`, /7$/);
    assert.deepEqual(others, []);
  });
});
