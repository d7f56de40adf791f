/** What each model excludes is what Elle says that it prohibits: the table below was derived from its own, all implications followed. */

import assert from 'node:assert/strict';
import type { Anomaly } from '../../../src/check/consistency/anomalies.ts';
import { CONSISTENCY_MODELS, excludes, UNDECIDED_MODELS } from '../../../src/check/consistency/models.ts';

const PROHIBITED: Readonly<Record<string, string>> = {
  'read-uncommitted': 'G0 duplicate-elements',
  'read-committed': 'G0 G1c G1a G1b incompatible-order dirty-update future-read duplicate-elements',
  'monotonic-atomic-view': 'G0 G1c G1a G1b incompatible-order dirty-update future-read duplicate-elements',
  'read-atomic': 'G0 G1c G1a G1b incompatible-order dirty-update internal future-read duplicate-elements',
  'update-atomic':
    'G0 G1c G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
  'consistent-view':
    'G0 G1c G-single-item G1a G1b incompatible-order dirty-update lost-update future-read duplicate-elements',
  'repeatable-read':
    'G0 G1c G-single-item G-nonadjacent-item G2-item G1a G1b incompatible-order dirty-update lost-update future-read duplicate-elements',
  'snapshot-isolation':
    'G0 G1c G-single-item G-nonadjacent-item G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
  serializable:
    'G0 G1c G-single-item G-nonadjacent-item G2-item G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
  'strong-session-read-uncommitted': 'G0 G0-process duplicate-elements',
  'strong-session-read-committed':
    'G0 G1c G0-process G1c-process G1a G1b incompatible-order dirty-update future-read duplicate-elements',
  'strong-session-snapshot-isolation':
    'G0 G1c G-single-item G-nonadjacent-item G0-process G1c-process G-single-item-process G-nonadjacent-item-process G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
  'strong-session-serializable':
    'G0 G1c G-single-item G-nonadjacent-item G2-item G0-process G1c-process G-single-item-process G-nonadjacent-item-process G2-item-process G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
  'strong-read-uncommitted': 'G0 G0-process G0-realtime duplicate-elements',
  'strong-read-committed':
    'G0 G1c G0-process G1c-process G0-realtime G1c-realtime G1a G1b incompatible-order dirty-update future-read duplicate-elements',
  'strong-snapshot-isolation':
    'G0 G1c G-single-item G-nonadjacent-item G0-process G1c-process G-single-item-process G-nonadjacent-item-process G0-realtime G1c-realtime G-single-item-realtime G-nonadjacent-item-realtime G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
  'strict-serializable':
    'G0 G1c G-single-item G-nonadjacent-item G2-item G0-process G1c-process G-single-item-process G-nonadjacent-item-process G2-item-process G0-realtime G1c-realtime G-single-item-realtime G-nonadjacent-item-realtime G2-item-realtime G1a G1b incompatible-order dirty-update lost-update internal future-read duplicate-elements',
};

describe('consistency models', () => {
  const anomaliesOf = (model: string): Anomaly[] => (PROHIBITED[model] ?? '').split(' ') as Anomaly[];
  const all = anomaliesOf('strict-serializable');

  for (const model of CONSISTENCY_MODELS)
    it(`${model} excludes what Elle says`, () => {
      const excluded = all.filter((anomaly) => excludes(model, anomaly));
      assert.deepEqual(excluded, anomaliesOf(model));
      assert.ok(excludes(model, 'garbage-read'), 'nobody may make things up');
      assert.ok(!excludes(model, 'reordered-appends'), 'Elle does not look at it');
    });

  it('exclude together what any of them does', () => {
    const [one, other] = ['snapshot-isolation', 'strong-session-read-committed'] as const;
    const either = new Set([...anomaliesOf(one), ...anomaliesOf(other)]);
    assert.deepEqual(new Set(all.filter((anomaly) => excludes([one, other], anomaly))), either);
  });

  it('are either decided or said to be undecided', () => {
    assert.deepEqual(Object.keys(PROHIBITED), [...CONSISTENCY_MODELS]);
    assert.ok(CONSISTENCY_MODELS.every((model) => !(model in UNDECIDED_MODELS)));
  });
});
