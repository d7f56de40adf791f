/**
 * Which program simulates. Results are those of the asking program only if an agent is the same one, to the byte, on the same engine:
 * so the jobs of each program have subjects of their own, and an agent of another one never sees them.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { WORKER } from '../pool/worker-file.ts';
import { version } from '../version.ts';

const ID_CHARS = 12;

export const ProgramSchema = z.strictObject({
  /** A hash: of the code that runs in threads, which names all its parts by their contents, and of the engine's version. */
  id: z.string().regex(new RegExp(`^[0-9a-f]{${ID_CHARS}}$`)),
  version: z.string().max(64),
  node: z.string().max(64),
});

export type Program = z.infer<typeof ProgramSchema>;

/** This one. */
export function ownProgram(): Program {
  const [major = '', minor = ''] = process.versions.v8.split('.');
  const hash = createHash('sha256')
    .update(version)
    .update(`V8 ${major}.${minor}`)
    .update(readFileSync(WORKER));
  return { id: hash.digest('hex').slice(0, ID_CHARS), version, node: process.version };
}

/** One text for one program, whatever Node.js 20 or later runs it. */
export function buildText({ id, version: number }: Pick<Program, 'id' | 'version'>): string {
  return `${number} (build ${id})`;
}

export function programText({ id, version: number, node }: Program): string {
  return `gossipscope ${number} (build ${id}, Node.js ${node})`;
}
