/**
 * A store of which everything is known: random clients and replicas whose true times are drawn inside the windows that clients
 * see. Verdicts from outside are held against this truth.
 */

import fc from 'fast-check';
import type { Operation, ServedOperation } from '../../src/check/history.ts';

/** What really happened to an operation. */
export interface Truth {
  readonly op: Operation;
  /** The moment of acceptance or of reading on the node's own clock; undefined: it never took place. */
  readonly stampMs: number | undefined;
  /** For a read: the write that it returned. */
  readonly seen: Truth | undefined;
}

export interface Run {
  readonly skewMs: number;
  readonly truths: readonly Truth[];
  readonly history: readonly Operation[];
}

const NODES = ['n1', 'n2', 'n3'];

// Few distinct times, so that ties and overlaps are common.
const step = fc.record({
  kind: fc.constantFrom('read', 'write', 'write'),
  key: fc.constantFrom('a', 1, '1'),
  node: fc.nat({ max: 2 }),
  invokedAtMs: fc.nat({ max: 40 }),
  durationMs: fc.oneof(fc.constant(0), fc.nat({ max: 15 })),
  /** Where in its window it takes place. */
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  outcome: fc.constantFrom('served', 'served', 'served', 'served', 'silent', 'failed', 'refused'),
  pick: fc.nat({ max: 1000 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const drawn = fc.record({
  steps: fc.array(step, { maxLength: 40 }),
  skewMs: fc.constantFrom(0, 0, 3),
});

/** Random runs of three nodes, whose clocks differ by `skewMs` at most. */
export const runs: fc.Arbitrary<Run> = drawn.map(({ steps, skewMs }) => play(steps, skewMs, false));

/** The same, where a third of the writes delete. */
export const runsWithDeletes: fc.Arbitrary<Run> = drawn.map(({ steps, skewMs }) => play(steps, skewMs, true));

function play(steps: readonly Step[], skewMs: number, hasDeletes: boolean): Run {
  const offsets = [0, skewMs, skewMs / 2];
  const ordered = steps.toSorted((a, b) => a.invokedAtMs - b.invokedAtMs);
  const placed = ordered.map((one, id) => ({
    one,
    id,
    atMs: one.invokedAtMs + one.durationMs * one.share,
  }));
  const truths: Truth[] = [];
  for (const { one, id, atMs } of placed.toSorted((a, b) => a.atMs - b.atMs || a.id - b.id)) {
    const isOpen = one.outcome !== 'refused' && one.pick % 2 === 0;
    const happened = one.outcome === 'served' || isOpen;
    const stampMs = happened ? atMs + (offsets[one.node] ?? 0) : undefined;
    // A replica returns any version accepted so far, or none: nothing says that it is up to date.
    const candidates = truths.filter(
      ({ op, stampMs: at }) => op.kind === 'write' && op.key === one.key && at !== undefined,
    );
    const seen = one.kind === 'read' ? candidates[one.pick % (candidates.length + 1)] : undefined;
    const isDelete = hasDeletes && one.kind === 'write' && one.pick % 3 === 0;
    const op = operation(one, id, seen);
    truths.push({ op: isDelete ? { ...op, value: undefined } : op, stampMs, seen });
  }
  truths.sort((a, b) => a.op.id - b.op.id);
  return { skewMs, truths, history: truths.map(({ op }) => op) };
}

/** The one leaves open whether the operation took place, the other says that it did not. */
const ERRORS: Partial<Record<Step['outcome'], string>> = { failed: 'crash', refused: 'precondition_failed' };

/** What a client takes for a write that may be there. */
export function isPossible({ kind, error }: Operation): boolean {
  return kind === 'write' && error !== ERRORS.refused;
}

function operation(one: Step, id: number, seen: Truth | undefined): Operation {
  const { key, invokedAtMs, outcome, durationMs } = one;
  const served = outcome === 'served';
  const kind = one.kind === 'read' ? 'read' : 'write';
  return {
    id,
    node: NODES[one.node] ?? '',
    kind,
    key,
    value: kind === 'write' ? `${id}` : served ? seen?.op.value : undefined,
    scheduledAtMs: invokedAtMs,
    invokedAtMs,
    completedAtMs: outcome === 'silent' ? undefined : invokedAtMs + durationMs,
    error: ERRORS[outcome],
  };
}

/** Whether write `a` really has the later version. */
export function isLater(a: Truth, b: Truth | undefined): boolean {
  if (a.stampMs === undefined) return false;
  if (b?.stampMs === undefined) return true;
  return a.stampMs > b.stampMs || (a.stampMs === b.stampMs && a.op.id > b.op.id);
}

/** The writes that a read really missed. */
export function missedBy(read: Truth, run: Run): Truth[] {
  return run.truths.filter(
    (write) =>
      write.op.kind === 'write' &&
      write.op.key === read.op.key &&
      isLater(write, read.seen) &&
      (write.stampMs ?? Infinity) < (read.stampMs ?? -Infinity),
  );
}

/** By when a write had shown itself, straight from the definition. */
export function settledAtMs(write: Operation, history: readonly Operation[]): number {
  const signs = history.filter(
    (op): op is ServedOperation =>
      (op.id === write.id || (op.kind === 'read' && op.key === write.key && op.value === write.value)) &&
      op.completedAtMs !== undefined &&
      op.error === undefined,
  );
  return Math.min(...signs.map((op) => op.completedAtMs));
}

let nextId = 0;

/** An operation spelt out in a test: served at node n1 at once, unless it says otherwise. */
export function op(
  kind: 'read' | 'write',
  key: string | number,
  value: string | undefined,
  invokedAtMs: number,
  completedAtMs: number | undefined,
  changes: Partial<Operation> = {},
): Operation {
  const scheduledAtMs = invokedAtMs;
  return {
    id: nextId++,
    node: 'n1',
    kind,
    key,
    value,
    scheduledAtMs,
    invokedAtMs,
    completedAtMs,
    error: undefined,
    ...changes,
  };
}
