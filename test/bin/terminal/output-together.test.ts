/** Two runs that end at once in the same directory: the page that stays is of the numbers beside it. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from '../../../src/bin/terminal/output.ts';

describe('a report that is written while another is', () => {
  it('leaves its page beside its own numbers', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'together-'));
    const output = { directory, json: false, full: true, open: false };
    const write = (seed: number, meanwhile: () => Promise<void>): Promise<void> =>
      writeReport(
        { runs: [seed] },
        output,
        () => '',
        async () => {
          await meanwhile();
          return `seed ${seed}`;
        },
      );
    await write(1, () => write(2, async () => {}));
    assert.equal(readFileSync(join(directory, 'report.html'), 'utf8'), 'seed 1');
    assert.deepEqual(JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')), { runs: [1] });
    rmSync(directory, { recursive: true });
  });
});
