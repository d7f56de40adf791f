/** Which anomaly implies which: as Elle has them in a line from the gravest to the least (its `consistency_model.clj`). */

import assert from 'node:assert/strict';
import { implies, type Anomaly, type Named } from '../../../src/check/consistency/anomalies.ts';

/** What each implies, but for itself. */
const LINES: Readonly<Partial<Record<Anomaly, readonly Named[]>>> = {
  G0: ['G1c', 'G1'],
  G1c: ['G1'],
  'G-single-item': ['G-single', 'G-nonadjacent-item', 'G-nonadjacent', 'G2-item', 'G2'],
  'G-nonadjacent-item': ['G-nonadjacent', 'G2-item', 'G2'],
  'G2-item': ['G2'],
};

describe('an anomaly', () => {
  const all = [...new Set([...Object.keys(LINES), ...Object.values(LINES).flat()])] as Named[];

  for (const [anomaly, expected] of Object.entries(LINES) as [Anomaly, readonly Named[]][]) {
    const found = (suffix: string, others: string): string[] =>
      all.filter((other) =>
        implies(`${anomaly}${suffix}` as Anomaly, new Set([`${other}${others}` as Named])),
      );

    it(`${anomaly} implies what is wider, and each of these by the order of processes and by real time`, () => {
      const those = all.filter((name) => name === anomaly || expected.includes(name));
      for (const [suffix, others] of [
        ...([['', ''], ['', '-process'], ['', '-realtime']] as const), // oxfmt-ignore
        ...([['-process', '-process'], ['-process', '-realtime'], ['-realtime', '-realtime']] as const), // oxfmt-ignore
      ])
        assert.deepEqual(found(suffix, others), those, `${suffix} ${others}`);
    });

    it(`${anomaly} by time says nothing of data alone`, () => {
      for (const [suffix, others] of [
        ['-process', ''],
        ['-realtime', ''],
        ['-realtime', '-process'],
      ] as const)
        assert.deepEqual(found(suffix, others), []);
    });
  }

  it('of another kind implies what it is a case of, and what that implies', () => {
    for (const [anomaly, others] of [
      ['G1a', ['G1', 'G1-process', 'G1-realtime']],
      ['G1b', ['G1']],
      ['incompatible-order', ['G1a', 'G1']],
      ['dirty-update', ['G1a', 'G1']],
      ['future-read', ['G1c', 'G1', 'G1c-realtime']],
      ['lost-update', ['G2-item', 'G2', 'G2-process']],
    ] as const)
      for (const other of others) assert.ok(implies(anomaly, new Set([other])), `${anomaly} is ${other}`);
  });

  it('implies no others that have nothing to do with it', () => {
    assert.ok(!implies('internal', new Set(['G1', 'G2'])));
    assert.ok(!implies('G1c', new Set(['G2', 'G0', 'internal'])));
  });
});
