/**
 * Makes the diagram of a run from its journal of messages and its operations, as large as a page can bear.
 *
 * Begin here. `recording.ts` is what it consists of, `stretches.ts` chooses where there is too much, `codec.ts` writes it down,
 * and `proofs.ts` says which operations prove a failed check. The page's part is in `page/diagram/`.
 */

import { deflateSync } from 'node:zlib';
import { chosenMessages, type ChosenMessages } from './chosen-messages.ts';
import { encode } from './codec.ts';
import { operationRows } from './operation-rows.ts';
import type { Proofs } from './proofs.ts';
import type { Recorded } from './recorded.ts';
import { lastEnd, ticks, TICKS_PER_MS, type Diagram, type Recording, type Span } from './recording.ts';
import { merged } from './stretches.ts';
import { Texts } from './texts.ts';

export function diagramOf(recorded: Recorded): Diagram {
  return packed(recordingOf(recorded), recorded.proofs);
}

export function packed(recording: Recording, proofs: Proofs): Diagram {
  const { messages, operations, covered } = recording;
  return {
    data: deflateSync(encode(recording)).toString('base64'),
    proofs,
    shown: { messages: messages.sent.length, operations: operations.id.length },
    inRun: { messages: recording.sentInRun, operations: recording.operationsInRun },
    coveredMs: covered.reduce((sum, [from, to]) => sum + to - from, 0) / TICKS_PER_MS,
  };
}

export function recordingOf(recorded: Recorded): Recording {
  const { journal, nodes, operations, clientOf, cuts } = recorded;
  const texts = new Texts();
  const chosen = chosenMessages(recorded, texts);
  const others = journal.lanes.all.slice(1).filter((name) => !nodes.includes(name));
  // Each client above the node that it asks.
  const lanes = [...nodes.flatMap((node) => [clientOf(node), node]), ...others];
  const laneOf = new Map(lanes.map((name, index) => [name, index]));
  const lane = (name: string): number => laneOf.get(name) ?? 0;
  const rows = operationRows(recorded, chosen, lane, texts);
  return {
    lanes,
    texts: texts.all,
    sentInRun: journal.sent,
    operationsInRun: operations.length,
    covered: coveredBy(chosen, rows),
    cuts: merged(cuts.map(({ fromMs, toMs }): Span => [ticks(fromMs), ticks(toMs)])),
    messages: {
      ...chosen.messages,
      from: chosen.messages.from.map((number) => lane(journal.lanes.all[number] ?? '')),
      to: chosen.messages.to.map((number) => lane(journal.lanes.all[number] ?? '')),
    },
    loads: chosen.loads,
    operations: rows,
  };
}

/** Where nothing fell off: from the first event to the last. */
function coveredBy(chosen: ChosenMessages, rows: Recording['operations']): Span[] {
  if (!chosen.isAll) return chosen.covered;
  const { sent, took } = chosen.messages;
  const starts = [sent[0] ?? 0, rows.invoked[0] ?? 0, 0];
  return [[Math.min(...starts), Math.max(lastEnd(sent, took), lastEnd(rows.invoked, rows.took))]];
}
