/** The lives of a cluster's nodes, as far as the run itself has ended some and begun others. */

import type { FaultyNodes } from '../../net/fault-plan.ts';
import type { CountsByKind } from '../../net/message-counts.ts';
import type { Recovery } from '../../report/parts/processes-part.ts';
import type { Served } from '../clients/operation.ts';

/** A node's life that was ended before it could be asked what it had seen. */
export interface EndedLife {
  readonly node: string;
  /** From 1 on. */
  readonly life: number;
  readonly sent: CountsByKind;
  readonly served: Served;
}

export interface NodeLives extends FaultyNodes {
  readonly endedLives: readonly EndedLife[];
  /** By node: since when its present life serves; those that were never killed are not in it. */
  readonly lifeStarts: ReadonlyMap<string, number>;
  /** By node that was lost with its agent, which nobody ordered: since when. */
  readonly lostAtMs: ReadonlyMap<string, number>;
  /** Resolves when every node that is being started serves. @throws {NodeFailure} */
  allUp(): Promise<void>;
  /** How each start of this node went, in order. Ask when all is over. */
  recoveries(node: string): Recovery[];
  /** Looks at how far the present lives have got, before one of them ends or the run does. */
  noteRecoveries(): void;
}

/** Of nodes that are not the bench's to end. */
export const UNTOUCHED: NodeLives = {
  endedLives: [],
  lifeStarts: new Map(),
  lostAtMs: new Map(),
  isUp: () => true,
  begin: () => undefined,
  end: () => undefined,
  allUp: () => Promise.resolve(),
  recoveries: () => [],
  noteRecoveries: () => undefined,
};
