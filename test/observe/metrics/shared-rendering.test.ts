/** Renderings are shared where many ask: so many at once, then some in a second, and never a stale one to who asks seldom. */

import assert from 'node:assert/strict';
import {
  RENDERING_BURST,
  RENDERINGS_PER_SEC,
  SharedRendering,
} from '../../../src/observe/metrics/shared-rendering.ts';

describe('a shared rendering', () => {
  let nowMs: number;
  let made: number;
  let shared: SharedRendering;

  beforeEach(() => {
    [nowMs, made] = [1000, 0];
    shared = new SharedRendering(
      () => Promise.resolve(String(++made)),
      () => nowMs,
    );
  });

  /** So many ask, one after the other: what the last one gets. */
  async function ask(times: number): Promise<string> {
    let text = '';
    for (let i = 0; i < times; i++) text = String(await shared.bytes());
    return text;
  }

  it('is a new one for each of a burst, and then the latest', async () => {
    // The first one of all costs nothing.
    assert.equal(await ask(RENDERING_BURST + 1), String(RENDERING_BURST + 1));
    assert.equal(await ask(10), String(RENDERING_BURST + 1));
  });

  it('is made anew so often in a second, and no more often for having waited for long', async () => {
    const burst = Number(await ask(RENDERING_BURST + 2));
    nowMs += 1000 / RENDERINGS_PER_SEC - 1;
    assert.equal(await ask(2), String(burst));
    nowMs += 1;
    assert.equal(await ask(2), String(burst + 1));
    nowMs += 1000;
    assert.equal(await ask(RENDERINGS_PER_SEC + 2), String(burst + 1 + RENDERINGS_PER_SEC));
    nowMs += 3_600_000;
    assert.equal(await ask(2 * RENDERING_BURST), String(burst + 1 + RENDERINGS_PER_SEC + RENDERING_BURST));
  });

  it('is one for all who ask while it is under way', async () => {
    const all = await Promise.all([shared.bytes(), shared.bytes(), shared.bytes()]);
    assert.deepEqual(all.map(String), ['1', '1', '1']);
  });

  it('is not kept where it failed', async () => {
    let fails = true;
    const failing = new SharedRendering(
      () => (fails ? Promise.reject(new Error('broken')) : Promise.resolve('x')),
      () => nowMs,
    );
    await assert.rejects(failing.bytes(), /broken/);
    fails = false;
    assert.equal(String(await failing.bytes()), 'x');
  });
});
