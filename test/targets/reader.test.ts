/** How a probe asks replicas: seldom and together, without one that is slow holding up the others. */

import assert from 'node:assert/strict';
import { WatchedKey } from '../../src/check/replicas/watched-key.ts';
import { readInStep } from '../../src/targets/reader.ts';
import { StoreError, type Endpoint } from '../../src/targets/store.ts';

const LANES = ['0', '1'].map((key) => ({
  key,
  watched: new WatchedKey(3, {
    read: () => undefined,
    shown: () => undefined,
    shownEverywhere: () => undefined,
  }),
}));

describe('the readers of a probe', () => {
  it('read a key at all replicas at once, by turns, but not while one has still to answer', async () => {
    const ends = new AbortController();
    const asked: string[] = [];
    const errors: string[] = [];
    let answer: (() => void) | undefined;
    const answers: Readonly<Record<string, () => Promise<undefined>>> = {
      quick: () => Promise.resolve(undefined),
      slow: () => new Promise((resolve) => (answer = () => resolve(undefined))),
      failing: () => Promise.reject(new StoreError('timeout', 'it does not answer')),
    };
    const replicas = Object.entries(answers).map(([name, read]): Partial<Endpoint> => ({
      name,
      read: (key) => {
        asked.push(`${name} ${key}`);
        if (asked.filter((one) => one.startsWith('quick')).length === 9) ends.abort();
        if (name === 'slow' && key === '0') return Promise.resolve(undefined);
        return read();
      },
    }));
    const reading = readInStep({
      ...{ replicas: replicas as Endpoint[], lanes: LANES, readsPerSec: 300, signal: ends.signal },
      onError: (replica, error) => errors.push(`${replicas[replica]?.name} ${error}`),
    });
    let hasEnded = false;
    const end = reading.then(() => (hasEnded = true));
    while (!ends.signal.aborted) await new Promise(setImmediate);
    // All ask at the beginning, then the keys by turns.
    const quick = asked.filter((one) => one.startsWith('quick'));
    assert.deepEqual(
      quick.slice(2),
      ['0', '1', '0', '1', '0', '1', '0'].map((key) => `quick ${key}`),
    );
    asked.forEach((one, index) => {
      if (one === 'quick 0' && index > 0 && index < asked.length - 1)
        assert.equal(asked[index + 1], 'slow 0', 'in the same turn');
    });
    assert.equal(asked.filter((one) => one === 'slow 1').length, 1);
    assert.ok(errors.length >= 2 && errors.every((one) => one === 'failing timeout'), String(errors));
    assert.equal(hasEnded, false);
    answer?.();
    await end;
  });
});
