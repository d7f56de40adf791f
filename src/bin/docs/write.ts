/** `npm run docs`: writes the generated documents. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCUMENTS } from './documents.ts';

const root = join(import.meta.dirname, '../../..');

for (const { path, render } of DOCUMENTS) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), render());
}
