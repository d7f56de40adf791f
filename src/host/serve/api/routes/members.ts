/** Who is a member: listed, asked to leave, and removed. Nodes join by themselves, and take the place of their former lives. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ReplyBody } from '../../../../protocol/envelope.ts';
import type { AskedChange, Ended } from '../../member-requests.ts';
import type { ServeHost } from '../../serve-host.ts';
import { answering, okOf } from '../answers.ts';
import { Problem } from '../problems.ts';
import * as schema from '../schemas.ts';

const NODE = {
  type: 'object',
  required: ['node'],
  properties: { node: { type: 'string', minLength: 1, description: 'The name of a member' } },
} as const;

const MEMBER = {
  type: 'object',
  required: ['node', 'state'],
  properties: {
    node: { type: 'string' },
    life: {
      type: 'string',
      description: 'Which of the lives of the node: one that began without data is another',
    },
    state: { type: 'string', enum: ['joining', 'active', 'leaving'] },
    address: { type: 'string', description: 'Where it listens for the others' },
  },
} as const;

const LIST = {
  cluster: { type: 'string', description: 'The name of the cluster' },
  view: {
    type: 'integer',
    description: 'Raised by each change; 0: members are fixed, or the node has not been let in',
  },
  members: { type: 'array', items: MEMBER },
  node: { type: 'string', description: 'The node that answers' },
  serving: { type: 'boolean', description: 'Whether it serves clients' },
  reason: { type: 'string', description: 'Why it does not' },
} as const;

interface OfNode {
  Params: { readonly node: string };
  Querystring: { readonly force: boolean };
}

/** The node that is asked, and whose member it is. */
interface Asked {
  readonly host: ServeHost;
  readonly cluster: string;
}

export function addMemberRoutes(api: FastifyInstance, asked: Asked): void {
  addList(api, asked);
  addLeave(api, asked);
  addRemove(api, asked);
}

function addList(api: FastifyInstance, asked: Asked): void {
  const roles = ['members', 'metrics', 'read'] as const;
  api.get(
    '/v1/members',
    {
      config: { roles, route: 'GET /v1/members' },
      schema: {
        ...schema.needing(roles, 'List the members'),
        operationId: 'listMembers',
        tags: ['members'],
        response: {
          200: schema.object('The members, as this node knows them', LIST),
          ...schema.problems(...schema.GUARDED),
        },
      },
    },
    (_request, reply) => {
      send(reply, asked);
    },
  );
}

function addLeave(api: FastifyInstance, asked: Asked): void {
  api.post<Pick<OfNode, 'Params'>>(
    '/v1/members/:node/leave',
    {
      config: { roles: ['members'], route: 'POST /v1/members/{node}/leave' },
      schema: {
        ...schema.needing(
          ['members'],
          'Let a member leave: it stops serving, and goes once the others have what it accepted',
        ),
        operationId: 'leaveMember',
        tags: ['members'],
        params: NODE,
        response: {
          200: schema.object('It is leaving, or gone', LIST),
          ...schema.problems(...CHANGED, ...schema.GUARDED),
        },
      },
    },
    ({ params }, reply) => {
      change(reply, asked, 'leave', params.node, false);
    },
  );
}

function addRemove(api: FastifyInstance, asked: Asked): void {
  api.delete<OfNode>(
    '/v1/members/:node',
    {
      config: { roles: ['members'], route: 'DELETE /v1/members/{node}' },
      schema: {
        ...schema.needing(['members'], 'Remove a member that is gone for good: what only it had is lost'),
        operationId: 'removeMember',
        tags: ['members'],
        params: NODE,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            force: {
              type: 'boolean',
              default: false,
              description:
                'Without asking the others, where most of them are gone for good. If they are not, there are two clusters from then on',
            },
          },
        },
        response: {
          200: schema.object('It is no member any more', LIST),
          ...schema.problems(...CHANGED, ...schema.GUARDED),
        },
      },
    },
    ({ params, query }, reply) => {
      change(reply, asked, 'remove', params.node, query.force);
    },
  );
}

const CHANGED = [
  ...(['malformed_request', 'member_not_found', 'change_refused', 'not_supported', 'timeout'] as const),
] as const;

function change(reply: FastifyReply, asked: Asked, kind: AskedChange, node: string, force: boolean): void {
  const { host } = asked;
  const members = host.members;
  if (members === undefined)
    throw new Problem(
      'not_supported',
      'the members of this cluster are fixed (--peers): only nodes of one that was founded with --bootstrap join and leave',
    );
  if (members.view?.lifeOf(node) === undefined)
    throw new Problem(
      'member_not_found',
      `${node} is no member, as far as this node knows: GET /v1/members lists them`,
    );
  host.changeMembers(kind, node, force, (ended) => {
    const problem = problemOf(ended);
    if (problem === undefined) send(reply, asked);
    else void reply.send(problem);
  });
}

function problemOf(ended: Ended | ReplyBody): Problem | undefined {
  if (!isEnded(ended)) return new Problem('change_refused', String(ended['text']));
  if (ended.outcome === 'done') return undefined;
  return new Problem(ended.outcome === 'refused' ? 'change_refused' : 'timeout', ended.text);
}

function isEnded(ended: Ended | ReplyBody): ended is Ended {
  return 'outcome' in ended;
}

function send(reply: FastifyReply, { host, cluster }: Asked): void {
  const { identity } = host;
  const about = {
    cluster,
    node: identity.node,
    serving: host.notServing === undefined,
    reason: host.notServing,
  };
  if (host.members === undefined) {
    const members = identity.nodes.map((node) => ({ node, state: 'active' }));
    void reply.send({ view: 0, members, ...about });
    return;
  }
  host.ask(
    { body: { type: 'members' } },
    answering(reply, (body) => {
      const { view, members } = okOf(body);
      void reply.send({ view, members, ...about });
    }),
  );
}
