/** Judges the clients of `txn-rw-register`. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { Anomaly } from '../consistency/anomalies.ts';
import { excludes, type ConsistencyModel, type Promised } from '../consistency/models.ts';
import type { Operation } from '../history.ts';
import type { OffenceList } from '../offences.ts';
import { outcomeOf } from '../outcome.ts';
import { judgeTxns, type TxnOffence, type TxnOp } from './txn.ts';
import { TxnRecord, type MicroOps } from './txn-record.ts';
import {
  passedByMaelstrom,
  provedBy,
  ruleOf,
  type Rule,
  type Verdict,
  type WorkloadChecker,
} from './verdict.ts';

/** The models whose anomalies it finds. Stronger ones order versions that nobody read; registers do not tell that order. */
export const REGISTER_MODELS = [
  ...(['read-uncommitted', 'read-committed', 'monotonic-atomic-view', 'read-atomic'] as const),
] satisfies readonly ConsistencyModel[];

/** The reads for which a transaction needs the store: not those of what it wrote itself. */
export function storeReads<T extends Pick<TxnOp, 'f' | 'key'>>(ops: readonly T[]): T[] {
  return ops.filter(({ f, key }, i) => {
    return f === 'r' && !ops.slice(0, i).some((before) => before.f === 'w' && before.key === key);
  });
}

const MICRO_OPS: MicroOps<TxnOp> = {
  opIn: (f, key, value) =>
    f === 'r' || f === 'w' ? { f, key, value: value === null ? undefined : exactText(value) } : undefined,
  asked: (op) => op,
  answers: (done, { f, key, value }) =>
    f === done.f && key === done.key && (f === 'r' || value === done.value),
};

export class TxnChecker implements WorkloadChecker {
  readonly #record = new TxnRecord(MICRO_OPS);
  readonly #promised: Promised;

  /** @param promised the rules of stronger models are looked at, too, and Maelstrom passes what breaks them */
  constructor(promised: Promised = 'read-atomic') {
    this.#promised = promised;
  }

  invoked(op: Operation): void {
    this.#record.invoked.push(op);
  }

  answered(op: Operation, answer: Body): boolean {
    return this.#record.answered(op, answer);
  }

  /** What a transaction did before its last write of a key, nobody else can see. */
  registers(): Operation[] {
    return this.#record.invoked.flatMap((op) => {
      const ops = this.#record.opsOf(op);
      const written = new Map(ops.flatMap(({ f, key, value }) => (f === 'w' ? [[key, value]] : [])));
      const reads = storeReads(ops).map(({ key, value }) => ({ ...op, kind: 'read' as const, key, value }));
      const writes = [...written].map(([key, value]) => ({ ...op, kind: 'write' as const, key, value }));
      return [...reads, ...writes];
    });
  }

  verdict(): Verdict {
    const txns = this.#record.invoked.map((op) => {
      const { id, node, completedAtMs, error } = op;
      return { id, node, outcome: outcomeOf(completedAtMs, error), ops: this.#record.opsOf(op) };
    });
    const found = judgeTxns(txns);
    const nodeOf = new Map(txns.map(({ id, node }) => [id, node]));
    const show = ({ ids, text }: TxnOffence): string =>
      `${text} (${ids.map((id) => `${id} at ${nodeOf.get(id) ?? ''}`).join(', ')})`;
    const rule = (text: string, offences: OffenceList<TxnOffence>, anomaly: Anomaly): Rule => {
      const proof = offences.examples.flatMap(({ ids }) => ids);
      const found = provedBy(ruleOf(text, offences, show), proof);
      return excludes(this.#promised, anomaly) ? found : passedByMaelstrom(found);
    };
    return {
      facts: { transactions: found.done },
      rules: [
        rule('transactions do not agree with themselves (internal)', found.internal, 'internal'),
        rule('reads returned what was aborted (G1a)', found.aborted, 'G1a'),
        rule('reads returned what its writer overwrote (G1b)', found.intermediate, 'G1b'),
        rule('cycles of writes (G0)', found.writeCycles, 'G0'),
        rule('cycles of writes and reads (G1c)', found.cycles, 'G1c'),
        rule('reads returned what nobody wrote', found.invented, 'garbage-read'),
      ],
    };
  }
}
