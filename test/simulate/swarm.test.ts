/** The swarm: hundreds of random clusters on random bad networks keep every promise. */

import assert from 'node:assert/strict';
import { swarm } from '../../src/simulate/swarm.ts';
import { cases } from '../support/random-cases.ts';
import { explain, goOn } from './planted-fault.ts';

/** Some five seconds; `CASES=10` asks for ten times as many, and .ci/run draws for two minutes. */
const RUNS = cases(150);

describe('the swarm', () => {
  it(`finds nothing wrong in ${RUNS} runs`, async () => {
    const result = await swarm(RUNS, 1, goOn);
    assert.equal(explain(result), '');
    assert.equal(result.done, RUNS);
    const { writes, staleReads } = result.totals;
    assert.ok(writes > RUNS && staleReads > RUNS / 2, `it saw something: ${JSON.stringify(result.totals)}`);
  }).timeout(300_000);
});
