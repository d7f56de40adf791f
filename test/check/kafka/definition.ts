/**
 * What is wrong with a history of kafka's clients, by the definitions alone: everything is looked for anew in the whole history, whatever
 * that takes. The checker has to find as much.
 */

export type Outcome = 'done' | 'failed' | 'unknown';
export type Polled = Readonly<Record<string, readonly (readonly [offset: number, value: number])[]>>;

/** One after the other. */
export type Event =
  | {
      readonly f: 'send';
      readonly client: number;
      readonly key: string;
      readonly value: number;
      readonly outcome: Outcome;
      readonly offset: number;
    }
  | { readonly f: 'poll'; readonly client: number; readonly msgs: Polled }
  | { readonly f: 'assign'; readonly client: number; readonly keys: readonly string[] }
  | { readonly f: 'final'; readonly client: number; readonly key: string; readonly msgs: Polled };

export type Counts = Readonly<Record<string, number>>;

const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** By key: each time that something was said to stand somewhere. */
function placements(history: readonly Event[], key: string): (readonly [offset: number, value: number])[] {
  return history.flatMap((event) => {
    if (event.f === 'send')
      return event.key === key && event.outcome === 'done' ? [[event.offset, event.value] as const] : [];
    return event.f === 'assign' ? [] : (event.msgs[key] ?? []);
  });
}

function pollsOf(history: readonly Event[], key: string): number[] {
  return history.flatMap((event) =>
    event.f === 'poll' || event.f === 'final' ? (event.msgs[key] ?? []).map(([, value]) => value) : [],
  );
}

/** What each client did with the key, in runs that assignments without the key end. */
function runsOf(history: readonly Event[], key: string): Event[][] {
  return distinct(history.map(({ client }) => client)).flatMap((client) => {
    const runs: Event[][] = [[]];
    for (const event of history.filter((one) => one.client === client)) {
      if (event.f !== 'assign') runs.at(-1)?.push(event);
      else if (!event.keys.includes(key)) runs.push([]);
    }
    return runs;
  });
}

const pairs = <T>(list: readonly T[]): (readonly [T, T])[] =>
  list.slice(1).map((next, i) => [list[i] as T, next]);

export function offencesByDefinition(history: readonly Event[]): Counts {
  const sends = history.filter((event) => event.f === 'send');
  const keys = distinct([
    ...sends.map(({ key }) => key),
    ...history.flatMap((event) => (event.f === 'poll' || event.f === 'final' ? Object.keys(event.msgs) : [])),
  ]);
  const total: Record<string, number> = {};
  for (const key of keys)
    for (const [rule, count] of Object.entries(ofKey(history, key)))
      if (count > 0) total[rule] = (total[rule] ?? 0) + count;
  return total;
}

function ofKey(history: readonly Event[], key: string): Counts {
  const placed = placements(history, key);
  const offsets = distinct(placed.map(([offset]) => offset)).sort((a, b) => a - b);
  const at = (offset: number): number[] => distinct(placed.filter(([o]) => o === offset).map(([, v]) => v));
  const whereIs = (value: number): number[] => offsets.filter((offset) => at(offset).includes(value));
  const place = (value: number): number => offsets.findLastIndex((offset) => at(offset)[0] === value);
  const sends = history.filter((event) => event.f === 'send' && event.key === key);
  const outcomeOf = (value: number): Outcome | undefined =>
    sends.flatMap((event) => (event.f === 'send' && event.value === value ? [event.outcome] : []))[0];
  const polled = distinct(pollsOf(history, key));
  const classify = (steps: readonly (readonly [number, number])[]): { skip: number; back: number } => {
    const known = distinct(steps.map((step) => step.join())).map((text) => text.split(',').map(Number));
    const deltas = known.flatMap(([from = -1, to = -1]) =>
      place(from) < 0 || place(to) < 0 ? [] : [place(to) - place(from)],
    );
    return { skip: deltas.filter((d) => d > 1).length, back: deltas.filter((d) => d < 1).length };
  };
  const answers = history.flatMap((event) =>
    event.f === 'poll' || event.f === 'final' ? [(event.msgs[key] ?? []).map(([, value]) => value)] : [],
  );
  const inOne = classify(answers.flatMap((values) => pairs(values)));
  const between = classify(
    runsOf(history, key).flatMap((run) => {
      const full = run.flatMap((event) => {
        const values = event.f === 'poll' || event.f === 'final' ? (event.msgs[key] ?? []) : [];
        return values.length === 0 ? [] : [values.map(([, value]) => value)];
      });
      return pairs(full).map(([a, b]) => [a.at(-1) ?? -1, b[0] ?? -1] as const);
    }),
  );
  const sentBack = runsOf(history, key).flatMap((run) => {
    const effective = run.flatMap((event) =>
      event.f === 'send' && event.key === key && event.outcome !== 'failed' ? [event.value] : [],
    );
    return pairs(effective).filter(([a, b]) => place(a) >= 0 && place(b) >= 0 && place(b) <= place(a));
  });
  const isRead = history.some((event) => event.f === 'final' && event.key === key);
  const unseen = sends.flatMap((event) =>
    event.f === 'send' && event.outcome === 'done' && !polled.includes(event.value) ? [event.value] : [],
  );
  const reach = Math.max(-1, ...polled.map((value) => offsets.indexOf(whereIs(value)[0] ?? NaN)));
  const lost = unseen.filter((value) => offsets.indexOf(whereIs(value).at(-1) ?? NaN) <= reach);
  return {
    'acknowledged messages were lost': isRead ? lost.length : 0,
    'acknowledged messages were never polled': isRead ? unseen.length - lost.length : 0,
    'offsets held several messages': offsets.filter((offset) => at(offset).length > 1).length,
    'messages had several offsets': distinct(placed.map(([, v]) => v)).filter((v) => whereIs(v).length > 1)
      .length,
    'polls left messages out': inOne.skip,
    'polls returned messages out of order': inOne.back,
    'polls left out messages since the poll before': between.skip,
    'polls went back behind the poll before': between.back,
    'sends of one client were reordered': sentBack.length,
    'polls returned messages whose send had been refused': polled.filter((v) => outcomeOf(v) === 'failed')
      .length,
    'polls returned what nobody had sent': polled.filter((v) => outcomeOf(v) === undefined).length,
  };
}
