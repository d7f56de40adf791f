/**
 * What a node holds that was removed before the others had it. It is not merged, since what it would undo may be forgotten by then; people
 * find it in a file, and write again what they want to have.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from '../../workload/server.ts';
import { versionText } from '../../workload/versions.ts';
import type { WireDots } from '../../protocol/gossip.ts';
import { DELETED } from '../../protocol/names.ts';
import { ServeError } from './serve-error.ts';

/** In the data directory. */
const FILE = 'unmerged.ndjson';

/** A line of JSON for each key: its value, unless it was deleted, as GET /v1/export writes it. @throws {ServeError} */
export function writeUnmerged(
  directory: string,
  { replica }: Pick<Server, 'replica'>,
  unmerged: readonly WireDots[],
): string {
  const path = join(directory, FILE);
  const lines = [...(replica?.valuesOf(unmerged) ?? [])].map(({ key, value, entry }) => {
    const version = JSON.stringify(versionText(entry));
    const held = value === DELETED ? '"deleted":true' : `"value":${value}`;
    return `{"key":${JSON.stringify(key)},${held},"version":${version}}\n`;
  });
  try {
    writeFileSync(path, lines.join(''), { mode: 0o600 });
  } catch (error) {
    throw new ServeError(
      `this node was removed, and what only it holds cannot be listed (${(error as Error).message}): put that right, and start it again`,
    );
  }
  return path;
}
