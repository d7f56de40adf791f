/** Judges the clients of `txn-list-append`. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { Anomaly } from '../consistency/anomalies.ts';
import { excludes, type Promised } from '../consistency/models.ts';
import { BASE_TYPES } from '../cycles/cycles.ts';
import type { Operation } from '../history.ts';
import { judgeLists, type ListLimits, type ListVerdict } from '../list-append/judge.ts';
import type { Element, ListOp, ListTxn } from '../list-append/txns.ts';
import { shownOffence } from '../list-append/words.ts';
import { NO_OFFENCES, offenceList } from '../offences.ts';
import { outcomeOf } from '../outcome.ts';
import { TxnRecord, type MicroOps } from './txn-record.ts';
import {
  passedByMaelstrom,
  provedBy,
  ruleOf,
  type Rule,
  type Verdict,
  type WorkloadChecker,
} from './verdict.ts';

type Alone = Exclude<Anomaly, `G0${string}` | `G1c${string}` | `G-${string}` | `G2-${string}`>;

/** To be read after a number. */
const ALONE: Readonly<Record<Alone, string>> = {
  'garbage-read': 'reads returned what nobody appended',
  'duplicate-elements': 'reads returned an element twice (duplicate-elements)',
  'incompatible-order': 'keys were read in orders that exclude each other (incompatible-order)',
  internal: 'transactions do not agree with themselves (internal)',
  'future-read': 'transactions read what they appended only later (future-read)',
  G1a: 'elements were read that were aborted (G1a)',
  G1b: 'reads returned what its writer had not finished (G1b)',
  'dirty-update': 'appends were made to what was aborted (dirty-update)',
  'lost-update': 'versions were updated by several that did not see each other (lost-update)',
  'reordered-appends': 'appends took effect in another order than that of their transaction',
};

const CYCLES: Readonly<Record<(typeof BASE_TYPES)[number], string>> = {
  G0: 'cycles of appends',
  G1c: 'cycles of appends and reads',
  'G-single-item': 'cycles with one read of what was then overwritten',
  'G-nonadjacent-item': 'cycles with such reads, none right after another',
  'G2-item': 'cycles with several such reads',
};

const VARIANTS = [
  ['', ''],
  ['-process', ', by the order of processes'],
  ['-realtime', ', by real time'],
] as const;

/** In the order in which they are told. */
const RULES: readonly (readonly [Anomaly, string])[] = [
  ...(Object.entries(ALONE) as [Alone, string][]),
  ...VARIANTS.flatMap(([suffix, words]) =>
    BASE_TYPES.map((base): [Anomaly, string] => {
      return [`${base}${suffix}`, `${CYCLES[base]}${words} (${base}${suffix})`];
    }),
  ),
];

const MICRO_OPS: MicroOps<ListOp> = {
  /** A read of no list is one of an empty list, as with Maelstrom. */
  opIn(f, key, value) {
    if (f === 'append') return { f, key, element: elementOf(value) };
    if (f !== 'r' || (value !== null && !Array.isArray(value))) return undefined;
    return { f, key, list: (value ?? []).map(elementOf) };
  },
  asked: (op) => (op.f === 'r' ? { ...op, list: undefined } : op),
  answers(done, asked) {
    if (asked.key !== done.key) return false;
    return asked.f === 'r' ? done.f === 'r' : done.f === 'append' && asked.element === done.element;
  },
};

export class TxnListChecker implements WorkloadChecker {
  readonly #record = new TxnRecord(MICRO_OPS);
  readonly #promised: Promised;
  readonly #limits: ListLimits;

  /** @param promised what breaks stronger models alone is told, too, and Maelstrom passes it */
  constructor(promised: Promised = 'strict-serializable', limits: ListLimits = {}) {
    this.#promised = promised;
    this.#limits = limits;
  }

  invoked(op: Operation): void {
    this.#record.invoked.push(op);
  }

  answered(op: Operation, answer: Body): boolean {
    return this.#record.answered(op, answer);
  }

  verdict(): Verdict {
    const found = judgeLists(this.#history(), this.#limits);
    return { facts: { transactions: found.done }, rules: [...this.#broken(found), ...this.#unknown(found)] };
  }

  #history(): ListTxn[] {
    return this.#record.invoked.map((op): ListTxn => {
      const { id, node, client, invokedAtMs, completedAtMs, error } = op;
      const outcome = outcomeOf(completedAtMs, error);
      return {
        id,
        node,
        process: client,
        outcome,
        invokedAtMs,
        completedAtMs,
        ops: this.#record.opsOf(op),
      };
    });
  }

  /** The variants of cycles only where there are any. */
  #broken({ anomalies }: ListVerdict): Rule[] {
    return RULES.flatMap(([anomaly, text]): Rule[] => {
      const offences = anomalies.get(anomaly);
      if (offences === undefined && /-(process|realtime)$/.test(anomaly)) return [];
      const proof = offences?.examples.flatMap(({ txns }) => txns.map(({ id }) => id)) ?? [];
      const rule = provedBy(ruleOf(text, offences ?? NO_OFFENCES, shownOffence), proof);
      return [excludes(this.#promised, anomaly) ? rule : passedByMaelstrom(rule)];
    });
  }

  #unknown({ isPartial, mayHideSingles }: ListVerdict): Rule[] {
    const doubts: string[] = [];
    if (isPartial) doubts.push('so many transactions depend on each other that some of it was left out');
    const asksForSingles =
      excludes(this.#promised, 'G-single-item') && !excludes(this.#promised, 'G-nonadjacent-item');
    if (mayHideSingles && asksForSingles)
      doubts.push('the search for cycles with one overwritten read was given up');
    return [ruleOf('questions could not be decided', offenceList(doubts), (doubt) => doubt)];
  }
}

function elementOf(value: unknown): Element {
  return Number.isSafeInteger(value) ? (value as number) : exactText(value);
}
