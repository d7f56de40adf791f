/** What is said of each anomaly of transactions over lists, and which transactions show it. */

import assert from 'node:assert/strict';
import type { Anomaly } from '../../../src/check/consistency/anomalies.ts';
import { judgeLists } from '../../../src/check/list-append/judge.ts';
import type { ListTxn } from '../../../src/check/list-append/txns.ts';
import { shownList, shownOffence } from '../../../src/check/list-append/words.ts';
import { history } from './history.ts';

const FAILED = { outcome: 'failed' } as const;
const SILENT = { outcome: 'unknown', completedAtMs: undefined } as const;

/** What is said of an anomaly, each with the transactions that show it. */
function said(
  anomaly: Anomaly,
  ...txns: (string | [text: string, sketch: Partial<ListTxn>])[]
): (readonly [string, ...number[]])[] {
  const { examples = [] } = judgeLists(history(...txns)).anomalies.get(anomaly) ?? {};
  return examples.map((offence) => [offence.text, ...offence.txns.map(({ id }) => id)] as const);
}

describe('words about lists', () => {
  it('show the last eight elements of a list, and how many there are before', () => {
    const upTo = (length: number): string => shownList(Array.from({ length }, (_, i) => i + 1));
    assert.deepEqual([upTo(0), upTo(2)], ['[]', '[1, 2]']);
    assert.equal(upTo(8), '[1, 2, 3, 4, 5, 6, 7, 8]');
    assert.equal(upTo(10), '[… 2 more, 3, 4, 5, 6, 7, 8, 9, 10]');
  });

  it('show the transactions behind what is wrong', () => {
    const txns = history('r 1; a 2 5', ['r 3 ?', { node: 'n7' }]);
    assert.equal(
      shownOffence({ txns, text: 'odd' }),
      'odd (0 at n0: r 1 [], append 2 5; 1 at n7: r 3 (not answered))',
    );
  });
});

describe('what is told', () => {
  it('of reads that should never be', () => {
    assert.deepEqual(said('garbage-read', 'a 1 1', 'r 1 7,1'), [
      ['1 read 7 under key 1, which nobody appended', 1],
    ]);
    assert.deepEqual(said('duplicate-elements', 'a 1 1', 'r 1 1,1'), [['1 read key 1 as [1, 1]', 1]]);
    assert.deepEqual(said('G1a', ['a 1 1', FAILED], 'r 1 1'), [
      ['1 read 1 under key 1, which 0 was to append, and that was aborted', 0, 1],
    ]);
    assert.deepEqual(said('G1b', 'a 1 1; a 2 1; a 1 2; a 1 3; a 2 9', 'r 1 1,2'), [
      ['1 read key 1 as [1, 2], when 0 had still to append 3', 0, 1],
    ]);
    assert.deepEqual(said('G1b', 'a 1 1; a 1 2; r 1 1,2', 'r 1 1'), [
      ['1 read key 1 as [1], when 0 had still to append 2', 0, 1],
    ]);
  });

  it('of a transaction that does not agree with itself', () => {
    const internal = (text: string): string | undefined => said('internal', text)[0]?.[0];
    assert.equal(internal('r 1; a 1 1; r 1'), '0 reads key 1 as [], where by itself it has to be [1]');
    assert.equal(
      internal('a 1 1; a 1 2; r 1 2,1'),
      '0 reads key 1 as [2, 1], where by itself it has to be a list that ends with [1, 2]',
    );
    assert.equal(
      internal('a 1 1; r 1 9,1; r 1 1'),
      '0 reads key 1 as [1], where by itself it has to be [9, 1]',
    );
    assert.equal(internal('a 1 1; r 1 9,1; r 2; r 1 9,1'), undefined);
    assert.equal(internal('r 1 9; a 1 1; r 1 8,9,1')?.endsWith('it has to be [9, 1]'), true);
    assert.deepEqual(said('internal', 'a 1 1', 'a 1 2; r 1').flat().at(-1), 1);
    assert.deepEqual(said('future-read', 'r 2 1; r 1 1,2; a 1 2', 'a 1 1; r 2 5; a 1 5'), [
      ['0 reads 2 under key 1 before it appends it', 0],
    ]);
    assert.deepEqual(said('internal', ['a 1 1; r 1', SILENT], ['a 1 2; r 1', FAILED]), [], 'nobody was told');
  });

  it('of orders that exclude each other: the first two that do, of one length, else the next in length', () => {
    assert.deepEqual(said('incompatible-order', 'r 1 1,2', 'r 1 2,1', 'r 1 3,1', 'r 1 4'), [
      ['key 1 was read as [1, 2] by 0 and as [2, 1] by 1', 0, 1],
    ]);
    assert.deepEqual(said('incompatible-order', 'r 1 4,5,6', 'r 1 1', 'r 1 1,2', 'r 1 1,2,3,7'), [
      ['key 1 was read as [1, 2] by 2 and as [4, 5, 6] by 0', 2, 0],
    ]);
  });

  it('of appends that went wrong', () => {
    assert.deepEqual(
      said('dirty-update', ['a 1 1', FAILED], ['a 1 2', SILENT], 'a 1 3', 'a 1 4', 'r 1 1,2,3,4'),
      [['2 appended 3 to key 1 after what 0 was to append, and that was aborted', 0, 2]],
    );
    assert.deepEqual(
      said(
        'lost-update',
        'r 1 7; a 1 1',
        'r 1 7; r 1 8; a 1 2',
        'r 1 7',
        'a 1 3; r 1 7',
        'r 1; a 1 4',
        'r 1 7; a 2 5',
      ),
      [['0 and 1 read key 1 as [7], and each appended to that', 0, 1]],
    );
    assert.deepEqual(
      said('lost-update', 'r 1; a 1 1', 'r 1; a 1 2', ['r 1; a 1 3', FAILED]).map(([text]) => text),
      ['0 and 1 read key 1 as [], and each appended to that'],
    );
    assert.deepEqual(
      said('reordered-appends', 'a 1 1; a 2 2; a 1 3; a 1 4', 'r 1 3,1', ['a 2 8; a 2 7', FAILED], 'r 2 7,8'),
      [['0 appended 1 and then 3 to key 1, where 3 was read before it', 0]],
    );
    assert.equal(said('reordered-appends', ['a 1 1; a 1 3', SILENT], 'r 1 3').length, 1);
    assert.equal(said('reordered-appends', 'a 1 1; a 1 3', 'r 1 1').length, 0);
  });

  it('of a circle, step by step: what was written over, what was read, and what was not', () => {
    assert.deepEqual(said('G0', 'a 1 1; a 2 1', 'a 3 9; a 1 2; a 2 2', 'r 1 1,2', 'r 2 2,1'), [
      ['0 → 1 → 0: 1 appended 2 to key 1 after the 1 of 0, 0 appended 1 to key 2 after the 2 of 1', 0, 1],
    ]);
    assert.deepEqual(said('G1c', 'a 1 1; r 3; r 2 1', 'a 2 1; r 1 1'), [
      ['0 → 1 → 0: 1 read 1 under key 1, which 0 appended, 0 read 1 under key 2, which 1 appended', 0, 1],
    ]);
    assert.deepEqual(said('G-single-item', 'a 1 1; a 2 1', 'r 1 1; r 2'), [
      ['1 → 0 → 1: 1 read key 2 without the 1 that 0 appended, 1 read 1 under key 1, which 0 appended', 1, 0],
    ]);
    assert.deepEqual(
      said('G-single-item', ['r 9 ?; a 1 1; a 2 1', SILENT], 'r 1 1; r 2')[0]?.[0],
      '1 → 0 → 1: 1 read key 2 without the 1 that 0 appended, 1 read 1 under key 1, which 0 appended',
      'nothing is known of key 9',
    );
  });

  it('of a circle what its steps are, where the same two transactions are bound in other ways, too', () => {
    const first = (...[anomaly, ...txns]: Parameters<typeof said>): string | undefined =>
      said(anomaly, ...txns)[0]?.[0];
    assert.equal(
      first('G0', 'a 1 1; a 2 1', 'r 1 1; a 3 9; a 1 2; a 2 2', 'r 1 1,2', 'r 2 2,1', 'a 3 8', 'r 3 8,9'),
      '0 → 1 → 0: 1 appended 2 to key 1 after the 1 of 0, 0 appended 1 to key 2 after the 2 of 1',
    );
    assert.equal(
      first('G1c', 'a 5 9; a 1 1; r 3 7; r 2 1', 'r 5; a 1 2; a 2 1', 'r 1 1,2', 'a 3 7'),
      '1 → 0 → 1: 0 read 1 under key 2, which 1 appended, 1 appended 2 to key 1 after the 1 of 0',
    );
    assert.equal(
      first('G-single-item', 'a 1 1; r 1 1; r 2 1', 'a 1 2; a 2 1', 'r 1 1,2'),
      '0 → 1 → 0: 0 read key 1 without the 2 that 1 appended, 0 read 1 under key 2, which 1 appended',
    );
  });

  it('of a circle in time', () => {
    const at = (process: number, invokedAtMs: number): Partial<ListTxn> => {
      return { process, invokedAtMs, completedAtMs: invokedAtMs + 1 };
    };
    assert.deepEqual(
      said('G-single-item-process', ['a 1 1', at(0, 0)], ['r 1', at(0, 2)]).map(([text]) => text),
      ['1 → 0 → 1: 1 read key 1 without the 1 that 0 appended, 1 followed 0 in one process'],
    );
    assert.deepEqual(
      said('G-single-item-realtime', ['a 1 1', at(0, 0)], ['r 1', at(1, 2)]).map(([text]) => text),
      ['1 → 0 → 1: 1 read key 1 without the 1 that 0 appended, 1 was invoked when 0 had been answered'],
    );
  });

  it('once of each kind, with how many transactions there were', () => {
    const { done, anomalies } = judgeLists(
      history('r 1 1', ['a 1 1', FAILED], ['r 1', SILENT], 'r 1 1', 'a 2 1'),
    );
    assert.equal(done, 3);
    assert.deepEqual(
      [...anomalies].map(([name, { count }]) => [name, count]),
      [['G1a', 2]],
    );
  });
});
