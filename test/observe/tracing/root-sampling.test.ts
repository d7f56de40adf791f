/** Which traces begin: as many as are asked for, where that is said in the one way that is decided beforehand. */

import assert from 'node:assert/strict';
import { rootSampling } from '../../../src/observe/tracing/root-sampling.ts';

const env = (ratio: string, sampler = 'parentbased_traceidratio') => ({
  OTEL_TRACES_SAMPLER: sampler,
  OTEL_TRACES_SAMPLER_ARG: ratio,
});

/** Of a thousand traces, those that begin. */
function begun(variables: Readonly<Record<string, string>>): number {
  const { begins } = rootSampling(variables);
  return Array.from({ length: 1000 }, () => begins()).filter(Boolean).length;
}

describe('root sampling', () => {
  it('begins the share of traces that is asked for, and has the SDK keep each of them', () => {
    assert.deepEqual([begun(env('0')), begun(env('1')), begun(env(' 1 '))], [0, 1000, 1000]);
    const half = begun(env('0.5'));
    assert.ok(half > 400 && half < 600, `${half} of 1000`);
    for (const ratio of ['0', '0.5', '1'])
      assert.match(rootSampling(env(ratio)).sampler?.toString() ?? '', /^ParentBased\{root=AlwaysOnSampler/);
  });

  it('leaves everything else to the SDK', () => {
    for (const variables of [
      ...[{}, env(''), env(' '), env('x'), env('-0.1'), env('1.1')],
      env('0', 'traceidratio'),
    ]) {
      assert.equal(rootSampling(variables).sampler, undefined, JSON.stringify(variables));
      assert.equal(begun(variables), 1000);
    }
  });
});
