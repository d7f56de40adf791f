/** A replica as the fewest changes that make it again: what a log of its changes is shortened to. */

import type { KeptWrite } from '../measure/convergence.ts';
import type { JsonText } from '../../protocol/names.ts';
import type { ReplicaState } from '../state.ts';
import type { Rewritten } from '../rewritten.ts';
import type { Entry } from '../store/entry.ts';
import type { Change, HeldEntryChange } from './change.ts';

/** @param rewritten what lives before accepted again */
export function* contentsOf(state: ReplicaState, rewritten: Rewritten | undefined): Generator<Change> {
  const { config, correctionMs, store, convergence, seen, clock, unclaimedFrom, neighbours } = state;
  yield { type: 'life', incarnation: config.incarnation, correctionMs, keepsData: false };
  yield* state.votes.contents(state.view?.toWire());
  const { stable, convergedUs } = convergence;
  const { arrivals } = store;
  const clockUs = clock.lastUs;
  yield { type: 'own', lastSeq: state.lastSeq, stable, convergedUs, arrivals, clockUs };
  for (const [by, runs] of convergence.acknowledged()) yield { type: 'acked_before', by, runs };
  for (const run of convergence.joinedRuns()) yield { type: 'joined', run };
  for (const origin of seen.known()) {
    const runs = [...origin.heldIn(1, Infinity)];
    yield {
      ...{ type: 'seen', origin: origin.origin, runs, stable: origin.stable },
      loggedFrom: origin.log.first,
    };
  }
  if (state.isTopologyGiven) yield { type: 'neighbours', nodes: [...neighbours] };
  for (const ofLife of rewritten?.all() ?? []) yield { type: 'rewritten', ...ofLife };
  const { latestDropped } = store.tombstones;
  if (latestDropped !== undefined) yield { type: 'dropped', keys: [], latest: latestDropped };
  for (const answered of state.answers.all()) yield { type: 'answered', ...answered };
  yield* heldEntries(state);
  if (unclaimedFrom < Infinity) yield { type: 'unclaimed', from: unclaimedFrom };
}

function withoutEntry({ lastHeldMs, isAtMost, audience, isAmongRest }: KeptWrite): HeldEntryChange['open'] {
  const open = { lastHeldMs, isAtMost };
  return audience === undefined ? open : { ...open, audience, isAmongRest: isAmongRest === true };
}

/** Each entry that anything still refers to, in the order of arrival, in which later versions of a key come later. */
function heldEntries({ store, seen, convergence }: ReplicaState): HeldEntryChange[] {
  const values = new Map<Entry, Map<unknown, JsonText | true>>();
  const put = (entry: Entry, key: unknown, value: JsonText | true): void => {
    const known = values.get(entry);
    if (known === undefined) values.set(entry, new Map([[key, value]]));
    else known.set(key, value);
  };
  for (const { key, entry, value, older } of store.cells()) {
    for (const former of older) put(former, key, true);
    put(entry, key, value);
  }
  const logged = new Set<Entry>();
  for (const { log } of seen.known()) for (const entry of log.entries()) logged.add(entry);
  const open = new Map(convergence.openWrites().map((write) => [write.entry, write]));
  const all = new Set<Entry>([...values.keys(), ...logged, ...open.keys()]);
  return [...all]
    .sort((a, b) => a.arrival - b.arrival)
    .map((entry): HeldEntryChange => {
      const write = open.get(entry);
      const held = values.get(entry);
      return {
        type: 'held',
        entry,
        values: entry.keys.map((key) => held?.get(key) ?? null),
        isLogged: logged.has(entry),
        open: write && withoutEntry(write),
      };
    });
}
