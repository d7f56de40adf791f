/**
 * `npm run reproduce`: measures all that can be reproduced, a quarter of an hour long, or what is named behind `--`, and writes
 * docs/reproduced.json and docs/reproduced.md. How far it is stands on stderr.
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Reproduced } from '../../simulate/reproduce/reproduction.ts';
import { measuredBefore, merged, REPRODUCED_FILE, reproducedDocument } from './reproduced-document.ts';

const ROOT = join(import.meta.dirname, '../../..');

const named = process.argv.slice(2);
const found = (named.length === 0 ? ['all'] : named).flatMap(measure);
const all = merged(measuredBefore(), found);
writeFileSync(REPRODUCED_FILE, `${JSON.stringify(all, null, 2)}\n`);
writeFileSync(join(ROOT, 'docs/reproduced.md'), reproducedDocument(all));

/** By the program itself: it knows which names there are, and works on all cores. */
function measure(name: string): Reproduced[] {
  const command = ['simulate', '--reproduce', name, '--json'];
  const json = execFileSync(process.execPath, [join(ROOT, 'bin/gossipscope'), ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(json) as Reproduced[];
}
