/** The swarm: hundreds of random clusters on random bad networks keep every promise, and a planted fault is found. */

import assert from 'node:assert/strict';
import { Convergence } from '../../src/core/measure/convergence.ts';
import { Seen } from '../../src/core/store/seen.ts';
import { swarm } from '../../src/simulate/swarm.ts';
import { cases } from '../support/random-cases.ts';
import { explain, goOn, planted } from './planted-fault.ts';

/** Some five seconds; `CASES=10` asks for ten times as many, and .ci/run draws others for two minutes. */
const RUNS = cases(500);
describe('the swarm', () => {
  it(`finds nothing wrong in ${RUNS} runs`, async () => {
    const result = await swarm(RUNS, 1, goOn);
    assert.equal(explain(result), '');
    assert.equal(result.done, RUNS);
    const { writes, staleReads } = result.totals;
    assert.ok(writes > RUNS && staleReads > RUNS / 2, `it saw something: ${JSON.stringify(result.totals)}`);
  }).timeout(300_000);

  it('finds a version vector that forgets the gaps, by what is lost', async () => {
    const found = await planted(
      Seen.prototype,
      'addRun',
      function (this: Seen, _from: number, to: number): number {
        this.through = Math.max(this.through, to);
        return 0;
      },
    );
    assert.match(found, /--swarm 1 --seed \d+/);
    assert.match(found, /keys differ|lost|not settled/);
  }).timeout(60_000);

  it('finds an instrument that takes the arrival of an acknowledgement for the time of holding', async () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the right `this`
    const sound = Convergence.prototype.acknowledge;
    const found = await planted(
      Convergence.prototype,
      'acknowledge',
      function (this: Convergence, ...args): boolean {
        const [ack, now, events] = args;
        return sound.call(this, { ...ack, heldAtMs: now }, now, events);
      },
    );
    assert.match(found, /reports that .* converged after .* ms, but it was after/);
  }).timeout(60_000);
});
