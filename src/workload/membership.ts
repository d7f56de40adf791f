/** The requests about who counts, where that changes while the cluster runs: a node begins with one, and changes and lists members. */

import type { Replica } from '../core/replica.ts';
import { nodeOf } from '../core/store/dot.ts';
import type { ViewsSettings } from '../core/config.ts';
import type { Inbound, ReplyBody } from '../protocol/envelope.ts';
import { RequestError } from '../protocol/errors.ts';
import type { WireChange } from '../protocol/membership.ts';
import type { NodeId, Origin } from '../protocol/names.ts';
import { lifeNamed } from '../protocol/validate/hearing.ts';
import { WIRE_LIMITS } from '../protocol/validate/limits.ts';

/**
 * In place of `init`: "you are this node; found a cluster with these lives", or alone, or "join the cluster of these nodes", or "found one
 * if none of these knows of one".
 */
export const BEGIN = 'join_cluster';

/** Changes that somebody asks for; the other ones nodes make by themselves. */
const ASKED_FOR = ['leave', 'remove'] as const;

/** @throws {RequestError} malformed_request */
export function beginningOf({ body }: Inbound): { readonly node: NodeId; readonly views: ViewsSettings } {
  const { node_id: node, founders = [], founds_alone: foundsAlone = false, seeds = [], address } = body;
  if (typeof node !== 'string' || node === '')
    throw new RequestError('malformed_request', '"node_id" must be a non-empty string');
  if (!isTexts(founders) || !founders.every((life) => lifeNamed(life) !== undefined))
    throw new RequestError('malformed_request', '"founders" must be an array of lives, as in "n1#0"');
  if (founders.length > WIRE_LIMITS.members)
    throw new RequestError('malformed_request', `"founders" must be ${WIRE_LIMITS.members} lives at most`);
  if (address !== undefined && typeof address !== 'string')
    throw new RequestError('malformed_request', '"address" must be a text');
  if (!isTexts(seeds) || (founders.length === 0 && foundsAlone !== true && seeds.length === 0))
    throw new RequestError('malformed_request', '"seeds" must be an array of names of nodes to ask');
  return {
    node: node as NodeId,
    views: {
      founders: founders as unknown as Origin[],
      foundsAlone: foundsAlone === true,
      seeds: seeds as unknown as NodeId[],
      address,
    },
  };
}

/** By request type. */
export const MEMBERSHIP_HANDLERS: Readonly<
  Record<string, (request: Inbound, replica: Replica, now: number) => ReplyBody>
> = {
  members: (_, { members }) => {
    const view = members?.view;
    const all = [...(view?.members ?? [])].map(([life, state]) => ({
      ...{ node: nodeOf(life), life, state },
      address: view?.addresses.get(life),
    }));
    return { type: 'members_ok', view: view?.number ?? 0, members: all };
  },
  change_members: ({ body }, { members }, now) => {
    const { change: kind, node, force = false } = body;
    const asked = ASKED_FOR.find((one) => one === kind);
    if (asked === undefined)
      throw new RequestError('malformed_request', `"change" must be one of ${ASKED_FOR.join(', ')}`);
    const life = typeof node === 'string' ? members?.view?.lifeOf(node) : undefined;
    if (members === undefined || life === undefined)
      throw new RequestError(
        'precondition_failed',
        `${String(node)} is no member: list them with "members", and ask one of those`,
      );
    const problem = members.want([asked, life] satisfies WireChange, now, force === true);
    if (problem !== undefined) throw new RequestError('precondition_failed', problem);
    // What became of it, an event and the list of members say.
    return { type: 'change_members_ok' };
  },
};

function isTexts(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.every((one) => typeof one === 'string');
}

/** Who is a member can be asked and changed all the same. @throws {RequestError} temporarily_unavailable */
export function requireServing({ members }: Pick<Replica, 'members'>, type: string, now: number): void {
  if (members?.isServing(now) !== false || Object.hasOwn(MEMBERSHIP_HANDLERS, type)) return;
  throw new RequestError(
    'temporarily_unavailable',
    'this node serves nobody: it is joining or leaving, or is no member any more; ask another one ("members" lists them)',
  );
}
