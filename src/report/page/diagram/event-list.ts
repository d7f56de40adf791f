/** Messages and operations in one order, by their beginning: what the list beside the drawing shows, a page at a time. */

import { countBelow } from '../../../check/search.ts';
import type { Span } from '../../diagram/recording.ts';

export interface Event {
  readonly type: 'message' | 'operation';
  /** Of the recording. */
  readonly row: number;
  readonly at: number;
}

/** Rows that a filter lets through. */
export interface Rows {
  readonly messages: Uint32Array;
  readonly operations: Uint32Array;
}

export class EventList {
  readonly #rows: Rows;
  readonly #messageTimes: Float64Array;
  readonly #operationTimes: Float64Array;

  /** @param times when what stands in each of the rows begins */
  constructor(rows: Rows, times: { readonly messages: Float64Array; readonly operations: Float64Array }) {
    this.#rows = rows;
    this.#messageTimes = times.messages;
    this.#operationTimes = times.operations;
  }

  /** How many begin in the span. */
  count([from, to]: Span): number {
    const between = (times: Float64Array): number => countBelow(times, to + 1) - countBelow(times, from);
    return between(this.#messageTimes) + between(this.#operationTimes);
  }

  /** Those that begin in the span, without the first `skip`. */
  slice([from, to]: Span, skip: number, most: number): Event[] {
    let message = countBelow(this.#messageTimes, from);
    let operation = countBelow(this.#operationTimes, from);
    const events: Event[] = [];
    for (let index = 0; index < skip + most; index++) {
      const messageAt = this.#messageTimes[message] ?? Infinity;
      const operationAt = this.#operationTimes[operation] ?? Infinity;
      const at = Math.min(messageAt, operationAt);
      if (at > to) break;
      const isOperation = operationAt <= messageAt;
      const place = isOperation ? operation++ : message++;
      if (index >= skip) events.push(this.#event(isOperation, place, at));
    }
    return events;
  }

  /** The one after this one, or before it; undefined: there is none. */
  beside(event: Event, step: 1 | -1): Event | undefined {
    const all: Event[] = [];
    for (const [isOperation, rows] of [
      [false, this.#rows.messages],
      [true, this.#rows.operations],
    ] as const) {
      const times = isOperation ? this.#operationTimes : this.#messageTimes;
      const isOwn = (event.type === 'operation') === isOperation;
      // At the same time, operations come first.
      const next = isOwn
        ? countBelow(rows, event.row) + 1
        : countBelow(times, event.at + (isOperation ? 0.5 : 0));
      const place = step === 1 ? next : next - (isOwn ? 2 : 1);
      const at = times[place];
      if (at !== undefined) all.push(this.#event(isOperation, place, at));
    }
    return all.sort((a, b) => step * order(a, b))[0];
  }

  #event(isOperation: boolean, place: number, at: number): Event {
    const rows = isOperation ? this.#rows.operations : this.#rows.messages;
    return { type: isOperation ? 'operation' : 'message', row: rows[place] ?? 0, at };
  }
}

/** At the same time, operations come first. */
function order(a: Event, b: Event): number {
  return a.at - b.at || Number(a.type === 'message') - Number(b.type === 'message') || a.row - b.row;
}
