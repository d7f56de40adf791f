/** Each anomaly of transactions over lists is found where it was planted, by its name and no other. */

import assert from 'node:assert/strict';
import type { Anomaly } from '../../../src/check/consistency/anomalies.ts';
import { judgeLists } from '../../../src/check/list-append/judge.ts';
import type { ListTxn } from '../../../src/check/list-append/txns.ts';
import { history } from './history.ts';

function found(txns: readonly ListTxn[]): Anomaly[] {
  return [...judgeLists(txns).anomalies.keys()];
}

/** The anomalies of each, by name. */
const PLANTED: Readonly<Record<string, [readonly Anomaly[], ListTxn[]]>> = {
  'a read of what was aborted': [['G1a'], history(['a 1 1', { outcome: 'failed' }], 'r 1 1')],
  'a read of what its writer had not finished': [
    ['G1b', 'G-single-item'],
    history('a 1 1; a 1 2', 'r 1 1', 'r 1 1,2'),
  ],
  'a read of what nobody appended': [['garbage-read'], history('r 1 7')],
  'an element twice': [['duplicate-elements'], history('a 1 1', 'r 1 1,1')],
  'orders that exclude each other': [['incompatible-order'], history('a 1 1', 'a 1 2', 'r 1 1', 'r 1 2')],
  'a read that forgets an append of its own': [['internal'], history('a 1 1; r 1')],
  'a read that differs from the one before': [['internal', 'G-single-item'], history('r 1; r 1 1', 'a 1 1')],
  'a read of what it appends later': [['internal', 'future-read'], history('r 1 1; a 1 1; r 1 1')],
  'an append to what was aborted': [
    ['G1a', 'dirty-update'],
    history(['a 1 1', { outcome: 'failed' }], 'a 1 2', 'r 1 1,2'),
  ],
  'a circle through what was aborted': [
    ['G1a'],
    history(['a 1 1; a 2 2', { outcome: 'failed' }], 'a 2 1; r 1 1', 'r 2 1,2'),
  ],
  'appends in another order than they were made': [
    ['G1b', 'reordered-appends'],
    history('a 1 1; a 1 2', 'r 1 2,1'),
  ],
  'a lost update': [['lost-update', 'G-single-item'], history('r 1; a 1 1', 'r 1; a 1 2', 'r 1 1,2')],
  'a lost update that nobody saw': [['lost-update', 'G2-item'], history('r 1; a 1 1', 'r 1; a 1 2')],
  'a circle of appends': [['G0'], history('a 1 1; a 2 1', 'a 1 2; a 2 2', 'r 1 1,2', 'r 2 2,1')],
  'a circle of appends and reads': [['G1c'], history('a 1 1; r 2 1', 'a 2 1; r 1 1')],
  'a read skew': [['G-single-item'], history('a 1 1; a 2 1', 'r 1 1; r 2')],
  'a long fork': [['G-nonadjacent-item'], history('a 1 1', 'a 2 1', 'r 1 1; r 2', 'r 2 1; r 1')],
  'a write skew': [['G2-item'], history('r 1; a 2 1', 'r 2; a 1 1')],
};

const AT = (process: number, invokedAtMs: number, completedAtMs: number): Partial<ListTxn> => ({
  ...{ process, invokedAtMs, completedAtMs },
});

/** With the order of a process, and without it of real time. */
const IN_TIME: Readonly<
  Record<string, [inProcess: Anomaly, inRealTime: Anomaly, [string, Partial<ListTxn>][]]>
> = {
  'appends against time': [
    'G0-process',
    'G0-realtime',
    [
      ['a 1 1', AT(0, 0, 1)],
      ['a 1 2', AT(0, 2, 3)],
      ['r 1 2,1', AT(1, 0, 9)],
    ],
  ],
  'a read of the future': [
    'G1c-process',
    'G1c-realtime',
    [
      ['r 1 1', AT(0, 0, 1)],
      ['a 1 1', AT(0, 2, 3)],
    ],
  ],
  'a stale read': [
    'G-single-item-process',
    'G-single-item-realtime',
    [
      ['a 1 1', AT(0, 0, 1)],
      ['r 1', AT(0, 2, 3)],
    ],
  ],
  'two stale reads': [
    'G-nonadjacent-item-process',
    'G-single-item-realtime',
    [
      ['a 1 1', AT(0, 0, 1)],
      ['r 2', AT(0, 2, 3)],
      ['a 2 1', AT(1, 0, 1)],
      ['r 1', AT(1, 2, 3)],
    ],
  ],
};

describe('a planted anomaly', () => {
  it('is told once for each place where appends went on after what was aborted', () => {
    const aborted: [string, Partial<ListTxn>] = ['a 1 1', { outcome: 'failed' }];
    const { anomalies } = judgeLists(history(aborted, 'a 1 2', 'a 1 3', 'r 1 1,2,3'));
    assert.equal(anomalies.get('dirty-update')?.count, 1);
  });

  it('is none where nobody was told what was read', () => {
    const unheard: [string, Partial<ListTxn>] = ['a 2 1; r 1 1', { outcome: 'unknown' }];
    assert.deepEqual(found(history('a 1 1; r 2 1', unheard)), []);
    assert.deepEqual(found(history(['r 1 7', { outcome: 'unknown' }])), []);
  });

  it('is one of real time alone after what was not answered: that is where a process ends', () => {
    const silent = { outcome: 'unknown', completedAtMs: undefined } as const;
    const txns = (between: Partial<ListTxn>): ListTxn[] =>
      history(['a 1 1', AT(0, 0, 1)], ['a 2 1', { ...AT(0, 2, 3), ...between }], ['r 1', AT(0, 4, 5)]);
    assert.deepEqual(found(txns({})), ['G-single-item-process']);
    assert.deepEqual(found(txns({ outcome: 'failed' })), ['G-single-item-process']);
    assert.deepEqual(found(txns(silent)), ['G-single-item-realtime']);
  });

  for (const [what, [anomalies, txns]] of Object.entries(PLANTED)) {
    it(`finds ${what}`, () => assert.deepEqual(found(txns), anomalies));
  }

  for (const [what, [inProcess, inRealTime, txns]] of Object.entries(IN_TIME)) {
    it(`finds ${what}, within a process and in real time`, () => {
      assert.equal(found(history(...txns))[0], inProcess);
      const apart = txns.map(([text, sketch]): [string, Partial<ListTxn>] => [
        text,
        { ...sketch, process: undefined },
      ]);
      assert.deepEqual(found(history(...apart)), [inRealTime]);
      const atOnce = txns.map(([text, sketch]): [string, Partial<ListTxn>] => [
        text,
        { ...sketch, ...AT(0, 0, 100), process: undefined },
      ]);
      assert.deepEqual(found(history(...atOnce)), []);
    });
  }
});
