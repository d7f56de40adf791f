/** Makes a replica's state again out of its changes (change.ts). */

import { assert } from '../../base/assert.ts';
import type { JsonText, Key } from '../../protocol/names.ts';
import type { ReplicaConfig } from '../config.ts';
import type { Effects } from '../effects.ts';
import { applyView } from '../membership/apply-view.ts';
import { View } from '../membership/view.ts';
import { ReplicaState } from '../state.ts';
import type { Entry } from '../store/entry.ts';
import { Rewritten } from '../rewritten.ts';
import type { Change, EntryChange, HeldEntryChange } from './change.ts';
import type { MembershipChange } from '../membership/voter-memory.ts';
import { contentsOf } from './contents.ts';

/** What only holds a place of a version that was overwritten: a later one of the same key follows. */
const OVERWRITTEN = '' as JsonText;

/** What is left of the processes before this one. */
export interface Recalled {
  readonly state: ReplicaState;
  /** What lives before accepted again, because the clock was wrong. */
  readonly rewritten: Rewritten | undefined;
  /** Of all lives and starts that are known: no two may have the same. */
  readonly incarnations: ReadonlySet<number>;
}

/** @returns undefined where no life has begun yet */
export function replay(changes: Iterable<Change>, config: ReplicaConfig, out: Effects): Recalled | undefined {
  let state: ReplicaState | undefined;
  let rewritten: Rewritten | undefined;
  const incarnations = new Set<number>();
  for (const change of changes) {
    if (change.type === 'started') incarnations.add(change.startUs);
    else if (change.type === 'life') {
      const { incarnation, correctionMs, keepsData } = change;
      incarnations.add(incarnation);
      const next = new ReplicaState({ ...config, incarnation, correctionMs }, out);
      if (keepsData && state !== undefined) handOver(state, next);
      state = next;
    } else {
      assert(state !== undefined, 'a life begins before anything happens in it');
      if (change.type === 'rewritten') rewritten = Rewritten.joined(rewritten, change);
      else apply(change, state);
    }
    forget(out);
  }
  state?.convergence.resumed();
  return state && { state, rewritten, incarnations };
}

/** Another life of the node goes on with all that is held. What its own writes still awaited nobody will tell. */
export function handOver(before: ReplicaState, next: ReplicaState): void {
  for (const change of contentsOf(before, undefined)) {
    if (change.type === 'own') {
      next.store.arriveFrom(change.arrivals);
      next.clock.observe(change.clockUs);
    } else if (change.type === 'held') apply({ ...change, open: undefined }, next);
    else if (HANDED_OVER.has(change.type)) apply(change as Applied, next);
  }
}

const HANDED_OVER: ReadonlySet<Change['type']> = new Set([
  ...(['seen', 'unclaimed', 'neighbours', 'dropped', 'answered'] as const),
]);

type Applied = Exclude<Change, { readonly type: 'life' | 'started' | 'rewritten' }>;

function apply(change: Applied, state: ReplicaState): void {
  const { convergence, out } = state;
  switch (change.type) {
    case 'entry':
      takeIn(change, state);
      break;
    case 'run':
      state.remember(change.origin, change.from, change.to);
      break;
    case 'stable':
      state.stabilised(change.origin, change.seq);
      break;
    case 'acked':
      convergence.acknowledge(change, Infinity, out.events);
      state.stabilised(state.origin, convergence.stable);
      break;
    case 'unclaimed':
      state.unclaimedFrom = Math.min(state.unclaimedFrom, change.from);
      break;
    case 'dropped':
      drop(change, state);
      break;
    case 'answered':
      state.answers.add(change);
      break;
    case 'neighbours':
      state.follow(change.nodes);
      break;
    case 'view':
    case 'round':
    case 'promised':
    case 'accepted':
      applyMembership(change, state);
      break;
    default:
      applyContents(change, state);
  }
}

function applyMembership(change: MembershipChange, state: ReplicaState): void {
  const { votes } = state;
  if (change.type === 'round') votes.useRound(change.round);
  else if (change.type === 'promised') votes.promise(change.ballot);
  else if (change.type === 'accepted') votes.accept(change.ballot, change.proposal);
  else {
    votes.servesAfterMs = change.servesAfterMs;
    votes.began(change.view);
    applyView(state, new View(change.view), -Infinity);
  }
}

type Contents = Extract<Applied, { readonly type: 'held' | 'seen' | 'own' | 'acked_before' | 'joined' }>;

function applyContents(change: Contents, state: ReplicaState): void {
  const { convergence, store, clock } = state;
  switch (change.type) {
    case 'held':
      hold(change, state);
      break;
    case 'seen':
      seenBefore(change, state);
      break;
    case 'own':
      state.lastSeq = change.lastSeq;
      store.arriveFrom(change.arrivals);
      clock.observe(change.clockUs);
      convergence.resume(change);
      break;
    case 'acked_before':
      convergence.resumeAcknowledged(change.by, change.runs);
      break;
    case 'joined':
      convergence.resumeRun(change.run);
      break;
  }
}

function drop({ keys, latest }: Change & { type: 'dropped' }, { store }: ReplicaState): void {
  const { tombstones } = store;
  const entries = keys.map((key) => [key, tombstones.of(key)] as const);
  store.forget(entries.filter((held): held is [Key, Entry] => held[1] !== undefined));
  tombstones.droppedThrough(latest);
}

/** As it was when the entry came. */
function takeIn(change: EntryChange, state: ReplicaState): void {
  const { entry, isClaimed } = change;
  const { seen, origin, convergence, out, log, peers } = state;
  const isOwn = entry.origin === origin;
  if (isOwn) state.lastSeq = Math.max(state.lastSeq, entry.seq);
  if (isClaimed && seen.add(entry.origin, entry.seq) > 0) state.unclaimedFrom = 0;
  put(change, state);
  if (!isClaimed) {
    state.unclaimedFrom = Math.min(state.unclaimedFrom, entry.arrival);
    return;
  }
  if (!seen.has(entry.origin, entry.seq)) return;
  if (isOwn) convergence.accepted(entry, out.events);
  if (peers.length > 0) log.add(entry);
}

function hold(change: HeldEntryChange, state: ReplicaState): void {
  put(change, state);
  if (change.isLogged) state.log.add(change.entry);
  if (change.open !== undefined) state.convergence.resumeOpen({ entry: change.entry, ...change.open });
}

function put({ entry, values }: Pick<EntryChange, 'entry' | 'values'>, { store, clock }: ReplicaState): void {
  clock.observe(entry.clockUs);
  store.arriveFrom(entry.arrival + 1);
  let hasPut = false;
  for (const [i, key] of entry.keys.entries()) {
    const value = values[i] ?? null;
    // Taken in twice, once before it could be dated, it has put its value already.
    if (value === null || !store.wins(key, entry)) continue;
    store.put(key, entry, value === true ? OVERWRITTEN : value, -Infinity);
    hasPut = true;
  }
  if (hasPut) store.applied(entry);
}

function seenBefore(change: Change & { type: 'seen' }, { seen }: ReplicaState): void {
  const { origin, runs, stable, loggedFrom } = change;
  const known = seen.ensure(origin);
  for (const [from, to] of runs) seen.addRun(origin, from, to);
  known.stable = stable;
  known.log.prune(loggedFrom - 1);
}

/** The life that comes after one that was recalled and cannot go on. */
export function laterLife(before: Recalled, config: ReplicaConfig): Recalled {
  const { out } = before.state;
  const state = new ReplicaState(config, out);
  const kept = { events: [...out.events], changes: [...(out.changes ?? [])] };
  handOver(before.state, state);
  forget(out);
  out.events.push(...kept.events);
  out.changes?.push(...kept.changes);
  state.dropped('pending_writes', before.state.convergence.pending);
  // What that life accepted may be threatened, if the clock turns out to be wrong; what it accepted again is so still.
  const ended = { life: before.state.origin, firstUs: [] };
  out.changes?.push({ type: 'rewritten', ...ended });
  return { ...before, state, rewritten: Rewritten.joined(before.rewritten, ended) };
}

/** It was told, and kept, when it happened. */
function forget({ events, changes }: Effects): void {
  events.length = 0;
  if (changes !== undefined) changes.length = 0;
}
