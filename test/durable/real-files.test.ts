/** Syncs of real files: made at once where that is quicker, in a thread where it is not, and told either way. */

import assert from 'node:assert/strict';
import type { AppendFile } from '../../src/durable/files/files.ts';
import { RealFiles, type SyncsAtOnce } from '../../src/durable/files/real-files.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';

const FILE = 'log';

function fileWith(atOnce?: SyncsAtOnce): AppendFile {
  return new RealFiles(temporaryDirectory(), atOnce).create(FILE);
}

/** @returns whether it had called back before it returned */
async function isSyncedAtOnce(file: AppendFile, bytes: number): Promise<boolean> {
  file.write(new Uint8Array(bytes));
  let isDone = false;
  const done = new Promise<Error | undefined>((resolve) =>
    file.sync((error) => {
      isDone = true;
      resolve(error);
    }),
  );
  const atOnce = isDone;
  assert.equal(await done, undefined);
  return atOnce;
}

describe('a sync of a real file', () => {
  after(removeTemporaryDirectories);

  it('is made at once where it is small and the last small one was quick', async () => {
    const file = fileWith({ mostBytes: 100, mostMs: 1e9 });
    assert.equal(await isSyncedAtOnce(file, 100), false, 'nothing was known of the disk');
    assert.equal(await isSyncedAtOnce(file, 100), true);
    assert.equal(await isSyncedAtOnce(file, 101), false, 'a large one');
    assert.equal(await isSyncedAtOnce(file, 100), true, 'what came before it');
    file.makeRoom(101);
    assert.equal(await isSyncedAtOnce(file, 0), false, 'room is written, too');
    file.close();
  });

  it('is made in a thread where the last small one took long, and where nobody asked for it at once', async () => {
    for (const file of [fileWith({ mostBytes: 100, mostMs: 0 }), fileWith()]) {
      for (let i = 0; i < 3; i++) assert.equal(await isSyncedAtOnce(file, 1), false);
      file.close();
    }
  });

  it('tells of a disk that fails, and throws nothing', async () => {
    const file = fileWith({ mostBytes: 100, mostMs: 1e9 });
    await isSyncedAtOnce(file, 1);
    file.close();
    let told: Error | undefined;
    file.sync((error) => (told = error));
    assert.match(told?.message ?? '', /EBADF/);
  });
});
