/** Keys in order: a page at a time, or all of them with their values in one stream. */

import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ReplyBody } from '../../../../protocol/envelope.ts';
import type { ServeHost } from '../../serve-host.ts';
import { answering, itemsIn, okOf, textOf } from '../answers.ts';
import * as schema from '../schemas.ts';

const KEYS_IN_A_PAGE = { usual: 100, most: 1000 } as const;
const PREFIX = { type: 'string', default: '', description: 'What the keys begin with' } as const;
const ITEM = {
  type: 'object',
  required: ['key', 'version'],
  properties: { key: { type: 'string' }, version: { type: 'string' }, value: schema.JSON_VALUE },
} as const;

interface Page {
  Querystring: {
    readonly prefix: string;
    readonly after?: string;
    readonly limit: number;
    readonly values: boolean;
  };
}

export function addListRoutes(api: FastifyInstance, host: ServeHost): void {
  api.get<Page>(
    '/v1/kv',
    {
      config: { roles: ['read'], route: 'GET /v1/kv' },
      schema: {
        ...schema.needing(['read'], 'List keys'),
        operationId: 'listKeys',
        tags: ['kv'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            prefix: PREFIX,
            after: { type: 'string', description: 'The `next` of the page before' },
            limit: {
              type: 'integer',
              minimum: 1,
              maximum: KEYS_IN_A_PAGE.most,
              default: KEYS_IN_A_PAGE.usual,
            },
            values: { type: 'boolean', default: false, description: 'Whether values come along' },
          },
        },
        response: {
          200: schema.object('Keys in order, and `next` where there are more', {
            keys: { type: 'array', items: ITEM },
            next: { type: 'string' },
          }),
          ...schema.problems('malformed_request', ...schema.GUARDED),
        },
      },
    },
    ({ query }, reply) => {
      host.ask(
        { body: { type: 'list', ...query } },
        answering(reply, ({ keys, next }) => {
          const more = next === undefined ? '' : `, "next": ${JSON.stringify(next)}`;
          void reply
            .header('content-type', 'application/json; charset=utf-8')
            .send(`{"keys": ${textOf(keys)}${more}}`);
        }),
      );
    },
  );
  addExport(api, host);
}

function addExport(api: FastifyInstance, host: ServeHost): void {
  api.get<{ Querystring: { readonly prefix: string } }>(
    '/v1/export',
    {
      exposeHeadRoute: false,
      config: { roles: ['read'], route: 'GET /v1/export' },
      schema: {
        ...schema.needing(['read'], 'Export keys and values'),
        description:
          'A line of JSON for each key, in order. It is no picture of one moment: a key that changes meanwhile comes as it was when its turn came.',
        operationId: 'exportKeys',
        tags: ['kv'],
        querystring: { type: 'object', additionalProperties: false, properties: { prefix: PREFIX } },
        response: {
          200: schema.text('Lines of JSON', 'application/x-ndjson'),
          ...schema.problems('malformed_request', ...schema.GUARDED),
        },
      },
    },
    ({ query }, reply) =>
      reply
        .header('content-type', 'application/x-ndjson; charset=utf-8')
        .send(Readable.from(exported(host, query.prefix))),
  );
}

/** A page at a time, and the next one only when somebody has read the one before. */
export async function* exported(host: ServeHost, prefix: string): AsyncGenerator<string> {
  let after: unknown;
  do {
    const body = { type: 'list', prefix, limit: KEYS_IN_A_PAGE.most, values: true, after };
    const page: ReplyBody = okOf(await host.reply({ body }));
    const lines = itemsIn(page['keys']);
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
    after = page['next'];
  } while (after !== undefined);
}
