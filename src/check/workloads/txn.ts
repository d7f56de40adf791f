/**
 * The verdict on transactions over registers, by the rules for read committed (Adya 1999, PL-2) with which Elle judges
 * Maelstrom's txn-rw-register: nothing is read that was aborted (G1a) or overwritten by its own writer (G1b), and no
 * transactions depend on each other in a circle (G0 of writes alone, G1c of writes and reads). As Elle does there, it takes
 * each value of a key to be written once, and orders two versions where a transaction read the one and wrote the other.
 * Beyond that, a transaction must agree with itself, and nobody reads what nobody wrote.
 */

import { circlesAmong } from '../cycles/cycles.ts';
import { EdgeList } from '../cycles/graph.ts';
import { Offences, type OffenceList } from '../offences.ts';
import type { Outcome } from '../outcome.ts';

export interface TxnOp {
  readonly f: 'r' | 'w';
  readonly key: string | number;
  /** JSON text. Of a read: what it returned; undefined where there was no such key (Maelstrom's null), or no answer. */
  readonly value: string | undefined;
}

export interface Txn {
  readonly id: number;
  readonly node: string;
  readonly outcome: Outcome;
  readonly ops: readonly TxnOp[];
}

/** One broken rule, for people. */
export interface TxnOffence {
  /** The transactions that show it. */
  readonly ids: readonly number[];
  readonly text: string;
}

export interface TxnVerdict {
  readonly ok: boolean;
  /** Transactions judged: those that were done. */
  readonly done: number;
  /** A read does not agree with what the same transaction read or wrote before. */
  readonly internal: OffenceList<TxnOffence>;
  /** G1a: a read of what a failed transaction wrote. */
  readonly aborted: OffenceList<TxnOffence>;
  /** G1b: a read of what its writer overwrote in the same transaction. */
  readonly intermediate: OffenceList<TxnOffence>;
  /** G0: writes follow each other in a circle. */
  readonly writeCycles: OffenceList<TxnOffence>;
  /** G1c: writes and reads follow each other in a circle. */
  readonly cycles: OffenceList<TxnOffence>;
  /** Reads of what nobody wrote. */
  readonly invented: OffenceList<TxnOffence>;
  /** Values that were written to a key twice: what the history says about them cannot be told. */
  readonly ambiguous: OffenceList<TxnOffence>;
}

interface Written {
  /** Index of the transaction. */
  readonly by: number;
  /** Whether it is the last that the transaction wrote to this key. */
  readonly isFinal: boolean;
}

type Offenders = Readonly<Record<Exclude<keyof TxnVerdict, 'ok' | 'done'>, Offences<TxnOffence>>>;

/** Judges a history. O(n) in its operations but for the search of evidence. */
export function judgeTxns(txns: readonly Txn[]): TxnVerdict {
  const offenders: Offenders = {
    internal: new Offences(),
    aborted: new Offences(),
    intermediate: new Offences(),
    writeCycles: new Offences(),
    cycles: new Offences(),
    invented: new Offences(),
    ambiguous: new Offences(),
  };
  const writes = indexWrites(txns, offenders);
  const wroteThenRead = new EdgeList(txns.length);
  const wroteThenWrote = new EdgeList(txns.length);
  txns.forEach((txn, index) => {
    if (txn.outcome !== 'done') return;
    const written = new Set(txn.ops.flatMap(({ f, key }) => (f === 'w' ? [key] : [])));
    for (const read of outsideReads(txn, offenders)) {
      const writer = judgeRead(txn, read, index, writes, txns, offenders);
      if (writer === undefined) continue;
      wroteThenRead.add(writer, index, 'wr');
      if (written.has(read.key)) wroteThenWrote.add(writer, index, 'ww');
    }
  });
  const inWriteCycle = new Set<number>();
  for (const cycle of circlesAmong(wroteThenWrote)) {
    offenders.writeCycles.add(circle(cycle, txns));
    for (const index of cycle) inWriteCycle.add(index);
  }
  for (const cycle of circlesAmong(wroteThenRead)) {
    if (!cycle.every((index) => inWriteCycle.has(index))) offenders.cycles.add(circle(cycle, txns));
  }
  const ok = Object.values(offenders).every(({ count }) => count === 0);
  return { ok, done: txns.filter(({ outcome }) => outcome === 'done').length, ...offenders };
}

function nameOf(key: string | number, value: string): string {
  return `${JSON.stringify(key)} = ${value}`;
}

/** Who wrote what, by key and value. */
function indexWrites(txns: readonly Txn[], { ambiguous }: Offenders): Map<string, Written> {
  const writes = new Map<string, Written>();
  txns.forEach(({ id, ops }, by) => {
    const last = new Map(ops.flatMap((op, i) => (op.f === 'w' ? [[op.key, i]] : [])));
    ops.forEach(({ f, key, value }, i) => {
      if (f !== 'w' || value === undefined) return;
      const name = nameOf(key, value);
      const known = writes.get(name);
      if (known === undefined) writes.set(name, { by, isFinal: last.get(key) === i });
      else ambiguous.add({ ids: [txns[known.by]?.id ?? id, id], text: `${name} is written twice` });
    });
  });
  return writes;
}

/** A transaction's first sight of each key that it had not written. What it reads later must agree with it. */
function outsideReads({ id, ops }: Txn, { internal }: Offenders): TxnOp[] {
  const expected = new Map<string | number, string | undefined>();
  const reads: TxnOp[] = [];
  for (const op of ops) {
    if (op.f === 'r' && !expected.has(op.key)) reads.push(op);
    else if (op.f === 'r' && expected.get(op.key) !== op.value) {
      const before = expected.get(op.key) ?? 'nothing';
      internal.add({
        ids: [id],
        text: `${JSON.stringify(op.key)} is ${before} and then read as ${op.value ?? 'nothing'}`,
      });
    }
    expected.set(op.key, op.value);
  }
  return reads;
}

/** The index of the transaction on which the read depends; undefined: on none, or the read breaks a rule. */
function judgeRead(
  { id }: Txn,
  { key, value }: TxnOp,
  index: number,
  writes: ReadonlyMap<string, Written>,
  txns: readonly Txn[],
  { internal, aborted, intermediate, invented }: Offenders,
): number | undefined {
  if (value === undefined) return undefined;
  const name = nameOf(key, value);
  const written = writes.get(name);
  const writer = written === undefined ? undefined : txns[written.by];
  if (written === undefined || writer === undefined) {
    invented.add({ ids: [id], text: `reads ${name}, which nobody wrote` });
    return undefined;
  }
  const ids = [writer.id, id];
  if (written.by === index) {
    internal.add({ ids: [id], text: `reads ${name} before it writes it` });
    return undefined;
  }
  if (writer.outcome === 'failed') aborted.add({ ids, text: `${name} was aborted, and is read` });
  if (!written.isFinal) intermediate.add({ ids, text: `${name} was overwritten by its writer, and is read` });
  return written.by;
}

function circle(cycle: readonly number[], txns: readonly Txn[]): TxnOffence {
  const ids = cycle.flatMap((index) => txns[index]?.id ?? []);
  return { ids, text: `${[...ids, ids[0]].join(' → ')}: each depends on the one before it` };
}
