/** The scenarios as the documents promise them: what is cut, lost, stopped or killed, and during which part of the load. */

import assert from 'node:assert/strict';
import { networkConfigOf } from '../../src/net/network-config.ts';
import { combined, scenarioNamed, SCENARIOS } from '../../src/net/scenarios.ts';

const shares = (parts: readonly { readonly from: number; readonly to: number }[] = []): string =>
  parts.map(({ from, to }) => `${Math.round(from * 60)}–${Math.round(to * 60)}`).join(' ');

describe('a scenario', () => {
  it('is found by its name, and no other is', () => {
    for (const scenario of SCENARIOS) assert.equal(scenarioNamed(scenario.name), scenario);
    assert.equal(scenarioNamed('none such'), undefined);
    assert.ok(SCENARIOS.every(({ description }) => description.split(' ').length > 3));
  });

  it('does to a minute of load what its name says', () => {
    const all = SCENARIOS.map(({ name, partitions, faults, extraLossRatio = 0, extraDuplicateRatio = 0 }) =>
      [
        name,
        shares(partitions),
        faults?.map(({ fault }) => fault).join() ?? '',
        shares(faults),
        extraLossRatio,
        extraDuplicateRatio,
      ].join('|'),
    );
    assert.deepEqual(all, [
      'normal||||0|0',
      'partition|20–40|||0|0',
      'flapping|6–12 18–24 30–36 42–48|||0|0',
      'one-way|20–40|||0|0',
      'lossy||||0.1|0',
      'duplicate||||0|0.1',
      'pause||pause|20–40|0|0',
      'crash||crash|20–40|0|0',
      'kill||restart|20–30|0|0',
    ]);
    const shaped = SCENARIOS.filter(({ partitions }) => partitions.some(({ shape }) => shape !== undefined));
    assert.deepEqual(
      shaped.map(({ name }) => name),
      ['one-way'],
    );
  });

  it('may be several at once, each with all that it does, in one order', () => {
    const both = scenarioNamed('kill+lossy+flapping+one-way') ?? assert.fail();
    assert.equal(both.name, 'flapping+one-way+lossy+kill');
    assert.deepEqual(scenarioNamed(both.name), both);
    const parts = both.name.split('+').map((name) => scenarioNamed(name)?.description);
    assert.equal(both.description, parts.join('; '));
    assert.equal(shares(both.partitions), '6–12 18–24 30–36 42–48 20–40');
    assert.deepEqual(
      both.faults?.map(({ fault }) => fault),
      ['restart'],
    );
    const calm = { latencyMs: 0, latencyDistribution: 'constant', jitterMs: 0 } as const;
    const network = networkConfigOf(
      { ...calm, lossRatio: 0.2, duplicateRatio: 0.95 },
      scenarioNamed('lossy+duplicate') ?? assert.fail(),
    );
    assert.ok(Math.abs(network.lossRatio - 0.3) < 1e-9);
    assert.equal(network.duplicateRatio, 1);
    for (const wrong of ['kill+', 'kill+quake', 'kill+kill', '+', ''])
      assert.equal(scenarioNamed(wrong), undefined, wrong);
  });

  it('is named after what happens in it, and each only once', () => {
    assert.equal(combined(['normal']), 'normal');
    assert.equal(combined(['normal', 'kill']), 'kill');
    assert.equal(combined(['partition', 'partition+kill']), 'partition+kill');
  });
});
