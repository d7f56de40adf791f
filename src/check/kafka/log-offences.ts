/**
 * What is wrong with the log of one key, by the rules of Jepsen's kafka checker. Positions in a log count the offsets that are known to
 * have a message: a gap that nobody can fill is none.
 */

import type { Operation } from '../history.ts';
import { provenOffence, type ProvenOffence } from '../offences.ts';
import type { KeyLog, Message, StepSeen } from './key-log.ts';

/** Each text is a sentence of which the key is the subject. */
export interface LogOffences {
  readonly lost: readonly ProvenOffence[];
  readonly neverPolled: readonly ProvenOffence[];
  readonly conflicting: readonly ProvenOffence[];
  readonly repeated: readonly ProvenOffence[];
  readonly skippedInOnePoll: readonly ProvenOffence[];
  readonly disorderedInOnePoll: readonly ProvenOffence[];
  readonly skippedBetweenPolls: readonly ProvenOffence[];
  readonly backBetweenPolls: readonly ProvenOffence[];
  readonly backBetweenSends: readonly ProvenOffence[];
  readonly refused: readonly ProvenOffence[];
  readonly invented: readonly ProvenOffence[];
}

/**
 * @param isReadToItsEnd whether somebody has read it from the beginning when all was over
 * @param isExcused messages that went with the memory of a node that was killed
 */
export function offencesIn(
  log: KeyLog,
  isReadToItsEnd: boolean,
  isExcused: (message: Message) => boolean,
): LogOffences {
  const order = log.inOrder();
  const places = placesIn(order);
  const messages = [...log.messages];
  return {
    ...(isReadToItsEnd ? missing(messages, order, isExcused) : { lost: [], neverPolled: [] }),
    conflicting: order.flatMap(([offset, held]) => (held.length < 2 ? [] : [conflict(offset, held)])),
    repeated: messages.flatMap((message) => {
      const { value, offsets, send, poll } = message;
      return offsets.size < 2
        ? []
        : [provenOffence(`${value} stands at offsets ${allOf([...offsets].map(String))}`, send, poll)];
    }),
    ...steps(messages, order, places),
    backBetweenSends: messages.flatMap((message) => reordered(message, places) ?? []),
    refused: messages.flatMap((message) => refused(message) ?? []),
    invented: messages.flatMap(({ value, send, poll }) =>
      send === undefined && poll !== undefined
        ? [provenOffence(`${who(poll)} polled ${value}, and nobody had sent it`, poll)]
        : [],
    ),
  };
}

type Order = ReturnType<KeyLog['inOrder']>;
/** The last place of each message that is the first one known at its offset. */
type Places = ReadonlyMap<Message, number>;

function placesIn(order: Order): Places {
  return new Map(order.flatMap(([, [first]], place) => (first === undefined ? [] : [[first, place]])));
}

/** Acknowledged, and in no poll: lost where a poll went beyond it. */
function missing(
  messages: readonly Message[],
  order: Order,
  isExcused: (message: Message) => boolean,
): Pick<LogOffences, 'lost' | 'neverPolled'> {
  const first = new Map<Message, number>();
  const last = new Map<Message, number>();
  order.forEach(([, held], place) => {
    for (const message of held) {
      if (!first.has(message)) first.set(message, place);
      last.set(message, place);
    }
  });
  let furthest: Message | undefined;
  let reach = -1;
  for (const message of messages) {
    const place = message.poll === undefined ? -1 : (first.get(message) ?? -1);
    if (place > reach) [furthest, reach] = [message, place];
  }
  const [lost, neverPolled]: [ProvenOffence[], ProvenOffence[]] = [[], []];
  for (const message of messages) {
    const { acknowledged } = message;
    if (message.poll !== undefined || acknowledged === undefined || isExcused(message)) continue;
    const text = `${who(acknowledged)} acknowledged ${at(message)}`;
    const isLost = (last.get(message) ?? Infinity) <= reach;
    if (isLost && furthest?.poll !== undefined)
      lost.push(
        provenOffence(
          `${text}; ${who(furthest.poll)} polled ${at(furthest)}, which is behind it, and no poll ever returned ${message.value}`,
          acknowledged,
          furthest.poll,
        ),
      );
    else
      neverPolled.push(
        provenOffence(`${text}, and no poll ever returned it, nor anything behind it`, acknowledged),
      );
  }
  return { lost, neverPolled };
}

function steps(
  messages: readonly Message[],
  order: Order,
  places: Places,
): Pick<
  LogOffences,
  'skippedInOnePoll' | 'disorderedInOnePoll' | 'skippedBetweenPolls' | 'backBetweenPolls'
> {
  const [skippedInOnePoll, disorderedInOnePoll]: [ProvenOffence[], ProvenOffence[]] = [[], []];
  const [skippedBetweenPolls, backBetweenPolls]: [ProvenOffence[], ProvenOffence[]] = [[], []];
  const look = (from: Message, step: StepSeen, skipped: ProvenOffence[], back: ProvenOffence[]): void => {
    const [place, next] = [places.get(from), places.get(step.to)];
    if (place === undefined || next === undefined || next === place + 1) return;
    const text = stepText(from, step);
    const missed = order.slice(place + 1, next);
    if (next <= place) back.push(provenOffence(text, step.before, step.op));
    else
      skipped.push(
        provenOffence(
          `${text}, without ${skippedText(missed)}`,
          ...[step.before, step.op, missed[0]?.[1][0]?.send],
        ),
      );
  };
  for (const from of messages) {
    for (const step of from.stepsInOnePoll()) look(from, step, skippedInOnePoll, disorderedInOnePoll);
    for (const step of from.stepsBetweenPolls()) look(from, step, skippedBetweenPolls, backBetweenPolls);
  }
  return { skippedInOnePoll, disorderedInOnePoll, skippedBetweenPolls, backBetweenPolls };
}

function stepText(from: Message, { to, before, offsetBefore, op, offset }: StepSeen): string {
  const [one, other] = [`${from.value} at offset ${offsetBefore}`, `${to.value} at offset ${offset}`];
  return before === op
    ? `${who(op)} answered one poll with ${one}, then ${other}`
    : `one client was answered ${one} by ${who(before)}, then ${other} by ${who(op)}`;
}

/** Messages named in a text. */
const NAMED = 3;

function skippedText(skipped: Order): string {
  const named = skipped.slice(0, NAMED).map(([offset, [first]]) => `${first?.value ?? ''} at ${offset}`);
  const more = skipped.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} in between`;
}

/** Where its client had sent something before that stands behind it. */
function reordered(message: Message, places: Places): ProvenOffence | undefined {
  if (message.isRefused || message.send === undefined) return undefined;
  let before = message.sentAfter;
  while (before?.isRefused === true) before = before.sentAfter;
  const [place, placeBefore] = [places.get(message), before && places.get(before)];
  if (before === undefined || place === undefined || placeBefore === undefined || place > placeBefore)
    return undefined;
  return provenOffence(
    `one client sent ${at(before)}, and after it ${at(message)} (${who(message.send)})`,
    before.send,
    message.send,
  );
}

function refused(message: Message): ProvenOffence | undefined {
  const { value, send, poll } = message;
  if (!message.isRefused || send === undefined || poll === undefined) return undefined;
  return provenOffence(
    `${who(send)} refused ${value} (${send.error ?? ''}), and ${who(poll)} polled it`,
    send,
    poll,
  );
}

function conflict(offset: number, held: readonly Message[]): ProvenOffence {
  const seen = held.map(({ value, send, poll }) => {
    const sayer = poll ?? send;
    return sayer === undefined ? value : `${value} (${who(sayer)})`;
  });
  return provenOffence(
    `offset ${offset} holds ${allOf(seen)}`,
    ...held.slice(0, NAMED).flatMap(({ send, poll }) => [send, poll]),
  );
}

/** A node may answer with any number of them. */
function allOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(' and ') + (more > 0 ? ` and ${more} more` : '');
}

function at({ value, offsets: [first] }: Message): string {
  return `${value} at offset ${first ?? '?'}`;
}

function who({ id, node }: Operation): string {
  return `${node} (operation ${id})`;
}
