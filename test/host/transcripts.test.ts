/** The exact conversations, byte for byte, however the input is cut. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { killAll, NodeProcess } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

const NAMES = ['zero-writes', 'write-id', 'several-keys', 'exact-ids', 'reports-between'];

function transcript(name: string, side: 'in' | 'out'): Buffer {
  return readFileSync(new URL(`transcripts/${name}.${side}`, import.meta.url));
}

async function replay(chunks: readonly Buffer[], lineByLine: boolean): Promise<string> {
  const node = new NodeProcess({ cwd: tmpdir() });
  for (const [i, chunk] of chunks.entries()) {
    node.write(chunk);
    if (lineByLine) await waitFor('a reply', () => node.out.length > i);
  }
  assert.equal(await node.end(), 0);
  return node.out.map((line) => `${line}\n`).join('');
}

describe('transcripts', () => {
  afterEach(killAll);

  for (const name of NAMES) {
    const input = transcript(name, 'in');
    const expected = transcript(name, 'out').toString();

    it(`${name}, all at once, from another working directory`, async () => {
      assert.equal(await replay([input], false), expected);
    });

    it(`${name}, line by line`, async () => {
      const lines = input
        .toString()
        .split(/(?<=\n)/)
        .map((line) => Buffer.from(line));
      assert.equal(await replay(lines, true), expected);
    });

    it(`${name}, byte by byte: in the middle of lines and of characters`, async () => {
      assert.equal(
        await replay(
          [...input].map((byte) => Buffer.from([byte])),
          false,
        ),
        expected,
      );
    });

    it(`${name}, without a newline at the end`, async () => {
      assert.equal(await replay([input.subarray(0, -1)], false), expected);
    });
  }
});
