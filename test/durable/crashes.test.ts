/** What was said survives: whatever the disk loses, tears and reorders of what was not synced. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Outbound } from '../../src/protocol/envelope.ts';
import { KeptNode } from './kept-node.ts';

type Act = { readonly write: number } | 'sync' | 'sync all' | 'wake' | 'kill' | 'power';

const act: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: fc.record({ write: fc.integer({ min: 0, max: 4 }) }), weight: 12 },
  { arbitrary: fc.constant('sync' as const), weight: 5 },
  { arbitrary: fc.constant('sync all' as const), weight: 2 },
  { arbitrary: fc.constant('wake' as const), weight: 2 },
  { arbitrary: fc.constant('kill' as const), weight: 1 },
  { arbitrary: fc.constant('power' as const), weight: 2 },
);

/** What the first process wrote, the second one finds, and the disk does not have: then the power fails. */
const KILLED_BEFORE_THE_SYNC: Act[] = [
  ...Array.from({ length: 4 }, () => ({ write: 0 })),
  'kill',
  ...Array.from({ length: 2 }, () => ({ write: 0 })),
  'wake',
];

describe('a node that keeps its data', function () {
  this.timeout(120_000);

  it('has all that it said before it crashed, and gives no dot twice', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(act, { minLength: 5, maxLength: 150 }), (seed, acts) => {
        const node = new KeptNode(seed);
        const writes = new Map<string, { id: number; value: number }[]>();
        let value = 0;
        for (const one of acts) {
          if (typeof one === 'object') {
            const key = `k${one.write}`;
            const id = node.ask({ type: 'write', key, value: ++value });
            writes.set(key, [...(writes.get(key) ?? []), { id, value }]);
          } else if (one === 'wake') node.wake();
          else if (one === 'sync' || one === 'sync all') node.sync(one === 'sync all');
          else {
            node.die(one === 'power');
            node.start();
          }
        }
        node.die(true);
        node.start();
        for (const [key, ofKey] of writes) {
          const acknowledged = ofKey.findLastIndex(({ id }) => node.replyTo(id)?.['type'] === 'write_ok');
          const possible = ofKey.slice(Math.max(0, acknowledged)).map((write) => write.value);
          const held = node.read(key);
          if (acknowledged < 0 && held === undefined) continue;
          assert.ok(
            possible.includes(held as number),
            `${key} is ${String(held)}, acknowledged is ${possible[0]}`,
          );
        }
        dotsAreUnique(node.sent);
      }),
      { numRuns: 300, examples: [[-354357567, KILLED_BEFORE_THE_SYNC]] },
    );
  });

  it('finds what a disk loses that says it has synced and has not', () => {
    const node = new KeptNode(1);
    const id = node.ask({ type: 'write', key: 'k', value: 1 });
    node.sync(true);
    assert.equal(node.replyTo(id)?.['type'], 'write_ok');
    // A lie: nothing of it is there.
    const log = node.disk.list().find((name) => name.startsWith('log-')) ?? '';
    node.disk.append(log, 32).syncNow();
    node.die(false);
    node.start();
    assert.equal(node.read('k'), undefined);
  });
});

/** A dot that has left stands for one write for ever. */
function dotsAreUnique(sent: readonly Outbound[]): void {
  const known = new Map<string, string>();
  for (const message of sent) {
    if (message.kind !== 'gossip') continue;
    for (const [origin, seq, clockUs, acceptedAtMs, , writes] of message.body.entries ?? []) {
      const keys = writes.map(([key]) => key);
      const text = JSON.stringify([clockUs, acceptedAtMs, keys]);
      const before = known.get(`${origin} ${seq}`);
      assert.ok(before === undefined || before === text, `${origin} ${seq} is ${before} and ${text}`);
      known.set(`${origin} ${seq}`, text);
    }
  }
}
