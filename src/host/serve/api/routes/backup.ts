/**
 * A backup of the node while it serves: all keys as they were at one moment, that at which the last of them was listed.
 *
 * Keys are listed a page at a time, as for an export. What changes meanwhile comes behind them, each key once, as it was at that
 * moment. So nothing stands still, and no more is held in memory than what has changed since the backup began. The last line says that
 * nothing is missing.
 */

import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Key } from '../../../../protocol/names.ts';
import type { WatchedChange } from '../../../../workload/step.ts';
import type { ServeHost } from '../../serve-host.ts';
import { BACKUP_FORMAT } from '../../backup-format.ts';
import * as schema from '../schemas.ts';
import { exported } from './list.ts';

/** Whose the backup is. */
export interface Whose {
  readonly cluster: string;
  readonly node: string;
}

export function addBackupRoute(api: FastifyInstance, host: ServeHost, whose: Whose): void {
  api.get(
    '/v1/backup',
    {
      exposeHeadRoute: false,
      config: { roles: ['read'], route: 'GET /v1/backup' },
      schema: {
        ...schema.needing(['read'], 'Back up all keys'),
        description:
          'Lines of JSON: whose backup it is; every key with its version and value; the number of changes that follow; keys that changed meanwhile, without a value where they were deleted; and when it ended. It is all that the node held at that time. Without the last line it is not whole.',
        operationId: 'backUp',
        tags: ['kv'],
        response: {
          200: schema.text('Lines of JSON', 'application/x-ndjson'),
          ...schema.problems(...schema.GUARDED),
        },
      },
    },
    (_request, reply) =>
      reply
        .header('content-type', 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(backup(host, whose))),
  );
}

async function* backup(host: ServeHost, whose: Whose): AsyncGenerator<string> {
  const changed = new Map<Key, WatchedChange>();
  const unwatch = host.watch((changes) => {
    for (const change of changes) changed.set(change.key, change);
  });
  try {
    yield `${JSON.stringify({ format: BACKUP_FORMAT, ...whose, begun: new Date() })}\n`;
    yield* exported(host, '');
  } finally {
    unwatch();
  }
  // Nothing has happened since the last page was listed, or it is among the changes.
  const ended = new Date();
  yield `${JSON.stringify({ changes: changed.size })}\n`;
  for (const change of changed.values()) yield lineOf(change);
  yield `${JSON.stringify({ ended })}\n`;
}

function lineOf({ key, version, value }: WatchedChange): string {
  const held = value === undefined ? '' : `, "value": ${value}`;
  return `{"key": ${JSON.stringify(key)}, "version": ${JSON.stringify(version)}${held}}\n`;
}
