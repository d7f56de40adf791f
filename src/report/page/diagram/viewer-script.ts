/** The viewer's code as one script for the page. The program's build puts it in place of this file; from source it is made when it is needed. */

import { join } from 'node:path';
import { buildSync } from 'esbuild';

export function viewerScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'viewer/viewer.ts')],
    ...{ bundle: true, write: false, minify: true, format: 'iife', target: 'es2022', charset: 'utf8' },
  });
  return outputFiles[0]?.text.trim() ?? '';
}
