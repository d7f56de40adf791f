/** What tune tries around the best that it has found: a little less and a little more of each setting, and nothing twice. */

import assert from 'node:assert/strict';
import { neighboursAmong, valuesAround } from '../../../src/bin/tune/neighbours.ts';
import { TUNED } from '../../../src/bin/tune/flags.ts';
import { pointsOf } from '../../../src/bin/simulate/sweep.ts';

describe('the values around one that was tried', () => {
  const around = (text: string, ...tried: string[]): string[] =>
    valuesAround({ kind: 'duration' }, text, [text, ...tried]);

  it('are halfway to those next to it, by their factor', () => {
    assert.deepEqual(around('200ms', '50ms', '600ms', '2s'), ['100ms', '350ms']);
  });

  it('are as far beyond the least and the greatest', () => {
    assert.deepEqual(around('600ms', '50ms', '200ms'), ['350ms', '1s']);
    assert.deepEqual(around('50ms', '200ms'), ['25ms', '100ms']);
  });

  it('are half of the next above nothing, and half of what is next to nothing', () => {
    assert.deepEqual(around('0ms', '100ms'), ['50ms']);
    assert.deepEqual(around('100ms', '0ms', '400ms'), ['50ms', '200ms']);
  });

  it('are left out where they are too close to matter, and where nothing is known', () => {
    assert.deepEqual(around('100ms', '90ms', '110ms'), []);
    assert.deepEqual(around('100ms'), []);
  });

  it('of counts are the next ones', () => {
    assert.deepEqual(valuesAround({ kind: 'number' }, '2', ['2']), ['1', '3']);
    assert.deepEqual(valuesAround({ kind: 'choice' }, 'given', ['given']), []);
  });
});

describe('the neighbours of a set of settings', () => {
  const given = new Map([['nodes', '9']]);

  it('differ from it in one setting, are allowed, and are given out once', () => {
    const { points } = pointsOf(
      given,
      TUNED,
      'strategy=rumor-mongering\nfanout=1,2\nround-interval=50ms,200ms',
    );
    const neighboursOf = neighboursAmong(given, TUNED, points);
    const [first = assert.fail('no point')] = points;
    const texts = neighboursOf(first).map(
      ({ point }) => `${point['fanout'] ?? ''} ${point['round-interval'] ?? ''}`,
    );
    // A fanout of 0 is none, and 2 is among the points.
    assert.deepEqual(texts, ['1 25ms', '1 100ms']);
    assert.deepEqual(neighboursOf(first).length, 2, 'halfway to those that were tried since');
    const [one] = neighboursAmong(given, TUNED, points)(first);
    assert.equal(one?.settings.gossip.roundIntervalMs, 25);
    assert.equal(one.settings.nodes, 9);
  });
});
