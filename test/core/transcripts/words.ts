/** Messages and events of a cluster in words, with every field that matters, and times since the start of the transcript. */

import type { NodeEvent } from '../../../src/core/events.ts';
import {
  SYMBOL_CHARS,
  type AnswerState,
  type DifferenceState,
  type GossipBody,
  type WireAck,
  type WireAnswer,
  type WireCursor,
  type WireDifference,
  type WireDots,
  type WireEntry,
  type WireRoll,
  type WireRun,
  type WireSeen,
  type WireSymbols,
} from '../../../src/protocol/gossip.ts';

/** A time as the transcripts tell it. */
export type Since = (timeMs: number) => string;

/** Times since this one. */
export function since(startMs: number): Since {
  return (timeMs) => durationOf(timeMs - startMs);
}

export function durationOf(ms: number): string {
  return `${Math.round(ms * 10) / 10} ms`;
}

/** What an event says; undefined for those that the rest of the transcript says already. */
export function eventInWords(event: NodeEvent): string | undefined {
  switch (event.type) {
    case 'clock':
    case 'operation':
    case 'read':
    case 'keys':
      return undefined;
    case 'accepted':
      return `accepts ${dotOf(event.dot.origin, event.dot.seq)}`;
    case 'applied': {
      const age = durationOf(event.propagationMs);
      return `applies ${dotOf(event.dot.origin, event.dot.seq)} from ${event.from}, ${age} after its acceptance, hop ${event.hops}`;
    }
    case 'received':
      return `gains nothing from ${counted(event.count, 'entry', 'entries')}: ${event.outcome}`;
    case 'converged': {
      const [after, confirmed] = [durationOf(event.convergenceMs), durationOf(event.confirmedMs)];
      return `learns that ${dotOf(event.dot.origin, event.dot.seq)} converged ${after} after its acceptance, confirmed after ${confirmed}`;
    }
    case 'stale_read':
      return 'learns that a read was stale';
    case 'staleness':
      return `knows all that the stale read missed: ${counted(event.versions, 'version')}, the oldest acknowledged ${durationOf(event.ageMs)} before the read`;
    case 'pending':
      return `has ${counted(event.count, 'write')} pending, its peers lag by ${event.lagMax} at most`;
    case 'health':
      return `believes that ${event.node} is ${event.health}, and no longer ${event.was}`;
    case 'unhealthy':
      return undefined;
    case 'peers':
      return `suspects ${event.suspected} of ${event.reachable + event.suspected} peers`;
    default:
      return JSON.stringify(event);
  }
}

/** What every message says of itself and its sender, told at its head or known from who sends it. */
const HEAD = new Set(['type', 'v', 'msg_id', 'origin', 'at', 'seq', 'stable', 'view']);
const PARTS = new Set([
  'entries',
  'after',
  'answer',
  'symbols',
  'difference',
  'echo',
  'dots',
  'seen',
  'acks',
  'wanted',
  'roll',
  'membership',
  'walk',
  'sample',
  'priority',
  'probe',
  'beliefs',
]);

/** A message's kind with what every one carries (how much its sender has written, and how much of it is everywhere), and its parts. */
export function messageInWords(body: GossipBody, at: Since): { head: string; parts: string[] } {
  const unknown = Object.keys(body).filter((name) => !HEAD.has(name) && !PARTS.has(name));
  if (unknown.length > 0) throw new Error(`the transcripts have no words for ${unknown.join(', ')}`);
  const { type, seq, stable, entries = [], dots = [], seen = [], acks = [], wanted = [] } = body;
  const parts = [
    ...(body.after === undefined ? [] : [cursorInWords(body.after)]),
    ...(body.answer === undefined ? [] : [answerInWords(body.answer)]),
    ...(body.symbols === undefined ? [] : symbolsInWords(body.symbols, body.at, at)),
    ...(body.difference === undefined ? [] : differenceInWords(body.difference, body.at, at)),
    ...(body.echo === undefined ? [] : [`answers the question that left at ${at(body.echo[1])}`]),
    ...seen.map((one) => seenInWords(one, body.at, at)),
    ...entries.map((entry) => entryInWords(entry, at)),
    ...dots.map(dotsOf),
    ...acks.map((ack) => ackInWords(ack, at)),
    ...wanted.map(([origin, from, ageMs]) => {
      const age = ageMs === undefined ? '' : `, which is ${durationOf(ageMs)} old`;
      return `wants the acknowledgements of ${origin} from ${from} on again${age}`;
    }),
    ...(body.membership === undefined ? [] : [JSON.stringify(body.membership)]),
    ...(body.roll === undefined ? [] : [rollInWords(body.roll, at)]),
    ...(body.walk === undefined
      ? []
      : [`${body.walk[0]} is on a walk, ${counted(body.walk[1], 'hop')} to go`]),
    ...(body.sample === undefined ? [] : [`names ${body.sample.join(', ') || 'nobody'}`]),
    ...(body.priority === undefined ? [] : [`priority ${body.priority}`]),
    ...(body.probe === undefined ? [] : [`probe ${body.probe.join(' of ')}`]),
    ...(body.beliefs ?? []).map(
      ([node, health, incarnation, by]) =>
        `${by} believes that ${node} is ${health}, incarnation ${incarnation}`,
    ),
  ];
  const view = body.view === undefined ? '' : `, view ${body.view.join(' ')}`;
  return { head: `${type} (wrote ${seq}, stable ${stable}${view})`, parts };
}

function cursorInWords([feed, place, messages]: WireCursor): string {
  const from =
    feed === null ? 'from the beginning of the feed' : `from place ${place} of the feed of ${feed}`;
  return `asks for writes ${from}, in ${counted(messages, 'message')} at most`;
}

const ANSWER_WORDS: Readonly<Record<AnswerState, string>> = {
  more: 'more of it follows',
  again: 'there is more to ask for',
  done: 'that is all',
  head: 'the asker is at the head of the feed, and holds all that is held here',
};

function answerInWords([asker, after, to, state]: WireAnswer): string {
  const places = to === 0 ? 'out of the log' : `places ${after} to ${to} of the feed`;
  return `answers ${asker} ${places}: ${ANSWER_WORDS[state]}`;
}

function symbolsInWords([, messages, text, rows = []]: WireSymbols, sentAtMs: number, at: Since): string[] {
  const asks = messages === 0 ? 'for no writes' : `for writes in ${counted(messages, 'message')} at most`;
  const symbols = counted(text.length / SYMBOL_CHARS, 'coded symbol');
  return [
    `asks ${asks}, with ${symbols} of what it has seen`,
    ...rows.map((row) => seenInWords(row, sentAtMs, at)),
  ];
}

const DIFFERENCE_WORDS: Readonly<Record<DifferenceState, string>> = {
  decoded: 'found out',
  undecoded: 'too few symbols to find out',
  vector: 'found out, but the log is not enough: asks for the whole vector',
};

function differenceInWords(
  [asker, , count, state, rows = [], unknown = []]: WireDifference,
  sentAtMs: number,
  at: Since,
): string[] {
  const about = state === 'undecoded' ? 'about ' : '';
  const strange =
    unknown.length === 0 ? '' : `, of ${counted(unknown.length, 'origin')} that it does not know`;
  return [
    `differs from ${asker} in ${about}${counted(count, 'element')}${strange}: ${DIFFERENCE_WORDS[state]}`,
    ...rows.map((row) => seenInWords(row, sentAtMs, at)),
  ];
}

function entryInWords([origin, seq, clockUs, acceptedAtMs, hops, writes]: WireEntry, at: Since): string {
  const values = writes.map(([key, ...value]) =>
    value.length === 0 ? `${key}, overwritten` : `${key} = ${JSON.stringify(value[0])}`,
  );
  const version = at(clockUs / 1000);
  const clock = version === at(acceptedAtMs) ? '' : `, version of ${version}`;
  return `${dotOf(origin, seq)}  ${values.join(', ')}  (accepted at ${at(acceptedAtMs)}${clock}, hop ${hops})`;
}

function seenInWords(
  [origin, through, completeAgeMs, stable, beyond = []]: WireSeen,
  sentAtMs: number,
  at: Since,
): string {
  const complete = completeAgeMs === null ? '' : `, all until ${at(sentAtMs - completeAgeMs)}`;
  const gap = beyond.length === 0 ? '' : `, beyond a gap ${beyond.map(runOf).join(', ')}`;
  return `has seen ${origin} through ${through}${gap}${complete}, stable ${stable}`;
}

function ackInWords([origin, by, runs, passedOn]: WireAck, at: Since): string {
  const held = runs.map(
    ([from, to, heldAtMs, atMost]) =>
      `${origin}:${runOf([from, to])} since ${at(heldAtMs)}${atMost === undefined ? '' : ' at the latest'}`,
  );
  return `${by} holds ${held.join(', ')}${passedOn === undefined ? '' : ` (hands: ${passedOn})`}`;
}

/** A bit for each node, in their order. */
function rollInWords([throughMs, targetMs, present = []]: WireRoll, at: Since): string {
  const through = throughMs === null ? 'nothing' : `all until ${at(throughMs)}`;
  if (targetMs === undefined) return `knows ${through}`;
  const nodes = present.map((word) => word.toString(2)).join(' ');
  return `knows ${through}, and asks of whom all is known until ${at(targetMs)}: of ${nodes}`;
}

const dotOf = (origin: string, seq: number): string => `${origin}:${seq}`;
const runOf = ([from, to]: WireRun): string => (from === to ? `${from}` : `${from}–${to}`);
const dotsOf = ([origin, from, to]: WireDots): string => `${origin}:${runOf([from, to])}`;

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
