/** Changes as they come, as server-sent events. */

import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems.ts';
import * as schema from '../schemas.ts';
import type { ApiCounts } from '../../api-counts.ts';
import type { Watchers } from '../watchers.ts';

const DESCRIPTION = `Events \`put\` and \`delete\` have a key, its version and, for \`put\`, its value; each has an id. A client that comes
back with \`Last-Event-ID\` goes on behind that event. Where the node does not know any more what came behind it, because that is too long
ago or the node was started anew, the first event is \`reset\`: list the keys again. Otherwise it is \`ready\`. A client that reads too
slowly gets \`closed\`, with the reason. Of changes of one key that come together only the last need be told.`;

export function addWatchRoute(api: FastifyInstance, watchers: Watchers, counts: ApiCounts): void {
  api.get<{ Querystring: { readonly prefix: string }; Headers: { readonly 'last-event-id'?: string } }>(
    '/v1/watch',
    {
      // A watch has no body for HEAD to measure.
      exposeHeadRoute: false,
      config: { roles: ['read'], route: 'GET /v1/watch' },
      schema: {
        ...schema.needing(['read'], 'Watch keys'),
        description: DESCRIPTION,
        operationId: 'watchKeys',
        tags: ['kv'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { prefix: { type: 'string', default: '', description: 'What the keys begin with' } },
        },
        headers: {
          type: 'object',
          properties: { 'last-event-id': { type: 'string', description: 'Of the last event that was seen' } },
        },
        response: {
          200: schema.text('Events, until one side ends it', 'text/event-stream'),
          ...schema.problems('malformed_request', ...schema.GUARDED),
        },
      },
    },
    ({ query, headers }, reply) => {
      if (watchers.isFull) {
        counts.refused('watchers');
        throw new Problem('unavailable', 'there are as many watchers as there may be: watch another node');
      }
      // From here on the framework leaves the answer alone.
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      });
      watchers.add(reply.raw, query.prefix, headers['last-event-id']);
    },
  );
}
