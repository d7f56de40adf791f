/** What can be wrong with a data directory: recovered from where nothing is missing, else told in one line, and never passed over. */

import assert from 'node:assert/strict';
import { FatalError } from '../../src/base/fatal-error.ts';
import { readManifest, writeManifest, FORMAT } from '../../src/durable/directory/manifest.ts';
import { claimFor, openLog } from '../../src/durable/directory/open-log.ts';
import { FaultyDisk } from '../../src/durable/files/faulty-disk.ts';
import { encodeFrame, FRAME_LIMIT_BYTES } from '../../src/durable/log/frame.ts';
import { HEADER_BYTES } from '../../src/durable/log/names.ts';
import type { NodeId } from '../../src/protocol/names.ts';
import { KeptNode, WITH_ROOM } from './kept-node.ts';

const LOG = 'log-00000001';
const HOST = {
  durability: 'sync' as const,
  limits: { segmentBytes: 1e6, shortenBytes: 1e6, reserveBytes: 10, roomBytes: 0 },
  elapsedMs: () => 0,
  later: () => undefined,
  shorten: () => undefined,
  tell: () => undefined,
};

/** With some acknowledged writes; stopped. */
function written(count = 5, seed = 1): KeptNode {
  const node = new KeptNode(seed);
  for (let i = 0; i < count; i++) {
    node.ask({ type: 'write', key: `k${i}`, value: i });
    node.sync(true);
  }
  node.die(false);
  return node;
}

/** One line that says what to do. */
function refuses(act: () => unknown, ...patterns: RegExp[]): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(error instanceof FatalError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  });
}

describe('a data directory', () => {
  it('goes on behind the last frame where the end was never written', () => {
    const node = written();
    const size = node.disk.size(LOG);
    node.disk.append(LOG, size).write(Buffer.from('GSF1 half a frame'));
    const { recovered } = openLog(node.disk, HOST);
    assert.equal(recovered.tornBytes, 17);
    assert.equal(node.disk.size(LOG), size);
    node.start();
    assert.equal(node.read('k4'), 4);
  });

  it('tells a damaged bit from an end that was never written, wherever it is, and names file and offset', () => {
    const size = written().disk.size(LOG);
    // What only says that the last sync is done may be gone: the last frame, which has no records.
    const lastFrame = size - 30;
    for (let offset = HEADER_BYTES; offset < lastFrame; offset += 7) {
      const node = written();
      node.disk.flip(LOG, offset);
      refuses(() => openLog(node.disk, HOST), /disk\/log-00000001 is damaged at offset \d+/, /backup/);
    }
    const node = written();
    node.disk.flip(LOG, 3);
    refuses(() => openLog(node.disk, HOST), /damaged at offset 0/);
  });

  it('takes room that was made ahead for no torn end, and zeros behind a full file for damage', () => {
    const node = written(5, WITH_ROOM);
    const size = node.disk.size(LOG);
    const { recovered } = openLog(node.disk, HOST);
    assert.equal(recovered.tornBytes, 0);
    assert.ok(recovered.bytes < size, `${recovered.bytes} of ${size}`);
    node.start();
    assert.equal(node.read('k4'), 4);

    const torn = written(5, WITH_ROOM);
    const last = torn.disk.append(LOG, openLog(torn.disk, HOST).recovered.bytes);
    last.write(Buffer.from('GSF1 half a frame'));
    last.makeRoom(100);
    assert.equal(openLog(torn.disk, HOST).recovered.tornBytes, 17, 'room behind a torn end was never lost');

    const full = written(150, WITH_ROOM);
    const name = full.disk.list().find((one) => one.startsWith('log-')) ?? '';
    full.disk.append(name, full.disk.size(name)).makeRoom(100);
    refuses(() => openLog(full.disk, HOST), new RegExp(`disk/${name} is damaged at offset`));
  });

  it('writes no frame that would be taken for damage', () => {
    const payload = 'x'.repeat(FRAME_LIMIT_BYTES + 1);
    assert.throws(() => encodeFrame(payload, 0, 0), /frame of 268435457 bytes: at most 268435456/);
  });

  it('finds damage in a snapshot and in a file that is full, and that one is missing', () => {
    const files = ['snapshot', 'log'] as const;
    for (const kind of files) {
      const node = written(150);
      const name = node.disk.list().find((one) => one.startsWith(`${kind}-`)) ?? '';
      node.disk.flip(name, node.disk.size(name) - 3);
      refuses(() => openLog(node.disk, HOST), new RegExp(`disk/${name} is damaged at offset`));
      const other = written(150);
      other.disk.remove(name);
      refuses(() => openLog(other.disk, HOST), new RegExp(`disk/${name} is missing`));
    }
  });

  it('is not taken for a new one where its only log is missing, empty or something else', () => {
    const owned = (): FaultyDisk => {
      const { disk } = written();
      claimFor(openLog(disk, HOST).log, 'n1' as NodeId, 'disk');
      disk.remove(LOG);
      return disk;
    };
    refuses(() => openLog(owned(), HOST), /disk\/log-00000001 is missing/, /backup/);
    for (const text of ['', 'something else '.repeat(100)]) {
      const disk = owned();
      disk.create(LOG).write(Buffer.from(text));
      refuses(() => openLog(disk, HOST), /disk\/log-00000001 is damaged at offset 0/, /backup/);
    }
  });

  it('refuses what is not its own: other files, another format, another cluster, no manifest', () => {
    const foreign = new FaultyDisk();
    foreign.create('notes.txt');
    refuses(() => openLog(foreign, HOST), /disk holds other files \(notes.txt\)/, /empty directory/);
    for (const [format, what] of [
      [FORMAT + 1, /a later one/],
      [0, /earlier version/],
    ] as const) {
      const { disk } = written();
      writeManifest(disk, { ...manifestOf(disk), format });
      refuses(() => openLog(disk, HOST), new RegExp(`format ${format}`), what);
    }
    const { disk } = written();
    openLog(disk, HOST, 'blue');
    refuses(() => openLog(disk, HOST, 'green'), /cluster "blue", not of "green"/);
    disk.remove('MANIFEST');
    refuses(() => openLog(disk, HOST), /MANIFEST is missing/);
    const { disk: half } = written();
    half.append('MANIFEST', 5);
    refuses(() => openLog(half, HOST), /MANIFEST is damaged/);
  });

  it('begins a new life where a crash of an asynchronous node may have lost something, and keeps the data', () => {
    const node = new KeptNode(1, {}, 'async');
    node.ask({ type: 'write', key: 'k', value: 1 });
    node.sync(true);
    const before = node.server.replica?.origin;
    node.die(false);
    node.start();
    assert.notEqual(node.server.replica?.origin, before);
    assert.equal(node.read('k'), 1);
    node.log.close();
    const closed = node.server.replica?.origin;
    node.start();
    assert.equal(node.server.replica?.origin, closed);
  });

  it('begins a new life where the clock has gone back', () => {
    const node = written();
    const before = node.server.replica?.origin;
    node.now -= 60_000;
    node.start();
    assert.notEqual(node.server.replica?.origin, before);
    assert.equal(node.read('k3'), 3);
    node.now += 120_000;
    const second = node.server.replica?.origin;
    node.die(false);
    node.start();
    assert.equal(node.server.replica?.origin, second);
  });
});

function manifestOf(disk: FaultyDisk) {
  const manifest = readManifest(disk);
  assert.ok(manifest !== undefined);
  return manifest;
}
