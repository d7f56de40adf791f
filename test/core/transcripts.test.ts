/**
 * Conversations between replicas, word for word: the specification of the gossip protocol by example. Each file of transcripts/ says
 * what it shows; a line that begins with `>` is what the test does, and the lines below it are what left the nodes and what
 * happened in them because of it, with the time since the start. `n1#0:2` is the second write that node n1 accepted in its life 0 (its
 * dot), `n1 → n2 mail: …` a message when it leaves, LOST if it never arrives; every message ends with how many writes its sender
 * has accepted, and how many of them all replicas are known to have. After a change that is meant, `UPDATE=1 npx mocha
 * test/core/transcripts.test.ts` writes the files anew: read what git shows of them as you would read code.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { play } from './transcripts/play.ts';

const DIRECTORY = join(import.meta.dirname, 'transcripts');

describe('the replicas talk as in the transcript', () => {
  for (const name of readdirSync(DIRECTORY).filter((one) => one.endsWith('.txt'))) {
    it(name, () => {
      const path = join(DIRECTORY, name);
      const expected = readFileSync(path, 'utf8');
      const actual = play(expected);
      if (process.env['UPDATE'] === '1') writeFileSync(path, actual);
      else assert.equal(actual, expected);
    });
  }
});
