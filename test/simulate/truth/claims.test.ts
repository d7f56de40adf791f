/** A replica that claims a write has to hold it, or a later version of each of its keys. */

import assert from 'node:assert/strict';
import type { Key } from '../../../src/protocol/names.ts';
import { falseClaims } from '../../../src/simulate/truth/claims.ts';
import type { KeyTruth } from '../../../src/simulate/truth/key-truth.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';
import { N1, trueWrite, X, Y } from './true-write.ts';

/** A replica that claims the writes of n1 through a number, and holds these versions. */
function claims(
  through: number,
  heldUs: Readonly<Record<string, number>>,
  keys: ReadonlyMap<Key, KeyTruth> = new Map(),
): string[] {
  const replica = {
    claims: (_: unknown, seq: number) => seq <= through,
    versionOf: (key: string) => {
      const clockUs = heldUs[key];
      return clockUs === undefined ? undefined : { clockUs, origin: N1 };
    },
  };
  const node = { name: 'n2', server: { replica } } as unknown as VirtualNode;
  const writes = [trueWrite(1), trueWrite(2, { seq: 2, keys: [X, Y] })];
  return [...falseClaims(node, { writes, keys })];
}

describe('a claim', () => {
  it('is true where the replica holds the write, or later versions of its keys', () => {
    assert.deepEqual(claims(0, {}), []);
    assert.deepEqual(claims(1, { x: 1000 }), []);
    assert.deepEqual(claims(2, { x: 2000, y: 2001 }), []);
  });

  it('is false where it holds nothing, or something earlier, of one of them', () => {
    assert.deepEqual(claims(1, {}), ['n2 claims to hold n1#0 1 of key "x", and does not']);
    assert.deepEqual(claims(1, { x: 999 }), ['n2 claims to hold n1#0 1 of key "x", and does not']);
    assert.deepEqual(claims(2, { x: 2000 }), ['n2 claims to hold n1#0 2 of key "y", and does not']);
    assert.deepEqual(claims(2, {}).length, 2);
  });

  it('is true of what was deleted and forgotten since: nobody needs to hold that', () => {
    const key = (isForgotten: boolean) => ({ isForgotten: () => isForgotten }) as unknown as KeyTruth;
    assert.deepEqual(claims(2, {}, new Map([[X, key(true)], [Y, key(true)]])), []); // oxfmt-ignore
    assert.equal(claims(2, {}, new Map([[X, key(true)], [Y, key(false)]])).length, 1); // oxfmt-ignore
  });

  it('is made by nobody where there is no replica yet', () => {
    const node = { name: 'n2', server: { replica: undefined } } as unknown as VirtualNode;
    assert.deepEqual([...falseClaims(node, { writes: [trueWrite(1)], keys: new Map() })], []);
  });
});
