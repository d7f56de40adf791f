/** A change as it is written to disk: an array that begins with the kind, in JSON. */

import type { Change, EntryChange, HeldEntryChange } from '../../core/journal/change.ts';
import type { KeptAudience } from '../../core/measure/audience.ts';
import { Entry } from '../../core/store/entry.ts';
import type { JsonText, Key, NodeId, Origin } from '../../protocol/names.ts';

type Stored = readonly unknown[];

/** Values that a read can still return, as text; 1: it has been overwritten since; 0: a later version was held already. */
type StoredValue = string | 0 | 1;

type StoredEntry = readonly [
  kind: 'e' | 'h',
  flags: number,
  origin: string,
  seq: number,
  clockUs: number,
  acceptedAtMs: number,
  heldAtMs: number,
  arrival: number,
  hops: number,
  from: string | 0,
  keys: readonly Key[],
  values: readonly StoredValue[],
  traceparent?: string | 0,
  lastHeldMs?: number,
  /** Of a write that does not wait for who counts now. */
  audience?: readonly NodeId[],
];

const CLAIMED = 1;
const LOGGED = 1;
const OPEN = 2;
const AT_MOST = 4;
const AMONG_REST = 8;

export function toRecord(change: Change): Stored {
  switch (change.type) {
    case 'entry':
      return entryRecord('e', change.isClaimed ? CLAIMED : 0, change);
    case 'held':
      return heldRecord(change);
    case 'life':
      return ['life', change.incarnation, change.correctionMs, change.keepsData];
    case 'started':
      return ['started', change.startUs];
    case 'run':
      return ['r', change.origin, change.from, change.to];
    case 'stable':
      return ['s', change.origin, change.seq];
    case 'acked': {
      const { by, from, to, heldAtMs, isAtMost } = change;
      return ['a', by, from, to, heldAtMs, isAtMost];
    }
    case 'unclaimed':
      return ['unclaimed', change.from];
    case 'neighbours':
      return ['neighbours', change.nodes];
    case 'dropped':
      return ['d', change.keys, change.latest.clockUs, change.latest.origin];
    case 'answered':
      return ['i', change.key, change.hash, change.atMs, change.answer];
    case 'rewritten':
      return ['rewritten', change.life, change.firstUs];
    case 'view':
      return ['view', change.view, change.servesAfterMs];
    case 'round':
      return ['round', change.round];
    case 'promised':
      return ['promised', change.ballot];
    case 'accepted':
      return ['accepted', change.ballot, change.proposal];
    case 'seen':
      return ['seen', change.origin, change.runs, change.stable, change.loggedFrom];
    case 'own': {
      const { lastSeq, stable, convergedUs, arrivals, clockUs } = change;
      return ['own', lastSeq, stable, convergedUs, arrivals, clockUs];
    }
    case 'acked_before':
      return ['acked', change.by, change.runs];
    case 'joined':
      return ['joined', change.run];
  }
}

/** @param lastHeldMs of a write that has not converged */
function entryRecord(
  kind: 'e' | 'h',
  flags: number,
  { entry, values }: Pick<EntryChange, 'entry' | 'values'>,
  lastHeldMs?: number,
): StoredEntry {
  const { origin, seq, clockUs, acceptedAtMs, heldAtMs, arrival, hops, from = 0, keys, traceparent } = entry;
  const stored = values.map((value): StoredValue => (value === null ? 0 : value === true ? 1 : value));
  const base = [kind, flags, origin, seq, clockUs, acceptedAtMs, heldAtMs, arrival] as const;
  const all = [...base, hops, from, keys, stored] as const;
  if (lastHeldMs !== undefined) return [...all, traceparent ?? 0, lastHeldMs];
  return traceparent === undefined ? all : [...all, traceparent];
}

function heldRecord(change: HeldEntryChange): StoredEntry {
  const { open, isLogged } = change;
  const ofOpen = (open ? OPEN : 0) | (open?.isAtMost === true ? AT_MOST : 0);
  const flags = (isLogged ? LOGGED : 0) | ofOpen | (open?.isAmongRest === true ? AMONG_REST : 0);
  const record = entryRecord('h', flags, change, open?.lastHeldMs);
  return open?.audience === undefined ? record : ([...record, open.audience] as unknown as StoredEntry);
}

function keptAudience(audience: readonly NodeId[], flags: number): KeptAudience {
  return { audience, isAmongRest: (flags & AMONG_REST) !== 0 };
}

/** No time at all is null in JSON. */
function timeOf(stored: number | null): number {
  return stored ?? -Infinity;
}

/** Reads records again. The few names that millions of them repeat are kept once. */
export class RecordReader {
  readonly #names = new Map<string, string>();

  /** @returns undefined where it is of no kind that is known */
  fromRecord(stored: Stored): Change | undefined {
    const [kind, a, b, c, d, e] = stored as [string, never, never, never, never, never];
    switch (kind) {
      case 'e':
        return this.#entry(stored as StoredEntry);
      case 'h':
        return this.#held(stored as StoredEntry);
      case 'life':
        return { type: 'life', incarnation: a, correctionMs: b, keepsData: c };
      case 'started':
        return { type: 'started', startUs: a };
      case 'r':
        return { type: 'run', origin: this.#origin(a), from: b, to: c };
      case 's':
        return { type: 'stable', origin: this.#origin(a), seq: b };
      case 'a':
        return { type: 'acked', by: this.#node(a), from: b, to: c, heldAtMs: d, isAtMost: e };
      case 'unclaimed':
        return { type: 'unclaimed', from: a };
      case 'neighbours':
        return { type: 'neighbours', nodes: a };
      case 'd':
        return { type: 'dropped', keys: a, latest: { clockUs: b, origin: this.#origin(c) } };
      case 'i':
        return { type: 'answered', key: a, hash: b, atMs: c, answer: d };
      case 'rewritten':
        return { type: 'rewritten', life: this.#origin(a), firstUs: b };
      case 'view':
        return { type: 'view', view: a, servesAfterMs: timeOf(b) };
      case 'round':
        return { type: 'round', round: a };
      case 'promised':
        return { type: 'promised', ballot: a };
      case 'accepted':
        return { type: 'accepted', ballot: a, proposal: b };
      case 'seen':
        return { type: 'seen', origin: this.#origin(a), runs: b, stable: c, loggedFrom: d };
      case 'own':
        return { type: 'own', lastSeq: a, stable: b, convergedUs: c, arrivals: d, clockUs: e };
      case 'acked':
        return { type: 'acked_before', by: this.#node(a), runs: b };
      case 'joined':
        return { type: 'joined', run: a };
      default:
        return undefined;
    }
  }

  #entry(stored: StoredEntry): EntryChange {
    return { type: 'entry', ...this.#partsOf(stored), isClaimed: (stored[1] & CLAIMED) !== 0 };
  }

  #held(stored: StoredEntry): HeldEntryChange {
    const [, flags] = stored;
    const [lastHeldMs, audience] = [stored[13], stored[14]];
    const isOpen = (flags & OPEN) !== 0 && lastHeldMs !== undefined;
    return {
      type: 'held',
      ...this.#partsOf(stored),
      isLogged: (flags & LOGGED) !== 0,
      open: isOpen
        ? { lastHeldMs, isAtMost: (flags & AT_MOST) !== 0, ...(audience && keptAudience(audience, flags)) }
        : undefined,
    };
  }

  #partsOf(stored: StoredEntry): Pick<EntryChange, 'entry' | 'values'> {
    const [, , origin, seq, clockUs, acceptedAtMs, heldAtMs, arrival, hops, from, keys, values, trace] =
      stored;
    const stamp = { origin: this.#origin(origin), seq, clockUs, acceptedAtMs, keys };
    const entry = new Entry(stamp, {
      traceparent: trace === 0 ? undefined : trace,
      from: from === 0 ? undefined : this.#node(from),
      ...{ hops, heldAtMs, arrival },
    });
    return {
      entry,
      values: values.map((value) => (value === 0 ? null : value === 1 ? true : (value as JsonText))),
    };
  }

  #origin(name: string): Origin {
    return this.#known(name) as Origin;
  }

  #node(name: string): NodeId {
    return this.#known(name) as NodeId;
  }

  #known(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }
}
