/** A strategy at a node that is stepped by hand: what it sends, and what it asks of its host. */

import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../../../src/core/bounds.ts';
import type { Arrival, Dissemination, StrategyHost } from '../../../src/core/dissemination/dissemination.ts';
import type { Dot } from '../../../src/core/store/dot.ts';
import { Entry } from '../../../src/core/store/entry.ts';
import type { GossipKind, WireDots, WireRun, WireWanted } from '../../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

/** @returns a write of the node's first life */
export function writeOf(node: string, seq: number, changes: Partial<Entry> = {}): Entry {
  return entryWith({
    origin: `${node}#0` as Origin,
    seq,
    clockUs: 1000 * seq,
    keys: [`${node} ${seq}`],
    ...changes,
  });
}

/** What a replica would be for its strategy. Each thing that it is asked to do is a line of `done`. */
export class HandHost {
  readonly me: NodeId;
  peers: NodeId[];
  neighbours: NodeId[];
  isTopologyGiven = false;
  readonly rng = prng(1);
  readonly bounds: Bounds;
  readonly suspected = new Set<NodeId>();
  /** Of writes that were seen here, those that some peer may lack. */
  readonly logged: Entry[] = [];
  readonly overwritten = new Set<Entry>();
  pending: Entry[] = [];
  wanted: WireWanted[] = [];
  readonly done: string[] = [];

  constructor(me: string, peers: readonly string[], bounds: Partial<Bounds> = {}) {
    this.me = me as NodeId;
    this.peers = [...peers] as NodeId[];
    this.neighbours = this.peers;
    this.bounds = { ...DEFAULT_BOUNDS, ...bounds };
  }

  get asHost(): StrategyHost {
    return this as unknown as StrategyHost;
  }

  /** What was done since the last call. */
  take(): string[] {
    return this.done.splice(0);
  }

  isPeer(name: string): boolean {
    return this.peers.some((peer) => peer === name);
  }

  send(dest: NodeId, kind: GossipKind, entries: readonly Entry[]): void {
    if (entries.length > 0) this.done.push(`${kind} ${dest}: ${named(entries)}`);
  }

  tell(dest: NodeId, kind: GossipKind, { dots, wanted }: { dots?: WireDots[]; wanted?: WireWanted[] }): void {
    this.done.push(`${kind} ${dest}: ${(dots ?? wanted ?? []).map((one) => one.join(' ')).join(', ')}`);
  }

  answer(dest: NodeId, kind: GossipKind, entries: readonly Entry[]): void {
    this.send(dest, kind, entries);
  }

  sendWithSeen(
    dest: NodeId,
    kind: GossipKind,
    entries: readonly Entry[],
    _now: number,
    { wanted = [] }: { wanted?: WireWanted[] } = {},
  ): void {
    const asked = wanted.map((one) => ` wants ${one.join(' ')}`).join('');
    this.done.push(`${kind} ${dest}: ${named(entries)}${asked}`);
  }

  ask(peer: NodeId): void {
    this.done.push(`ask ${peer}`);
  }

  expectAnswer(peer: NodeId): void {
    this.done.push(`expect ${peer}`);
  }

  isSuspected(peer: NodeId): boolean {
    return this.suspected.has(peer);
  }

  isAvoided(peer: NodeId): boolean {
    return this.suspected.has(peer);
  }

  hasSeen({ origin, seq }: Dot): boolean {
    return this.logged.some((entry) => entry.origin === origin && entry.seq === seq);
  }

  unseenIn([origin, from, to]: WireDots): WireRun[] {
    const runs: WireRun[] = [];
    for (let seq = from; seq <= to; seq++) if (!this.hasSeen({ origin, seq })) runs.push([seq, seq]);
    return runs;
  }

  entriesIn([of, from, to]: WireDots): Entry[] {
    return this.logged.filter(({ origin, seq }) => origin === of && seq >= from && seq <= to);
  }

  entryOf({ origin, seq }: Dot): Entry | undefined {
    return this.logged.find((entry) => entry.origin === origin && entry.seq === seq);
  }

  isLive(entry: Entry): boolean {
    return !this.overwritten.has(entry);
  }

  pendingWrites(): Entry[] {
    return this.pending;
  }

  wantedAcks(): WireWanted[] {
    return this.wanted;
  }

  dropped(what: string): void {
    this.done.push(`dropped ${what}`);
  }

  acknowledgeAgain(): void {
    this.done.push('acknowledge again');
  }
}

function named(entries: readonly Entry[]): string {
  return entries.map(({ origin, seq }) => `${origin.split('#')[0] ?? ''}${seq}`).join(' ');
}

/** A message comes that brings these. */
export function arrive(
  { strategy, host }: { readonly strategy: Dissemination; readonly host: HandHost },
  kind: GossipKind,
  from: string,
  now: number,
  {
    fresh = [],
    duplicates = [],
    dots,
    wanted,
  }: {
    readonly fresh?: readonly Entry[];
    readonly duplicates?: readonly Dot[];
    readonly dots?: readonly (readonly [node: string, from: number, to: number])[];
    readonly wanted?: readonly WireWanted[];
  } = {},
): void {
  const came = fresh.map(({ stamp, hops, traceparent, heldAtMs, arrival }) => {
    const held = { hops, traceparent, from: from as NodeId, heldAtMs, arrival };
    return new Entry(stamp, held);
  });
  host.logged.push(...came);
  const wireDots = dots?.map(([node, ...run]): WireDots => [`${node}#0` as Origin, ...run]);
  const body = {
    ...(wireDots && { dots: wireDots }),
    ...(wanted && { wanted }),
  } as unknown as Arrival['body'];
  strategy.arrived({ kind, from: from as NodeId, body, fresh: came, duplicates }, now);
}

/** Lets the strategy do what is due until then; what it does is told with its time. */
export function runUntil(
  { strategy, host }: { readonly strategy: Dissemination; readonly host: HandHost },
  now: number,
): string[] {
  const told: string[] = [];
  while (strategy.dueAtMs <= now) {
    const at = strategy.dueAtMs;
    strategy.flush(at);
    told.push(...host.take().map((text) => `${at} ${text}`));
  }
  return told;
}
