/** What the viewer shows: a recording, what of it is asked for, and from when to when. Everything that is drawn follows from it. */

import { endOf, lastEnd, type Recording, type Span } from '../../diagram/recording.ts';
import { EventList, type Event } from './event-list.ts';
import { ANYTHING, messagesThat, operationsThat, type Filter } from './filter.ts';
import { busyLanes, stacked } from './lanes.ts';
import { SpanIndex } from './span-index.ts';
import { around, kept } from './view.ts';

export class Shown {
  readonly recording: Recording;
  readonly bounds: Span;
  /** Of each operation, in its lane. */
  readonly stack: Uint8Array;
  /** Of each message, where its loads begin. */
  readonly firstLoads: Float64Array;
  view: Span;
  filter: Filter = ANYTHING;
  selected: Event | undefined;
  /** Rows of the operations that prove what a link was about. */
  proof: ReadonlySet<number> = new Set();
  messages: Uint32Array = new Uint32Array(0);
  operations: Uint32Array = new Uint32Array(0);
  lanes: readonly number[] = [];
  messageSpans = new SpanIndex(new Float64Array(0), new Float64Array(0));
  operationSpans = new SpanIndex(new Float64Array(0), new Float64Array(0));
  list = this.#listed();

  constructor(recording: Recording) {
    this.recording = recording;
    this.bounds = boundsOf(recording);
    this.view = this.bounds;
    this.stack = stacked(recording.operations, recording.lanes.length);
    this.firstLoads = new Float64Array(recording.messages.loads.length);
    recording.messages.loads.reduce((first, loads, row) => {
      this.firstLoads[row] = first;
      return first + loads;
    }, 0);
    this.narrow(ANYTHING);
  }

  narrow(filter: Filter): void {
    const { recording } = this;
    this.filter = filter;
    this.messages = messagesThat(recording, filter);
    this.operations = operationsThat(recording, filter);
    this.lanes = busyLanes(recording, this);
    this.messageSpans = spansOf(recording.messages.sent, recording.messages.took, this.messages);
    this.operationSpans = spansOf(recording.operations.invoked, recording.operations.took, this.operations);
    this.list = this.#listed();
  }

  look(view: Span): void {
    this.view = kept(view, this.bounds);
  }

  /** Looks at these operations, and at whatever carries their key if they share one. @returns how many of them are known */
  prove(ids: readonly number[]): number {
    const { operations, texts } = this.recording;
    const wanted = new Set(ids);
    const rows = [...operations.id.keys()].filter((row) => wanted.has(operations.id[row] ?? -1));
    this.proof = new Set(rows);
    const [first] = rows;
    if (first === undefined) return 0;
    const keys = new Set(rows.map((row) => operations.key[row]));
    this.narrow({ ...ANYTHING, key: keys.size === 1 ? (texts[operations.key[first] ?? 0] ?? '') : '' });
    // Of some workloads messages do not name the key: then all of them may have to do with it.
    if (this.messages.length === 0) this.narrow(ANYTHING);
    const ends = rows.map((row) => endOf(operations.invoked, operations.took, row));
    this.look(around([...rows.map((row) => operations.invoked[row] ?? 0), ...ends], this.bounds));
    this.selected = { type: 'operation', row: first, at: operations.invoked[first] ?? 0 };
    return rows.length;
  }

  #listed(): EventList {
    return new EventList(this, {
      messages: this.messageSpans.starts,
      operations: this.operationSpans.starts,
    });
  }
}

function spansOf(starts: Float64Array, took: Float64Array, rows: Uint32Array): SpanIndex {
  const begins = Float64Array.from(rows, (row) => starts[row] ?? 0);
  const ends = Float64Array.from(rows, (row) => endOf(starts, took, row));
  return new SpanIndex(begins, ends);
}

function boundsOf({ messages, operations, covered }: Recording): Span {
  const firsts = [messages.sent[0], operations.invoked[0], covered[0]?.[0]].filter(
    (one) => one !== undefined,
  );
  const lasts = [lastEnd(messages.sent, messages.took), lastEnd(operations.invoked, operations.took)];
  return [Math.min(0, ...firsts), Math.max(...lasts, ...covered.map(([, to]) => to))];
}
