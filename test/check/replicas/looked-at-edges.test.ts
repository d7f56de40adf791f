/** Where looks and reads of a key begin and end: the first value, another primary, more changes than are remembered. */

import assert from 'node:assert/strict';
import { HISTORY } from '../../../src/check/replicas/looked-at-key.ts';
import { lookedAt } from './looked-at.ts';

describe('a key that is looked at', () => {
  it('knows that there was nothing, and when there was something', () => {
    const { look, read, verdicts, changes } = lookedAt();
    look(0);
    read(4);
    look(10);
    look(20, 'a');
    assert.deepEqual(verdicts, ['fresh']);
    assert.deepEqual(
      changes.map(({ missedAtMs, seenAtMs }) => [missedAtMs, seenAtMs]),
      [[10, 21]],
    );
  });

  it('judges a read by the first look that begins when it has ended, and not before', () => {
    const { look, read, verdicts } = lookedAt();
    look(0, 'a');
    read(10, 'a');
    look(10.5, 'a');
    assert.deepEqual(verdicts, []);
    look(11, 'a');
    assert.deepEqual(verdicts, ['fresh']);
  });

  it('begins anew with another primary: nobody judges the reads that waited', () => {
    const { key, look, read, verdicts, shown } = lookedAt();
    look(0, 'a');
    look(10, 'b');
    read(14, 'b');
    key.restart();
    assert.deepEqual(verdicts, ['undecided']);
    look(20, 'b');
    read(24, 'b');
    look(30, 'c');
    read(34, 'c');
    look(40, 'c');
    assert.deepEqual(verdicts, ['undecided', 'fresh', 'fresh']);
    assert.deepEqual(
      shown.map(({ visible }) => visible),
      [{ atLeastMs: 0, atMostMs: 15 }],
    );
  });

  it('remembers so many changes, and tells once of each that falls off before it is everywhere', () => {
    const { look, read, dropped } = lookedAt();
    for (let i = 0; i <= HISTORY; i++) look(10 * i, `v${i}`);
    assert.equal(dropped.length, 0, 'of the first nobody knows when it came');
    look(10 * HISTORY + 10, 'next');
    assert.equal(dropped.length, 1);
    read(10 * HISTORY + 14, 'next');
    look(10 * HISTORY + 20, 'next');
    for (let i = 3; i < HISTORY + 3; i++) look(10 * (HISTORY + i), `w${i}`);
    assert.equal(dropped.length, 1, 'the others were everywhere');
    look(10 * (2 * HISTORY + 3), 'last');
    assert.equal(dropped.length, 2);
  });

  it('does not date what came back: no delay is told, and each change falls off once', () => {
    const { key, look, read, untimed, dropped } = lookedAt();
    look(0, 'a');
    look(10, 'b');
    look(20, 'a');
    read(24, 'a');
    look(30, 'a');
    assert.deepEqual([untimed.length, dropped.length], [2, 2]);
    key.restart();
    assert.equal(dropped.length, 2);
  });
});
