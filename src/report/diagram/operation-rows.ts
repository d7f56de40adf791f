/** The operations that the diagram shows, as columns. */

import type { Operation } from '../../check/history.ts';
import { valueHash } from '../../net/journal/journal.ts';
import type { ChosenMessages } from './chosen-messages.ts';
import { operationColumns } from './codec.ts';
import type { Recorded } from './recorded.ts';
import { NEVER, ticks, type OperationColumns } from './recording.ts';
import type { Texts } from './texts.ts';

const UNANSWERED = 'no answer';

export function operationRows(
  recorded: Recorded,
  chosen: ChosenMessages,
  lane: (name: string) => number,
  texts: Texts,
): OperationColumns {
  const { startMs, clientOf } = recorded;
  const shown = shownOperations(recorded, chosen);
  const rows = operationColumns(shown.length);
  shown.forEach((op, row) => {
    const { id, node, kind, key, value, invokedAtMs, completedAtMs } = op;
    rows.id[row] = id;
    rows.client[row] = lane(clientOf(node));
    rows.node[row] = lane(node);
    rows.invoked[row] = ticks(invokedAtMs - startMs);
    rows.took[row] = completedAtMs === undefined ? NEVER : Math.max(0, ticks(completedAtMs - invokedAtMs));
    rows.writes[row] = kind === 'write' ? 1 : 0;
    rows.key[row] = texts.numberOf(String(key));
    rows.value[row] = texts.numberOf(value ?? '');
    rows.write[row] = chosen.writes.get(`${valueHash(value ?? '')} ${key}`) ?? 0;
    rows.error[row] = texts.numberOf(errorOf(op));
  });
  return rows;
}

function errorOf({ error, completedAtMs }: Operation): string {
  return error ?? (completedAtMs === undefined ? UNANSWERED : '');
}

/** Where there are too many: those of proofs, then the failed ones, then those during which every message is shown. */
function shownOperations(
  { operations, proofs, limit, startMs }: Recorded,
  { covered }: ChosenMessages,
): Operation[] {
  if (operations.length <= limit) return operations.toSorted(byTime);
  const proven = new Set(Object.values(proofs).flat());
  const isCovered = ({ invokedAtMs }: Operation): boolean => {
    const at = ticks(invokedAtMs - startMs);
    return covered.some(([from, to]) => at >= from && at <= to);
  };
  // A run may have millions, so there is no object for each.
  const ranks: [Operation[], Operation[], Operation[]] = [[], [], []];
  for (const op of operations) {
    if (proven.has(op.id)) ranks[0].push(op);
    else if (errorOf(op) !== '') ranks[1].push(op);
    else if (isCovered(op)) ranks[2].push(op);
  }
  return ranks.flat().slice(0, limit).sort(byTime);
}

function byTime(a: Operation, b: Operation): number {
  return a.invokedAtMs - b.invokedAtMs || a.id - b.id;
}
