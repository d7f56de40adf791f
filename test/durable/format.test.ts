/** A directory that an earlier version wrote is read, and goes on in the present format. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMAT, readManifest } from '../../src/durable/directory/manifest.ts';
import { KeptNode } from './kept-node.ts';

/** Of n1 in a cluster of two: 20 keys that were written twice, every fifth of them deleted, then six more; a snapshot and two logs. */
const FORMAT_1 = join(import.meta.dirname, 'format-1');

const RETRIED = { type: 'write', key: 'new', value: 1, version: true, idempotency_key: 'a' };

function openedFrom(folder: string): KeptNode {
  const node = new KeptNode(1);
  node.die(false);
  for (const name of node.disk.list()) node.disk.remove(name);
  for (const name of readdirSync(folder)) {
    const file = node.disk.create(name);
    file.write(readFileSync(join(folder, name)));
    file.syncNow();
  }
  node.start();
  return node;
}

function valuesIn(node: KeptNode): unknown[] {
  return [...Array(20).keys()].map((i) => node.read(`k${i}`));
}

describe('a data directory of format 1', () => {
  it('is read, and is of the present format from then on', () => {
    const node = openedFrom(FORMAT_1);
    const expected = [...Array(20).keys()].map((i) => (i % 5 === 4 ? undefined : [20 + i]));
    assert.deepEqual(valuesIn(node), expected);
    assert.deepEqual(node.read('late5'), { i: 5 });
    assert.equal(node.server.replica?.origin, 'n1#gqll7vatq8', 'the same life');
    assert.equal(readManifest(node.disk)?.format, FORMAT);
    const id = node.ask(RETRIED);
    node.sync(true);
    node.die(true);
    node.start();
    assert.deepEqual(valuesIn(node), expected);
    const again = node.ask(RETRIED);
    node.sync(true);
    assert.deepEqual(node.replyTo(again), node.replyTo(id));
  });
});
