/** The verdict on lin-kv: what each answer means, and what is left out because nothing follows of it. */

import assert from 'node:assert/strict';
import type { Operation } from '../../../src/check/history.ts';
import { LinKvChecker } from '../../../src/check/workloads/lin-kv.ts';
import { broken, operation } from '../clients-record.ts';

/** @param read what reads were answered */
function judged(...operations: readonly (readonly [op: Operation, read?: unknown])[]) {
  const checker = new LinKvChecker();
  for (const [op, value] of operations) {
    checker.invoked(op);
    if (op.error === undefined && op.completedAtMs !== undefined)
      assert.ok(checker.answered(op, op.kind === 'read' ? { type: 'read_ok', value } : { type: 'write_ok' }));
  }
  return checker.verdict();
}

const write = (value: string, changes: Partial<Operation> = {}): readonly [Operation] => [
  operation({ kind: 'write', value, ...changes }),
];
const read = (value: unknown, changes: Partial<Operation> = {}): readonly [Operation, unknown] => [
  operation(changes),
  value,
];

describe('the verdict on lin-kv', () => {
  it('takes reads, writes and compare-and-sets as they are, key by key', () => {
    assert.deepEqual(
      broken(
        judged(
          ...[write('1'), read(1), write('[1,2]'), read(2)],
          ...[write('7', { key: 'other' }), read(7, { key: 'other' })],
        ),
      ),
      {},
    );
    const verdict = judged(write('1'), write('2'), read(1, { node: 'n4' }));
    assert.deepEqual(broken(verdict), { 'keys are not linearizable': 1 });
    const [example = ''] = verdict.rules[0]?.examples ?? [];
    const { proof = [] } = verdict.rules[0] ?? {};
    assert.equal(proof.length, 3, 'with what came before');
    assert.ok(example.startsWith(`operation ${proof.at(-1) ?? ''},`), example);
    assert.match(example, /^operation \d+, at n4, read 1 under key k, which can only have held 2 then$/);
    assert.equal(verdict.facts['keys'], 1);
    assert.equal(judged(write('1'), write('1', { key: 'other' })).facts['keys'], 2);
  });

  it('shows with what cannot be the nine operations before it that had begun by then', () => {
    const writes = Array.from({ length: 12 }, (_, i) => operation({ kind: 'write', value: `${i}` }));
    const wrong = operation({});
    // It begins as the wrong read ends: none knows which came first.
    const along = operation({ kind: 'write', value: '98', invokedAtMs: wrong.completedAtMs ?? NaN });
    const later = operation({ kind: 'write', value: '99' });
    const all: [Operation, unknown?][] = [...writes, along, later].map((op) => [op]);
    const { rules } = judged(...all.slice(0, 12), [wrong, 3], ...all.slice(12));
    assert.deepEqual(
      rules[0]?.proof,
      [...writes.slice(-8), along, wrong].map(({ id }) => id),
    );
  });

  it('says what was done, and all that the key can have held', () => {
    const saying = (...operations: readonly (readonly [Operation, unknown?])[]): string | undefined =>
      judged(...operations).rules[0]?.examples[0]?.replace(/^operation \d+, at n1, /, '');
    assert.equal(
      saying(write('1'), write('[[2,3],"4,5"]')),
      'set [2,3] to "4,5" at key k, which can only have held 1 then',
    );
    assert.equal(saying(read(1)), 'read 1 under key k, which can only have held nothing then');
    assert.equal(
      saying(write('3'), write('2', { completedAtMs: undefined }), read(1)),
      'read 1 under key k, which can only have held 2 or 3 then',
    );
  });

  it('draws no conclusion from what was refused, and any from what was never answered', () => {
    const refused = { error: 'precondition_failed' };
    assert.deepEqual(broken(judged(write('1'), write('[2,3]', refused), read(1))), {});
    const lost = { completedAtMs: undefined };
    for (const value of [1, 2])
      assert.deepEqual(broken(judged(write('1'), write('2', lost), read(value))), {});
    const unsure = { error: 'crash' };
    assert.deepEqual(
      broken(judged(write('1'), write('2', unsure), read(1), read(2))),
      {},
      'it may come late',
    );
    assert.deepEqual(broken(judged(write('1'), write('2', refused), read(2))), {
      'keys are not linearizable': 1,
    });
  });

  it('says where a key was missing after a write, which Maelstrom lets pass', () => {
    const verdict = judged(write('1'), read(undefined, { error: 'key_does_not_exist' }));
    assert.deepEqual(broken(verdict), { 'keys were missing after a write had been acknowledged': 1 });
    assert.ok(
      verdict.rules.every(({ broken: times, passesMaelstrom }) => times === 0 || passesMaelstrom === true),
    );
    const { proof = [] } = verdict.rules.find(({ broken: times }) => times > 0) ?? {};
    assert.equal(proof.length, 2, 'with the write');
    assert.deepEqual(broken(judged(read(undefined, { error: 'key_does_not_exist' }), write('1'))), {});
    const missing = { error: 'key_does_not_exist' };
    assert.deepEqual(
      broken(judged(read(undefined, missing), write('1'), write('[1,2]', missing))),
      {},
      'a compare-and-set that fails tells nothing',
    );
  });

  it('takes a read of null as one that found no key: Maelstrom draws no conclusion from it', () => {
    assert.deepEqual(broken(judged(read(null), write('1'))), {});
    const verdict = judged(write('1'), read(null), read(1));
    assert.deepEqual(broken(verdict), { 'keys were missing after a write had been acknowledged': 1 });
    assert.equal(verdict.rules.find(({ broken: times }) => times > 0)?.passesMaelstrom, true);
  });

  it('says of which keys it does not know', () => {
    const open = Array.from({ length: 40 }, (_, i) => write(`${i}`, { invokedAtMs: 0, completedAtMs: 1000 }));
    const verdict = judged(...open);
    assert.deepEqual(broken(verdict), { 'keys could not be judged': 1 });
    assert.deepEqual(verdict.rules[1]?.examples, ['key k: more than 31 operations were open at once']);
  });
});
