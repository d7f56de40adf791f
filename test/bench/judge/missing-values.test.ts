/** What is told of values that some node lacks in the end: who took them, when, and how far each came. */

import assert from 'node:assert/strict';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import { ValueTrail } from '../../../src/bench/cluster/value-trail.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { missingValueTexts } from '../../../src/bench/judge/missing-values.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import { SetChecker } from '../../../src/check/workloads/set-checker.ts';
import { changed, evidence, operation, STARTED_MS } from './evidence.ts';

const add = (id: number, value: string, atMs: number): LiveOperation =>
  operation(id, 'n1', 'write', 'set', value, STARTED_MS + atMs);

/** n1 was given these values, and none of them left it. */
async function missing(adds: readonly LiveOperation[], changes: Partial<Evidence> = {}): Promise<Evidence> {
  const checker = new SetChecker('messages', ['n1', 'n2', 'n3'], 0);
  const trail = new ValueTrail();
  for (const op of adds) {
    checker.invoked(op);
    if (op.completedAtMs !== undefined) checker.answered(op, { type: 'broadcast_ok' }, false);
    trail.follow(op.value ?? '', 'n1');
  }
  const values = adds.map(({ value }) => Number(value));
  for (const [node, messages, atMs] of [
    ['n1', values, 60_000],
    ['n2', [], 61_000],
    ['n3', [], 61_000],
  ] as const) {
    const read = operation(900, node, 'read', 'set', '', STARTED_MS + atMs);
    checker.answered(read, { type: 'read_ok', messages }, true);
  }
  // Reads of the same values come before, and are none of theirs.
  const reads = adds.map((op) => changed(op, { id: 700, kind: 'read', node: 'n9' }));
  const sound = await evidence({ operations: () => [...reads, ...adds] });
  Object.assign(sound.clients, { checker });
  return { ...sound, trail, finalReads: [], ...changes };
}

describe("the bench's words on values that are missing in the end", () => {
  it('name who acknowledged each, when, how far it came, and where it is missing', async () => {
    assert.deepEqual(missingValueTexts(await missing([add(800, '7', 1499)])), [
      'n1 acknowledged 7 at 1.5 s; no message with it ever left n1; missing in the end at n2 n3',
    ]);
  });

  it('do not blame a node for a counter in a message that is as large as the value', async () => {
    const found = await missing([add(800, '7', 1000), add(801, '8', 2000)]);
    const { checker } = found.clients;
    const read = operation(901, 'n2', 'read', 'set', '', STARTED_MS + 62_000);
    checker?.answered(read, { type: 'read_ok', messages: [8] }, true);
    const message = { src: 'n1', dest: 'n2', body: { type: 'gossip', value: 8, seq: 7 } };
    found.trail?.sent('n1', 'n2', JSON.stringify(message));
    found.trail?.arrived('n2', JSON.stringify(message));
    const [seven, eight] = missingValueTexts(found);
    assert.match(
      seven ?? '',
      /; whether a message with it ever left n1 cannot be told: .*; missing in the end at n2 n3/,
    );
    assert.match(eight ?? '', /; no message with it was ever sent to n3; missing in the end at n3/);
  });

  it('tell an add that was not answered from one that was', async () => {
    const open = changed(add(800, '7', 2000), { completedAtMs: undefined });
    assert.match(missingValueTexts(await missing([open])).join(), /^n1 was asked to add 7 at 2\.0 s; /);
  });

  it('are of three values at most, and come before all other problems', async () => {
    const found = await missing([1, 2, 3, 4].map((n) => add(800 + n, `${n}`, 1000 * n)));
    const texts = missingValueTexts(found);
    assert.deepEqual(
      texts.map((text) => /acknowledged (.*) s;/.exec(text)?.[1]),
      ['1 at 1.0', '2 at 2.0', '3 at 3.0'],
    );
    assert.deepEqual(judge(found).problems.slice(0, 3), texts);
  });

  it('are none where nothing was followed, the run was interrupted, or nothing is known of the value', async () => {
    const adds = [add(800, '7', 0)];
    assert.deepEqual(missingValueTexts(await missing(adds, { trail: undefined })), []);
    assert.deepEqual(missingValueTexts(await missing(adds, { trail: new ValueTrail() })), []);
    assert.deepEqual(missingValueTexts(await missing(adds, { interrupted: true })), []);
    assert.deepEqual(missingValueTexts({ ...(await evidence()), trail: new ValueTrail() }), []);
    const unasked = await missing(adds);
    Object.assign(unasked.clients, { operations: [] });
    assert.deepEqual(missingValueTexts(unasked), []);
  });
});
