/** Nodes that keep their data, as processes: killed, refused, and out of room. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { prng } from '../../src/base/prng.ts';
import { KeptNode } from '../durable/kept-node.ts';
import { killAgainAndAgain } from '../support/kills.ts';
import { needs } from '../support/needs.ts';
import { killAll, NodeProcess } from '../support/node-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';

function withData(directory: string, ...more: string[]): NodeProcess {
  return new NodeProcess({ args: ['--metrics-port', '0', '--data', directory, ...more] });
}

/** Its one line, once it has ended as it must. */
async function refusal(node: NodeProcess): Promise<string> {
  const [code] = (await once(node.child, 'close')) as [number];
  assert.equal(code, 1, node.stderr);
  const errors = node.stderr.split('\n').filter((line) => line.startsWith('error: '));
  assert.equal(errors.length, 1, node.stderr);
  assert.doesNotMatch(node.stderr, /^\s+at /m);
  return errors[0] ?? '';
}

describe('a node with --data', function () {
  this.timeout(120_000);
  afterEach(killAll);
  after(removeTemporaryDirectories);

  it('has what it was told when it is started again, as the same life', async () => {
    const directory = temporaryDirectory();
    const first = await withData(directory).init();
    await first.ask({ type: 'write', key: 'k', value: { a: [1.5, 'x'] } });
    assert.equal(await first.end(), 0);
    const second = await withData(directory).init();
    assert.deepEqual((await second.ask({ type: 'read', key: 'k' }))['value'], { a: [1.5, 'x'] });
    const said = second.logs.find(({ msg }) => msg === 'the node goes on with what it kept');
    assert.equal(said?.['keys'], 1);
    const url = await second.metricsUrl();
    const scrape = await (await fetch(url)).text();
    assert.match(scrape, /^gossip_recovery_seconds 0\.\d+/m);
    assert.match(scrape, /^gossip_data_size_bytes [1-9]/m);
    assert.match(scrape, /^gossip_commit_duration_seconds_count [1-9]/m);
    assert.equal(await second.end(), 0);
  });

  it('has all that it acknowledged after each of ten kills at full speed', async () => {
    const { lost, acknowledged } = await killAgainAndAgain(temporaryDirectory(), 10, prng(11));
    assert.deepEqual(lost, []);
    assert.ok(acknowledged > 1000);
  }).timeout(300_000);

  it('has all that was acknowledged after the power failed, on files as a disk may leave them', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const node = new KeptNode(seed);
      const acknowledged = new Map<string, number>();
      for (let i = 1; i <= 60; i++) {
        const id = node.ask({ type: 'write', key: `k${i % 7}`, value: i });
        if (i % 3 > 0) node.sync(i % 2 === 0);
        if (node.replyTo(id)?.['type'] === 'write_ok') acknowledged.set(`k${i % 7}`, i);
      }
      node.die(true);
      const directory = temporaryDirectory();
      for (const name of node.disk.list())
        writeFileSync(join(directory, name), node.disk.read(name, 0, node.disk.size(name)));
      const process = await withData(directory).init('n1', ['n1', 'n2']);
      for (const [key, value] of acknowledged) {
        const read = await process.ask({ type: 'read', key });
        assert.ok(
          Number(read['value']) >= value,
          `seed ${seed}: ${key} is ${String(read['value'])}, not ${value}`,
        );
      }
      assert.equal(await process.end(), 0);
    }
  });

  it('is one at a time in its directory, and takes over from one that was killed', async () => {
    const directory = temporaryDirectory();
    const first = await withData(directory).init();
    const line = await refusal(withData(directory));
    assert.match(line, new RegExp(`is in use by process ${first.child.pid}: stop that process first`));
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const second = await withData(directory).init();
    assert.equal(await second.end(), 0);
    assert.ok(!existsSync(join(directory, 'LOCK')));
  });

  it('says so where nobody can read whose the directory is', async () => {
    const directory = temporaryDirectory();
    // As a lock that another user left: root may read those.
    mkdirSync(join(directory, 'LOCK'));
    assert.match(
      await refusal(withData(directory)),
      /has a LOCK that cannot be read.*remove .*LOCK, and start/,
    );
  });

  it('refuses a directory of another node, one with other files, and a file', async () => {
    const directory = temporaryDirectory();
    assert.equal(await (await withData(directory).init()).end(), 0);
    const other = withData(directory);
    other.send({ src: 'c1', dest: 'n2', body: { type: 'init', msg_id: 1, node_id: 'n2', node_ids: ['n2'] } });
    assert.match(await refusal(other), /has the data of node n1, and this is n2: name the directory of n2/);
    const foreign = temporaryDirectory();
    writeFileSync(join(foreign, 'photo.jpg'), '');
    assert.match(await refusal(withData(foreign)), /holds other files \(photo.jpg\)/);
    assert.match(await refusal(withData(join(foreign, 'photo.jpg'))), /is no directory/);
  });

  it('refuses damage, and tells file and offset', async () => {
    const directory = temporaryDirectory();
    const node = await withData(directory).init();
    for (let i = 0; i < 5; i++) await node.ask({ type: 'write', key: 'k', value: i });
    assert.equal(await node.end(), 0);
    const file = join(directory, 'log-00000001');
    const bytes = readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    assert.match(await refusal(withData(directory)), /log-00000001 is damaged at offset 32, .*backup/);
  });

  it('refuses a directory that it may not write to', async function () {
    needs(this, 'linux');
    // Root may write everywhere but there.
    const directory = process.getuid?.() === 0 ? '/proc/self' : temporaryDirectory();
    if (directory !== '/proc/self') chmodSync(directory, 0o500);
    assert.match(await refusal(withData(directory)), /cannot be written .*: give the node's user the right/);
  });

  it('refuses writes while its disk is full, reads on, and accepts them when there is room', async function () {
    needs(this, 'small file systems');
    const directory = temporaryDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', directory]);
    try {
      const node = await withData(join(directory, 'data')).init();
      const filler = join(directory, 'filler');
      await node.ask({ type: 'write', key: 'k', value: 1 });
      const taken = ['RESERVE', 'log-00000001'].map((name) => statSync(join(directory, 'data', name)).size);
      const room = taken.reduce((left, bytes) => left - bytes, 20 * 2 ** 20);
      writeFileSync(filler, Buffer.alloc(room - 2 ** 16));
      // Ten of them are more than the room that a log has ahead.
      const value = 'x'.repeat(300_000);
      let reply: Record<string, unknown> = {};
      for (let i = 0; i < 10 && reply['type'] !== 'error'; i++)
        reply = await node.ask({ type: 'write', key: 'large', value });
      assert.equal(reply['code'], 11);
      assert.match(String(reply['text']), /disk of this node is full/);
      assert.equal((await node.ask({ type: 'read', key: 'k' }))['value'], 1);
      writeFileSync(filler, '');
      await waitFor('room', async () =>
        (await node.ask({ type: 'write', key: 'k', value: 2 }))['type'] === 'write_ok' ? true : undefined,
      );
      assert.equal(await node.end(), 0);
    } finally {
      killAll();
      execFileSync('umount', ['-l', directory]);
    }
  });

  it('begins a new life after an asynchronous one was killed, and keeps the data', async () => {
    const directory = temporaryDirectory();
    const first = await withData(directory, '--durability', 'async').init();
    await first.ask({ type: 'write', key: 'k', value: 1 });
    await waitFor(
      'the record',
      () => readFileSync(join(directory, 'log-00000001')).includes('"k"') || undefined,
    );
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const second = await withData(directory).init();
    assert.equal((await second.ask({ type: 'read', key: 'k' }))['value'], 1);
    assert.ok(second.logs.some(({ msg }) => msg === 'the node goes on with what it kept, under a new name'));
    assert.equal(await second.end(), 0);
  });

  it('shortens its log while it goes on, and has the same afterwards', async () => {
    const directory = temporaryDirectory();
    const node = await withData(directory).init();
    const value = 'x'.repeat(200_000);
    const keys = 20;
    let sent = 0;
    const isShortened = (): boolean => readdirSync(directory).some((name) => name.startsWith('snapshot-0'));
    while (!isShortened() && sent < 3000) {
      const batch = Array.from({ length: 20 }, () => {
        sent++;
        return node.ask({ type: 'write', key: `k${sent % keys}`, value: `${sent}${value}` });
      });
      await Promise.all(batch);
      node.messages.length = 0;
    }
    await waitFor('one snapshot, and one log or two', () =>
      readdirSync(directory).filter((name) => name.startsWith('log-')).length <= 2 ? true : undefined,
    );
    assert.equal(await node.end(), 0);
    const again = await withData(directory).init();
    for (let last = sent; last > sent - keys; last--) {
      const read = await again.ask({ type: 'read', key: `k${last % keys}` });
      assert.ok(String(read['value']).startsWith(`${last}x`));
    }
    assert.equal(await again.end(), 0);
  });
});
