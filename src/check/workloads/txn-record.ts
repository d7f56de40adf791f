/** Transactions as clients asked for them, each with its answer where one came in due form: of registers and of lists alike. */

import type { Body } from '../../protocol/envelope.ts';
import type { Operation } from '../history.ts';

/** The operations of which a workload's transactions are made. */
export interface MicroOps<Op> {
  /** Undefined: this is none. */
  opIn(f: unknown, key: string | number, value: unknown): Op | undefined;
  /** The same as a request: it knows no results. */
  asked(op: Op): Op;
  /** Whether the one is the other, with its result. */
  answers(done: Op, asked: Op): boolean;
}

export class TxnRecord<Op> {
  readonly invoked: Operation[] = [];
  readonly #answers = new Map<Operation, readonly Op[]>();
  readonly #microOps: MicroOps<Op>;

  constructor(microOps: MicroOps<Op>) {
    this.#microOps = microOps;
  }

  /** @returns false: this is no answer to what was asked */
  answered(op: Operation, { txn }: Body): boolean {
    const answer = this.#opsIn(txn);
    const request = this.#requestOf(op);
    if (answer?.length !== request.length) return false;
    const fits = request.every((asked, i) => {
      const done = answer[i];
      return done !== undefined && this.#microOps.answers(done, asked);
    });
    if (fits) this.#answers.set(op, answer);
    return fits;
  }

  /** As they were answered; where they were not, as they were asked. */
  opsOf(op: Operation): readonly Op[] {
    return this.#answers.get(op) ?? this.#requestOf(op);
  }

  #requestOf({ value = '[]' }: Operation): Op[] {
    const ops = this.#opsIn(JSON.parse(value)) ?? [];
    return ops.map((op) => this.#microOps.asked(op));
  }

  /** Undefined: this is no transaction. */
  #opsIn(txn: unknown): Op[] | undefined {
    if (!Array.isArray(txn)) return undefined;
    const ops = txn.map((part: unknown): Op | undefined => {
      if (!Array.isArray(part) || part.length !== 3) return undefined;
      const [f, key, value] = part as unknown[];
      if (typeof key !== 'number' && typeof key !== 'string') return undefined;
      return this.#microOps.opIn(f, key, value);
    });
    return ops.every((op) => op !== undefined) ? ops : undefined;
  }
}
