/** Looks at the cluster before anything is measured: all addresses are nodes of one cluster, none is missing, and the token is good enough. */

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { networkConfigOf, type NetworkSettings } from '../../net/network-config.ts';
import type { Scenario } from '../../net/scenarios.ts';
import { answerOf, AttachError, jsonOf, notOurs, pageOfKeys, refusalText, type Api } from './node-api.ts';

/** All keys of the bench begin so: nobody else's should. */
export const KEY_PREFIX = 'gossipscope-bench/';

export interface AttachedNode {
  readonly name: string;
  readonly api: Api;
}

export interface Attachment {
  readonly cluster: string;
  /** In the order of their names. */
  readonly nodes: readonly AttachedNode[];
  /** Who the bench is, for the nodes and in its keys: no other run is called so. */
  readonly run: string;
  /** A key of another bench, which is running or was killed. */
  readonly leftover?: string | undefined;
}

const MEMBERS = z.looseObject({
  // Nodes of earlier versions do not say.
  cluster: z.string().default(''),
  node: z.string(),
  serving: z.boolean(),
  members: z.array(z.looseObject({ node: z.string(), state: z.string() })),
});
type Listed = z.infer<typeof MEMBERS> & { readonly api: Api };

/** Whether something is to be done to the network between the nodes. */
export function needsFaults(settings: NetworkSettings, scenario: Scenario): boolean {
  const { latency, lossRatio, duplicateRatio } = networkConfigOf(settings, scenario);
  const { meanMs, jitterMs } = latency;
  return scenario.partitions.length > 0 || meanMs + jitterMs + lossRatio + duplicateRatio > 0;
}

/** @throws {AttachError} one line that says what is wrong and what to do */
export async function attach(apis: readonly Api[], wantsFaults: boolean): Promise<Attachment> {
  const listed = await Promise.all(apis.map(list));
  checkMembers(listed);
  const nodes = listed
    .map(({ node: name, api }) => ({ name, api }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const run = randomUUID().slice(0, 8);
  // Before there is one of this run.
  const leftover = nodes[0] && (await pageOfKeys(nodes[0].api, KEY_PREFIX, 1)).keys[0];
  for (const { api } of nodes) {
    await checkWriting(api, run);
    if (wantsFaults)
      await jsonOf(api, 'PUT', '/v1/faults', JSON.stringify({ by: nameOf(run), leaseMs: FIRST_LEASE_MS }));
  }
  return { cluster: listed[0]?.cluster ?? '', nodes, run, leftover };
}

/** Of the request that only asks whether faults are allowed: it breaks nothing, and is forgotten soon. */
const FIRST_LEASE_MS = 500;

/** Who sets faults, for the nodes' logs. */
export function nameOf(run: string): string {
  return `bench ${run}`;
}

async function list(api: Api): Promise<Listed> {
  const checked = MEMBERS.safeParse(await jsonOf(api, 'GET', '/v1/members'));
  if (!checked.success) throw notOurs(api);
  return { ...checked.data, api };
}

/** @throws {AttachError} */
function checkMembers(listed: readonly Listed[]): void {
  const [first] = listed;
  if (first === undefined) throw new AttachError('--attach names no node');
  const names = listed.map(({ node }) => node);
  for (const [index, one] of listed.entries()) {
    const other = listed[names.indexOf(one.node)];
    if (other !== one && other !== undefined)
      throw new AttachError(
        `${other.api.origin} and ${one.api.origin} are the same node, ${one.node}: name each once`,
      );
    if (!one.serving)
      throw new AttachError(`${one.node} (${one.api.origin}) does not serve: wait until it does`);
    if (index > 0 && (one.cluster !== first.cluster || namesOf(one) !== namesOf(first)))
      throw new AttachError(
        `${first.api.origin} and ${one.api.origin} are not nodes of one cluster: the first has the members ${namesOf(first)} (cluster ${first.cluster}), the second ${namesOf(one)} (cluster ${one.cluster})`,
      );
  }
  const missing = first.members.map(({ node }) => node).filter((node) => !names.includes(node));
  if (missing.length > 0)
    throw new AttachError(
      `--attach does not name ${missing.join(', ')}: give the API of every member, as a write has converged when all have it`,
    );
}

function namesOf({ members }: Listed): string {
  return members
    .map(({ node }) => node)
    .sort()
    .join(' ');
}

/** Before the load, where one refusal is better than thousands. @throws {AttachError} */
async function checkWriting(api: Api, run: string): Promise<void> {
  const path = `/v1/kv/${encodeURIComponent(`${KEY_PREFIX}${run}/check`)}`;
  for (const [method, json] of [['PUT', 'true'], ['GET'], ['DELETE']] as const) {
    const answer = await answerOf(api, method, path, json);
    if (answer.status > 299) throw new AttachError(refusalText(api, method, path, answer));
  }
}
