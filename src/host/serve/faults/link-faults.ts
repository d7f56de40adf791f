/**
 * What can be wrong with the link from one node to another, as a request names it, and the network that comes of it: the fault model is
 * that of bench and simulator (src/net/), asked about two nodes alone.
 */

import * as z from 'zod';
import { printable } from '../../../base/printable.ts';
import type { Prng } from '../../../base/prng.ts';
import { LATENCY_DISTRIBUTIONS } from '../../../net/latency.ts';
import { Network } from '../../../net/network.ts';
import { networkConfigOf } from '../../../net/network-config.ts';
import type { Partition } from '../../../net/partition.ts';
import { Problem } from '../api/problems.ts';
import { LEASE_LEAST_MS } from './lease.ts';

/** A message that is held back for longer says nothing of a network. */
const LATENCY_LIMIT_MS = 60_000;
/** Shown of a name that somebody made up. */
const NAME_CHARS = 60;

const latencyMs = z.number().min(0).max(LATENCY_LIMIT_MS).default(0);
const share = z.number().min(0).max(1).default(0);

const LINK = z.strictObject({
  cut: z.boolean().default(false).describe('Nothing passes'),
  latencyMs: latencyMs.describe('Mean of what is added to the way of a message'),
  latencyDistribution: z.enum(LATENCY_DISTRIBUTIONS).default('constant'),
  jitterMs: latencyMs.describe('Uniform in ± this, on top'),
  lossRatio: share.describe('Share of the messages that are lost'),
  duplicateRatio: share.describe('Share of the messages that arrive twice'),
});
export type LinkFaults = z.infer<typeof LINK>;

const links = z.record(z.string(), LINK).default({});

export const FAULT_REQUEST = z.strictObject({
  by: z
    .string()
    .regex(/^[\x20-\x7e]{1,64}$/, 'say who sets them, in 1 to 64 visible characters, to be told from others')
    .describe('Who sets them: nobody else can change them while they are in force'),
  leaseMs: z
    .int()
    .min(LEASE_LEAST_MS)
    .describe('They end so long after the last request, and at most as long as --fault-lease says'),
  to: links.describe('By peer: what this node sends there'),
  from: links.describe('By peer: what it receives from there'),
});

/** Faults as somebody asks for them, by peer: of what this node sends, and of what it receives. */
export type FaultRequest = z.infer<typeof FAULT_REQUEST>;

/** @param peers of this node @throws {Problem} malformed_request */
export function faultRequestIn(body: unknown, peers: readonly string[], leaseLimitMs: number): FaultRequest {
  const checked = FAULT_REQUEST.safeParse(body);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw malformed(`${printable(where, NAME_CHARS)}${issue?.message ?? 'not a request for faults'}`);
  }
  const request = checked.data;
  if (request.leaseMs > leaseLimitMs)
    throw malformed(
      `leaseMs: ${request.leaseMs} is too long, this node keeps faults for ${leaseLimitMs} ms at most (--fault-lease): renew them in time`,
    );
  const stranger = [...Object.keys(request.to), ...Object.keys(request.from)].find(
    (name) => !peers.includes(name),
  );
  if (stranger !== undefined)
    throw malformed(
      `${JSON.stringify(printable(stranger, NAME_CHARS))} is no peer of this node: its peers are ${peers.join(', ')}`,
    );
  return request;
}

function malformed(detail: string): Problem {
  return new Problem('malformed_request', detail);
}

/** One direction between two nodes. */
export function linkOf(faults: LinkFaults, src: string, dest: string, rng: Prng): Network {
  const network = new Network(networkConfigOf(faults), [src, dest], rng);
  network.partition = faults.cut ? CUT : undefined;
  return network;
}

const CUT: Partition = { shape: 'one-way', groupsText: '', blocks: () => true };

/** What a fault is called in metrics. */
export const FAULT_KINDS = ['cut', 'latency', 'loss', 'duplication'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export function kindsIn({
  cut,
  latencyMs: meanMs,
  jitterMs,
  lossRatio,
  duplicateRatio,
}: LinkFaults): FaultKind[] {
  const is: Readonly<Record<FaultKind, boolean>> = {
    cut,
    latency: meanMs > 0 || jitterMs > 0,
    loss: lossRatio > 0,
    duplication: duplicateRatio > 0,
  };
  return FAULT_KINDS.filter((kind) => is[kind]);
}
