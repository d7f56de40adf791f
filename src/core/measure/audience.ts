/** Those that count, and what convergence is told of them: their acknowledgements, who comes and goes, and how far another process was. */

import type { NodeId } from '../../protocol/names.ts';

/** Whose acknowledgements a write waits for. */
export interface Audience {
  readonly size: number;
  has(node: NodeId): boolean;
}

export interface ConvergenceLimits {
  readonly openWrites: number;
  readonly joinedWrites: number;
  readonly gapRuns: number;
}

/** What another view means for writes: all by the names of nodes other than this one. */
export interface AudienceChange {
  /** Those that serve clients: a write that is accepted from now on waits for each of them. */
  readonly counting: readonly NodeId[];
  /** All members: the logs keep what one of them may lack. */
  readonly retained: readonly NodeId[];
  readonly joined: readonly NodeId[];
  readonly gone: readonly NodeId[];
}

/** How far the writes of a life were when it went on in another process. */
export interface Resumed {
  readonly lastSeq: number;
  readonly stable: number;
  readonly convergedUs: number;
}

/** Whom a write waits for, where that is not who counts now: members have come and gone since. */
export interface KeptAudience {
  readonly audience?: readonly NodeId[] | undefined;
  readonly isAmongRest?: boolean;
}

/** An acknowledgement as it counts here. */
export interface Acknowledged {
  readonly by: NodeId;
  readonly from: number;
  readonly to: number;
  readonly heldAtMs: number;
  /** It has held them since then at the latest. */
  readonly isAtMost: boolean;
}

/** All but one. An audience that shrinks was a set before: only members that change are ever removed. */
export function others(audience: Audience, node: NodeId): Audience {
  const left = new Set(audience instanceof Set ? (audience as ReadonlySet<NodeId>) : []);
  left.delete(node);
  return left;
}

/** Its names. Only where members change has one other members than now, and then it is a set. */
export function namesOf(audience: Audience): readonly NodeId[] {
  return audience instanceof Set ? [...(audience as ReadonlySet<NodeId>)] : [];
}
