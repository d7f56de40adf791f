/** A disk that is full, or broken: writes are refused, reads go on, and nothing is said that is not kept. */

import assert from 'node:assert/strict';
import { KeptNode, WITH_ROOM } from './kept-node.ts';

describe('a node whose disk', () => {
  it('is full refuses writes, goes on reading, and accepts writes when there is room again', () => {
    const faults = { capacityBytes: 4000 };
    const node = new KeptNode(1, faults);
    const accepted: string[] = [];
    let refused: Record<string, unknown> | undefined;
    for (let i = 0; i < 200 && refused === undefined; i++) {
      const id = node.ask({ type: 'write', key: `k${i}`, value: i });
      node.sync(true);
      const reply = node.replyTo(id);
      if (reply?.['type'] === 'write_ok') accepted.push(`k${i}`);
      else refused = reply;
    }
    assert.equal(refused?.['code'], 11);
    assert.match(String(refused['text']), /disk of this node is full.*make room/);
    assert.ok(accepted.length > 3);
    accepted.forEach((key, i) => assert.equal(node.read(key), i));
    assert.ok(node.told.some((event) => event.type === 'full' && event.isFull));

    node.disk.faults.capacityBytes = Infinity;
    node.runTimers();
    assert.ok(node.told.some((event) => event.type === 'full' && !event.isFull));
    const id = node.ask({ type: 'write', key: 'later', value: 1 });
    node.sync(true);
    assert.equal(node.replyTo(id)?.['type'], 'write_ok');

    node.die(true);
    node.start();
    accepted.forEach((key, i) => assert.equal(node.read(key), i));
    assert.equal(node.read('later'), 1);
  });

  it('has no room even for what is under way says nothing of it until there is', () => {
    const node = new KeptNode(1);
    node.ask({ type: 'write', key: 'k', value: 1 });
    node.sync(true);
    node.disk.faults.capacityBytes = 0;
    node.disk.remove('RESERVE');
    const id = node.ask({ type: 'write', key: 'k', value: 2 });
    node.sync(true);
    assert.equal(node.replyTo(id), undefined);
    node.disk.faults.capacityBytes = Infinity;
    node.runTimers();
    node.sync(true);
    assert.equal(node.replyTo(id)?.['type'], 'write_ok');
  });

  it('has no room to make ahead is asked for that once, and keeps what is written all the same', () => {
    let calls = 0;
    const node = new KeptNode(WITH_ROOM, {
      failWith: (call) => {
        if (call === 'write') calls++;
        return undefined;
      },
    });
    const made = node.disk.size('log-00000001');
    node.disk.faults.capacityBytes = node.disk.usedBytes + 500;
    let further = 0;
    while (node.disk.size('log-00000001') < made + 300) {
      calls = 0;
      const id = node.ask({ type: 'write', key: 'k', value: 1 });
      node.sync(true);
      assert.equal(node.replyTo(id)?.['type'], 'write_ok');
      // The frame of the write, and the one that says that it is on disk.
      further += calls - 2;
    }
    assert.equal(further, 1);
  });

  for (const call of ['write', 'sync'] as const)
    it(`fails with EIO at a ${call} says nothing more, and has what it said`, () => {
      let isBroken = false;
      const node = new KeptNode(1, { failWith: (which) => (isBroken && which === call ? 'EIO' : undefined) });
      const kept = node.ask({ type: 'write', key: 'k', value: 1 });
      node.sync(true);
      isBroken = true;
      const lost = node.ask({ type: 'write', key: 'k', value: 2 });
      node.sync(true);
      assert.equal(node.replyTo(kept)?.['type'], 'write_ok');
      assert.equal(node.replyTo(lost), undefined);
      const failed = node.told.find((event) => event.type === 'failed');
      assert.match(failed?.error.message ?? '', /cannot be written \(EIO.*see to the disk/);
      isBroken = false;
      node.die(true);
      node.start();
      assert.ok([1, 2].includes(node.read('k') as number));
    });
});
