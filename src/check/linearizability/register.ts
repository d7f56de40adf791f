/** One register, as its clients see it: reads, writes and compare-and-sets, and what each does to the value. */

/** Undefined: no value, where there is no such key. */
export type Value = string | undefined;

export type Effect =
  | { readonly f: 'read'; readonly value: Value }
  | { readonly f: 'write'; readonly value: Value }
  | { readonly f: 'cas'; readonly from: Value; readonly to: Value };

/** An operation of a client, with the answer that it had. */
export interface Step<T> {
  readonly op: T;
  readonly effect: Effect;
  readonly invokedAtMs: number;
  /** Undefined: nobody knows whether it took effect, or ever will. */
  readonly completedAtMs: number | undefined;
}

export const IMPOSSIBLE = Symbol('impossible');

/** What the register holds afterwards; IMPOSSIBLE: it cannot have answered that way. */
export function applied(effect: Effect, value: Value): Value | typeof IMPOSSIBLE {
  if (effect.f === 'write') return effect.value;
  if (effect.f === 'read') return effect.value === value ? value : IMPOSSIBLE;
  return effect.from === value ? effect.to : IMPOSSIBLE;
}

export function isSameEffect(a: Effect, b: Effect): boolean {
  if (a.f === 'cas') return b.f === 'cas' && a.from === b.from && a.to === b.to;
  return a.f === b.f && a.value === b.value;
}
