/** What identifies a write (its dot) and what orders it (its version). */

import type { NodeId, Origin } from '../../protocol/names.ts';
import { compareText } from '../../base/order.ts';

/** The identity of a write: its origin and its sequence number there (Preguiça et al. 2010, dotted version vectors). */
export interface Dot {
  readonly origin: Origin;
  readonly seq: number;
}

/** The total order of writes: the hybrid logical clock, then the origin. The later one wins. */
export interface Version {
  readonly clockUs: number;
  readonly origin: Origin;
}

/** Negative, zero or positive, as `a` is before, the same as or after `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a.clockUs - b.clockUs || compareText(a.origin, b.origin);
}

/** @param incarnation distinguishes the lives of one node: no two may have the same. */
export function makeOrigin(node: NodeId, incarnation: number): Origin {
  return `${node}#${incarnation.toString(36)}` as Origin;
}

/**
 * The incarnation of a life that begins at this time: whole microseconds, and by no rounding after what it says at once.
 * @param startMs since the epoch @returns microseconds since the epoch
 */
export function incarnationAt(startMs: number): number {
  const startUs = Math.floor(startMs * 1000);
  return startUs / 1000 > startMs ? startUs - 1 : startUs;
}

export function nodeOf(origin: Origin): NodeId {
  return origin.slice(0, origin.lastIndexOf('#')) as NodeId;
}
