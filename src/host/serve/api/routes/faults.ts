/** Faults of this node's own transport, set by somebody who measures: only where the node allows it, and only with the role for it. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import { FAULT_KINDS, FAULT_REQUEST } from '../../faults/link-faults.ts';
import type { Faults } from '../../faults/faults.ts';
import type { JsonBody } from '../json-body.ts';
import { Problem } from '../problems.ts';
import * as schema from '../schemas.ts';

/** As it is checked: the document is made of that. */
const REQUEST = z.toJSONSchema(FAULT_REQUEST, { io: 'input' });
const { by, to, from } = REQUEST.properties ?? {};

const STATE = {
  leaseLimitMs: { type: 'integer', description: 'The longest lease' },
  faults: {
    type: ['object', 'null'],
    description: `What is in force (${FAULT_KINDS.join(', ')}); null: nothing`,
    properties: { by, to, from, token: { type: 'string' }, endsInMs: { type: 'integer' } },
  },
} as const;

/** Undefined: this node injects none. */
type MaybeFaults = Faults | undefined;

export function addFaultRoutes(api: FastifyInstance, faults: MaybeFaults): void {
  addShow(api, faults);
  addSet(api, faults);
  addEnd(api, faults);
}

function addShow(api: FastifyInstance, faults: MaybeFaults): void {
  const roles = ['faults', 'metrics', 'read'] as const;
  api.get(
    '/v1/faults',
    {
      config: { roles, route: 'GET /v1/faults' },
      schema: {
        ...schema.needing(roles, 'The faults that are injected here'),
        ...{ operationId: 'getFaults', tags: ['faults'], response: answers() },
      },
    },
    (_request, reply) => {
      show(reply, allowed(faults));
    },
  );
}

function addSet(api: FastifyInstance, faults: MaybeFaults): void {
  api.put<{ Body: JsonBody | null | undefined }>(
    '/v1/faults',
    {
      config: { roles: ['faults'], route: 'PUT /v1/faults' },
      schema: {
        ...schema.needing(['faults'], 'Inject faults, in place of those before, or renew their lease'),
        ...{ operationId: 'setFaults', tags: ['faults'], consumes: ['application/json'], body: REQUEST },
        response: answers('malformed_request', 'conflict', 'unsupported_media_type'),
      },
    },
    ({ body, holder }, reply) => {
      allowed(faults).set(body?.value, holder?.name ?? '');
      show(reply, allowed(faults));
    },
  );
}

function addEnd(api: FastifyInstance, faults: MaybeFaults): void {
  api.delete(
    '/v1/faults',
    {
      config: { roles: ['faults'], route: 'DELETE /v1/faults' },
      schema: {
        ...schema.needing(['faults'], 'End the faults, whoever set them'),
        ...{ operationId: 'endFaults', tags: ['faults'], response: answers() },
      },
    },
    ({ holder }, reply) => {
      allowed(faults).end(`ended with token ${holder?.name ?? ''}`);
      show(reply, allowed(faults));
    },
  );
}

function answers(...more: ('malformed_request' | 'conflict' | 'unsupported_media_type')[]): object {
  return {
    200: schema.object('What is in force now', STATE),
    ...schema.problems(...more, ...schema.GUARDED, 'faults_not_allowed'),
  };
}

function show(reply: FastifyReply, { leaseLimitMs, inForce }: Faults): void {
  void reply.send({ leaseLimitMs, faults: inForce ?? null });
}

/** @throws {Problem} faults_not_allowed */
function allowed(faults: MaybeFaults): Faults {
  if (faults !== undefined) return faults;
  throw new Problem(
    'faults_not_allowed',
    'this node injects no faults: start it with --allow-faults where it may be broken on purpose',
  );
}
