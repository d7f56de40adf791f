/**
 * A message without what it says of lives that there is no room to remember. The rest is as good as ever: two nodes that remember different
 * lives of a third one must not stop hearing each other.
 */

import type { GossipBody, WireSeen } from './gossip.ts';

/** Their items begin with an origin. */
const LISTS = ['entries', 'seen', 'acks', 'dots', 'wanted'] as const;

export function withoutLives(body: GossipBody, lives: ReadonlySet<unknown>): GossipBody {
  const isKept = ([origin]: readonly [unknown, ...unknown[]]): boolean => !lives.has(origin);
  const kept = (rows: readonly WireSeen[] | undefined): readonly WireSeen[] | undefined =>
    rows?.filter(isKept);
  const left: Record<string, unknown> = { ...body };
  for (const name of LISTS) if (body[name] !== undefined) left[name] = body[name].filter(isKept);
  if (body.symbols?.[3] !== undefined) left['symbols'] = body.symbols.with(3, kept(body.symbols[3]));
  if (body.difference?.[4] !== undefined)
    left['difference'] = body.difference.with(4, kept(body.difference[4]));
  // It claims something of all that its sender has seen.
  delete left['roll'];
  return left as unknown as GossipBody;
}
