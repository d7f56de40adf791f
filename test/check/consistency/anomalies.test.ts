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
      for (const suffixes of [
        ...[['', ''], ['', '-process'], ['', '-realtime']], // prettier-ignore
        ...[['-process', '-process'], ['-process', '-realtime'], ['-realtime', '-realtime']], // prettier-ignore
      ] as [string, string][])
        assert.deepEqual(found(...suffixes), those, suffixes.join(' '));
    });

    it(`${anomaly} by time says nothing of data alone`, () => {
      for (const suffixes of [
        ['-process', ''],
        ['-realtime', ''],
        ['-realtime', '-process'],
      ] as const)
        assert.deepEqual(found(...suffixes), []);
    });
  }

  it('implies no others that have nothing to do with it', () => {
    assert.ok(!implies('internal', new Set(['G1', 'G2'])));
    assert.ok(!implies('G1c', new Set(['G2', 'G0', 'internal'])));
  });
});
