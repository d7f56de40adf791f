/** Faults planted in what a replica has seen and in what it measures are found by the swarm. */

import assert from 'node:assert/strict';
import { Convergence } from '../../src/core/measure/convergence.ts';
import { CodedSymbols, type Difference } from '../../src/core/reconcile/coded-symbols.ts';
import { Seen } from '../../src/core/store/seen.ts';
import { planted } from './planted-fault.ts';

describe('the swarm', () => {
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
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
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

  it('finds a set reconciliation that overlooks what differs', async () => {
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
    const sound = CodedSymbols.prototype.decode;
    const found = await planted(
      CodedSymbols.prototype,
      'decode',
      function (this: CodedSymbols): Difference | undefined {
        const difference = sound.call(this);
        return difference && { ...difference, onlyHere: difference.onlyHere.slice(1) };
      },
      579,
    );
    assert.match(found, /--swarm 1 --seed \d+/);
  }).timeout(60_000);
});
