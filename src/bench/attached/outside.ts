/** What became known of a run from outside: made of two looks at every node, one before the load and one after it. */

import type { Bounds } from '../../check/reads/stale-reads.ts';
import { addTo, countOf, type CountsByKind } from '../../net/message-counts.ts';
import { accountSince, samplesSince } from '../accounts/account-since.ts';
import { valueOf, type Sample } from '../accounts/exposition.ts';
import type { NodeCut } from '../accounts/node-cuts.ts';
import type { Served } from '../clients/operation.ts';
import type { Attachment } from './attachment.ts';
import { difference, sum, type Asked } from './ledger.ts';
import type { Look } from './looks.ts';

export interface Outside {
  readonly attachment: Attachment;
  /** How far apart any two nodes' clocks may be, as the nodes estimate it; undefined: they do not know. */
  readonly clocksApartMs: number | undefined;
  readonly sentBytes: number;
  /** What was received, at least and at most, of the messages that were counted as sent; dropped ones count. */
  readonly received: Bounds;
  /** Without those that were dropped. */
  readonly receivedByKind: Readonly<Record<string, Bounds>>;
  readonly receivedBytes: Bounds;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Of the bench's own requests, while the nodes counted. */
  readonly asked: Asked;
  readonly others: Served;
  /** What a cut, or its end, took to be in force everywhere, at most; 0: there was none. */
  readonly slowestChangeMs: number;
  /** From the beginning of the load until the nodes were asked. */
  readonly longestMs: number;
}

export type Looks = { readonly before: Look; readonly after: Look };

/** The node, if it was started again between the two looks. */
export function startedAgain({ before, after }: Looks): string | undefined {
  const began = (samples: readonly Sample[] = []): number => valueOf(samples, 'process_start_time_seconds');
  return [...after.second].find(([name, samples]) => began(samples) !== began(before.first.get(name)))?.[0];
}

/** @param served to the load alone, by node */
export function cutsOf(looks: Looks, served: ReadonlyMap<string, Served>): NodeCut[] {
  const { before, after } = looks;
  return [...after.stats].flatMap(([name, stats]): NodeCut[] => {
    const earlier = before.stats.get(name);
    if (earlier === undefined) return [];
    const account = accountSince(
      { stats: earlier, samples: before.second.get(name) ?? [] },
      { stats, samples: after.first.get(name) ?? [] },
    );
    const sent: CountsByKind = new Map();
    for (const [kind, messages] of Object.entries(account.stats.messages_by_kind))
      if (messages > 0) addTo(countOf(sent, kind), { messages, bytes: 0 });
    return [
      {
        name,
        account,
        sent,
        served: served.get(name) ?? { reads: 0, writes: 0 },
        sentBytes: account.stats.bytes_sent,
      },
    ];
  });
}

type Facts = Pick<Outside, 'attachment' | 'asked' | 'slowestChangeMs' | 'longestMs'>;

/** @param doubles whether messages were made to arrive twice */
export function outsideOf(looks: Looks, cuts: readonly NodeCut[], facts: Facts, doubles: boolean): Outside {
  const { before, after } = looks;
  const inner = added(before.second, after.first);
  const outer = added(before.first, after.second);
  const kinds = Object.keys(byLabel(outer, 'gossip_messages_total', 'kind'));
  // A message that was made to arrive twice was received twice.
  const least = (count: number): number => (doubles ? Math.ceil(count / 2) : count);
  const between = (count: (samples: readonly Sample[]) => number): Bounds => ({
    lo: least(count(inner)),
    hi: count(outer),
  });
  const received = (labels: Readonly<Record<string, string>>) => (samples: readonly Sample[]) =>
    total(samples, 'gossip_messages_total', { direction: 'received', ...labels });
  const bytes = (samples: readonly Sample[]): number =>
    total(samples, 'gossip_message_bytes_total', { direction: 'received' });
  const { lo, hi } = between(received({}));
  const dropped = byLabel(outer, 'gossip_transport_dropped_total', 'reason');
  return {
    ...facts,
    clocksApartMs: clocksApartMs(looks),
    sentBytes: cuts.reduce((all, { sentBytes = 0 }) => all + sentBytes, 0),
    received: {
      lo: lo + droppedIn(byLabel(inner, 'gossip_transport_dropped_total', 'reason')),
      hi: hi + droppedIn(dropped),
    },
    receivedByKind: Object.fromEntries(kinds.map((kind) => [kind, between(received({ kind }))])),
    receivedBytes: between(bytes),
    dropped,
    others: othersIn(outer, sum(facts.asked.served, facts.asked.unknown), facts.asked.served),
  };
}

function droppedIn(dropped: Readonly<Record<string, number>>): number {
  return Object.values(dropped).reduce((all, count) => all + count, 0);
}

/** What was added to each counter of each node. */
function added(before: Look['first'], after: Look['first']): Sample[] {
  return [...after].flatMap(([name, samples]) => samplesSince(before.get(name) ?? [], samples));
}

function total(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(labels);
  return samples
    .filter((one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value))
    .reduce((all, { value }) => all + value, 0);
}

function byLabel(samples: readonly Sample[], name: string, label: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of samples) {
    const key = one.labels[label];
    if (one.name === name && key !== undefined && one.value > 0) counts[key] = (counts[key] ?? 0) + one.value;
  }
  return counts;
}

const READ = { route: 'GET /v1/kv/{key}', statuses: ['200', '304', '404'] } as const;
const WRITES = [
  { route: 'PUT /v1/kv/{key}', statuses: ['201', '204'] },
  { route: 'DELETE /v1/kv/{key}', statuses: ['204'] },
] as const;

/** What the API answered beyond what the bench asked for. Answers that the bench did not get may be its own. */
function othersIn(samples: readonly Sample[], most: Served, least: Served): Served {
  const answered = ({
    route,
    statuses,
  }: {
    readonly route: string;
    readonly statuses: readonly string[];
  }): number =>
    statuses.reduce((all, status) => all + total(samples, 'gossip_api_requests_total', { route, status }), 0);
  const all: Served = { reads: answered(READ), writes: WRITES.reduce((n, one) => n + answered(one), 0) };
  const beyond = difference(all, most);
  const isAlone = beyond.reads <= 0 && beyond.writes <= 0;
  const others = isAlone ? beyond : difference(all, least);
  return { reads: Math.max(0, others.reads), writes: Math.max(0, others.writes) };
}

/** Each node knows the peer that differs most from it, as far as it has asked. Where one knows of none, nobody can say. */
function clocksApartMs({ after }: Looks): number | undefined {
  const apart = [...after.second.values()].map((samples) => {
    const apartS = valueOf(samples, 'gossip_clock_offset_max_seconds');
    const boundS = valueOf(samples, 'gossip_clock_offset_bound_seconds');
    return boundS === 0 ? undefined : (apartS + boundS) * 1000;
  });
  const known = apart.flatMap((bound) => bound ?? []);
  return known.length < apart.length ? undefined : Math.max(...known);
}
