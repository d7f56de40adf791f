/** Every configuration of the fault model passes the one contract; what lies outside its ranges is refused with a reason. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import type { LatencyDistribution } from '../../src/net/latency.ts';
import { Network, type Fate, type NetworkConfig } from '../../src/net/network.ts';
import { networkContract } from './contract.ts';

function config(distribution: LatencyDistribution, changes: Partial<NetworkConfig> = {}): NetworkConfig {
  return {
    latency: { distribution, meanMs: 100, jitterMs: 0 },
    lossRatio: 0,
    duplicateRatio: 0,
    ...changes,
  };
}

networkContract('constant latency', config('constant'), { meanMs: 100, minMs: 100, maxMs: 100 });
networkContract('uniform latency', config('uniform'), { meanMs: 100, minMs: 0, maxMs: 200 });
networkContract('exponential latency', config('exponential'), { meanMs: 100, minMs: 0, maxMs: 2300 });
networkContract('lognormal latency', config('lognormal'), { meanMs: 100, minMs: 1, maxMs: 2000 });
networkContract(
  'jitter',
  config('constant', { latency: { distribution: 'constant', meanMs: 100, jitterMs: 40 } }),
  { meanMs: 100, minMs: 60, maxMs: 140 },
);
networkContract(
  'more jitter than latency',
  config('constant', { latency: { distribution: 'constant', meanMs: 0, jitterMs: 40 } }),
  { meanMs: 10, minMs: 0, maxMs: 40 },
);
networkContract(
  'no latency',
  config('exponential', { latency: { distribution: 'exponential', meanMs: 0, jitterMs: 0 } }),
  { meanMs: 0, minMs: 0, maxMs: 0 },
);
networkContract('loss and duplication', config('uniform', { lossRatio: 0.1, duplicateRatio: 0.2 }), {
  meanMs: 100,
  minMs: 0,
  maxMs: 200,
});
networkContract('nothing but duplicates', config('constant', { duplicateRatio: 1 }), {
  meanMs: 100,
  minMs: 100,
  maxMs: 100,
});
networkContract('nothing but loss', config('constant', { lossRatio: 1 }), {
  meanMs: 100,
  minMs: 100,
  maxMs: 100,
});

describe('the settings of a network', () => {
  const make =
    (changes: Partial<NetworkConfig>): (() => Network) =>
    () =>
      new Network(config('constant', changes), ['n1', 'n2'], prng(1));

  it('are refused outside their ranges, with what to give instead', () => {
    assert.throws(make({ lossRatio: 1.5 }), /lossRatio is 1.5: give a share between 0 and 1/);
    assert.throws(make({ duplicateRatio: NaN }), /duplicateRatio is NaN/);
    assert.throws(make({ lossRatio: -0.1 }), /lossRatio is -0.1/);
    const latency = { distribution: 'constant', meanMs: -1, jitterMs: 0 } as const;
    assert.throws(make({ latency }), /latency.meanMs is -1: give milliseconds/);
    assert.throws(make({ latency: { ...latency, meanMs: 1, jitterMs: Infinity } }), /latency.jitterMs/);
  });

  it('are independent: loss does not change the delays of what arrives, nor duplication', () => {
    const fates = (changes: Partial<NetworkConfig>): Fate[] => {
      const network = new Network(config('exponential', changes), ['n1', 'n2'], prng(3));
      return Array.from({ length: 200 }, () => network.route('n1', 'n2'));
    };
    const delaysMs = (fate: Fate): readonly number[] => (fate.outcome === 'deliver' ? fate.delaysMs : []);
    const duplicated = fates({ duplicateRatio: 0.5 });
    const both = fates({ duplicateRatio: 0.5, lossRatio: 0.5 });
    for (const [i, plain] of fates({}).entries()) {
      const twice = duplicated[i] ?? assert.fail();
      assert.deepEqual(delaysMs(twice).slice(0, 1), delaysMs(plain));
      if (both[i]?.outcome === 'deliver') assert.deepEqual(both[i], twice);
    }
  });
});
