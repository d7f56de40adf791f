/** Events in words: for the list, for screen readers, and below the drawing. */

import { FATES } from '../../../net/journal/segment.ts';
import { NEVER, TICKS_PER_MS, type Recording } from '../../diagram/recording.ts';
import type { Event } from './event-list.ts';
import { isLost } from './filter.ts';

/** Writes of a message that are named. */
const NAMED = 5;

export interface EventWords {
  readonly time: string;
  readonly what: string;
  readonly where: string;
  readonly outcome: string;
  readonly about: string;
  readonly failed: boolean;
}

const LOST_BECAUSE: Readonly<Record<string, string>> = {
  loss: 'lost: the network dropped it',
  partition: 'lost: the network was cut',
  down: 'lost: its receiver was down',
  overflow: 'lost: too much was in flight, or its receiver did not read',
  carrier: 'lost: NATS dropped it on the way to the agent',
  'under way': 'under way at the end',
};

export function seconds(ticks: number, decimals = 4): string {
  return `${(ticks / TICKS_PER_MS / 1000).toFixed(decimals)} s`;
}

export function milliseconds(ticks: number): string {
  return `${(ticks / TICKS_PER_MS).toFixed(2)} ms`;
}

/** @param firstLoads of each message, where its loads begin */
export function wordsOf(recording: Recording, event: Event, firstLoads: Float64Array): EventWords {
  return event.type === 'message'
    ? messageWords(recording, event.row, firstLoads)
    : operationWords(recording, event.row);
}

function messageWords(recording: Recording, row: number, firstLoads: Float64Array): EventWords {
  const { messages, lanes } = recording;
  const text = (number: number | undefined): string => recording.texts[number ?? 0] ?? '';
  const took = messages.took[row] ?? NEVER;
  const fate = messages.fate[row] ?? 0;
  const lane = (number: number | undefined): string => lanes[number ?? 0] ?? '';
  return {
    time: seconds(messages.sent[row] ?? 0),
    what: text(messages.kind[row]),
    where: `${lane(messages.from[row])} → ${lane(messages.to[row])}`,
    outcome: took === NEVER ? (LOST_BECAUSE[FATES[fate] ?? ''] ?? '') : `arrived after ${milliseconds(took)}`,
    about: carried(recording, row, firstLoads[row] ?? 0),
    failed: isLost(fate),
  };
}

function carried({ messages, loads, texts }: Recording, row: number, first: number): string {
  const count = messages.loads[row] ?? 0;
  const named = Array.from({ length: Math.min(count, NAMED) }, (_, i) => {
    const [key, write] = [texts[loads.key[first + i] ?? 0] ?? '', texts[loads.write[first + i] ?? 0] ?? ''];
    return write === '' ? key : `${write} of key ${key}`;
  });
  return [...named, ...(count > NAMED ? [`${count - NAMED} more`] : [])].join(', ');
}

function operationWords({ operations, lanes, texts }: Recording, row: number): EventWords {
  const text = (number: number | undefined): string => texts[number ?? 0] ?? '';
  const took = operations.took[row] ?? NEVER;
  const error = text(operations.error[row]);
  const [value, write] = [text(operations.value[row]), text(operations.write[row])];
  const lasted = took === NEVER ? '' : ` after ${milliseconds(took)}`;
  return {
    time: seconds(operations.invoked[row] ?? 0),
    what: `${operations.writes[row] === 1 ? 'write' : 'read'} ${operations.id[row] ?? 0}`,
    where: `${lanes[operations.client[row] ?? 0] ?? ''} at ${lanes[operations.node[row] ?? 0] ?? ''}`,
    outcome: error === '' ? `answered${lasted}` : `failed${lasted}: ${error}`,
    about: `key ${text(operations.key[row])}${value === '' ? '' : `: ${value}`}${write === '' ? '' : ` (${write})`}`,
    failed: error !== '',
  };
}
