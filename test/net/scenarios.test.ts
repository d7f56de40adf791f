/** The scenarios as the documents promise them: what is cut, lost, stopped or killed, and during which part of the load. */

import assert from 'node:assert/strict';
import { scenarioNamed, SCENARIOS } from '../../src/net/scenarios.ts';

const shares = (parts: readonly { readonly from: number; readonly to: number }[] = []): string =>
  parts.map(({ from, to }) => `${Math.round(from * 60)}–${Math.round(to * 60)}`).join(' ');

describe('a scenario', () => {
  it('is found by its name, and no other is', () => {
    for (const scenario of SCENARIOS) assert.equal(scenarioNamed(scenario.name), scenario);
    assert.equal(scenarioNamed('none such'), undefined);
    assert.ok(SCENARIOS.every(({ description }) => description.split(' ').length > 3));
  });

  it('does to a minute of load what its name says', () => {
    const all = SCENARIOS.map(({ name, partitions, faults, extraLossRatio = 0 }) =>
      [
        name,
        shares(partitions),
        faults?.map(({ fault }) => fault).join() ?? '',
        shares(faults),
        extraLossRatio,
      ].join('|'),
    );
    assert.deepEqual(all, [
      'normal||||0',
      'partition|20–40|||0',
      'flapping|6–12 18–24 30–36 42–48|||0',
      'lossy||||0.1',
      'pause||pause|20–40|0',
      'kill||restart|20–30|0',
    ]);
  });
});
