/** `npm run docs`: writes the generated documents. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCUMENTS } from './documents.ts';

const root = join(import.meta.dirname, '../../..');

for (const { path, render } of DOCUMENTS) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, render(existsSync(file) ? readFileSync(file, 'utf8') : ''));
}
