/** What waits for a peer, held against a model: within the bound, in order, and every message in one place at a time. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LINE_OVERHEAD_BYTES, PeerAccount, type Batch } from '../../src/transport/peer-account.ts';

const LIMITS = { queueBytes: 2000, lineBytes: 400 };

type Step = { readonly push: number } | { readonly take: number } | 'sent' | 'lost' | 'dropAll';

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ push: fc.nat({ max: 500 }) }) },
    { weight: 3, arbitrary: fc.record({ take: fc.nat({ max: 1500 }) }) },
    { weight: 2, arbitrary: fc.constant('sent' as const) },
    { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'dropAll' as const) },
  ),
  { maxLength: 200 },
);

class Model {
  readonly account = new PeerAccount('n2', LIMITS);
  given = 0;
  /** What was taken, in that order. */
  readonly taken: number[] = [];
  readonly #flying: Batch[] = [];

  do(step: Step): void {
    if (step === 'dropAll') this.account.dropAll('removed');
    else if (step === 'sent' || step === 'lost') this.#landed(step);
    else if ('push' in step) this.account.push(String(this.given++).padEnd(step.push, 'x'));
    else this.#took(this.account.take(step.take));
  }

  #took(batch: Batch | undefined): void {
    if (batch === undefined) return;
    this.#flying.push(batch);
    this.taken.push(...batch.lines.map((text) => Number.parseInt(text, 10)));
  }

  #landed(how: 'sent' | 'lost'): void {
    const batch = this.#flying.shift();
    if (batch === undefined) return;
    if (how === 'sent') this.account.sent(batch);
    else this.account.lost(batch, 'connection_lost');
  }
}

describe('the account of a peer', () => {
  it('stays within its bound, keeps the order, and loses count of nothing', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const model = new Model();
        for (const step of all) {
          model.do(step);
          const { queuedBytes, queued, sent, dropped } = model.account.state;
          assert.ok(queuedBytes <= LIMITS.queueBytes && queuedBytes >= queued * LINE_OVERHEAD_BYTES);
          const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
          assert.equal(sent + queued + gone, model.given);
        }
        assert.deepEqual(
          model.taken,
          model.taken.toSorted((a, b) => a - b),
        );
        assert.equal(new Set(model.taken).size, model.taken.length);
      }),
    );
  });

  it('drops the oldest, and what is being written is not dropped for what is new', () => {
    const account = new PeerAccount('n2', LIMITS);
    const [first, later] = ['a'.repeat(300), 'b'.repeat(300)];
    account.push(first);
    const batch = account.take(1);
    for (let i = 0; i < 10; i++) account.push(`${later}${i}`);
    assert.deepEqual(batch?.lines, [first]);
    const rest = account.take(Infinity)?.lines ?? [];
    assert.equal(rest.at(-1), `${later}9`);
    assert.equal(account.state.queued, 1 + rest.length);
    assert.equal(account.state.dropped.queue_full, 10 - rest.length);
  });

  it('keeps a line one line', () => {
    const account = new PeerAccount('n2', LIMITS);
    account.push('{"a":1,\n"b":2}');
    assert.deepEqual(account.take(1)?.lines, ['{"a":1, "b":2}']);
  });

  it('shows an error as one line that cannot garble a terminal, while it is not connected', () => {
    const account = new PeerAccount('n2', LIMITS);
    account.disconnected('n2\nis \u001b[31mgone');
    assert.equal(account.state.lastError, 'n2\ufffdis \ufffd[31mgone');
    account.connected();
    assert.equal(account.state.lastError, undefined);
  });
});
