/**
 * Whether the answers of a workload keep its promises, by the rules of Maelstrom's checkers: each rule with what breaks it,
 * and some facts. Bench and simulator feed the same checkers, operation by operation.
 */

import { printable } from '../../base/printable.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { BroadcastVerdict } from './broadcast.ts';
import type { Operation } from '../history.ts';
import type { LifeStarts } from '../lives.ts';
import { MAX_EXAMPLES, type OffenceList, type ProvenOffence } from '../offences.ts';
import type { StaleSetReads } from '../reads/stale-set-reads.ts';

/** Examples in a sentence. */
const SPELT_OUT = 3;
/** Operations of a proof. */
const MAX_PROOF = 30;

export interface Rule {
  /** What is wrong where it is broken, to be read after a number: `values were lost`. */
  readonly rule: string;
  readonly broken: number;
  /** The first ones, each a few words. */
  readonly examples: readonly string[];
  /** Only the final reads show it, made when the network is whole and all had the time to agree. */
  readonly inTheEnd: boolean;
  /** It is wrong all the same, but Maelstrom's checker passes it. */
  readonly passesMaelstrom?: true | undefined;
  /** Operations that prove it, by their ids: of the first examples. */
  readonly proof?: readonly number[] | undefined;
}

export interface Verdict {
  /** What was judged: numbers by name. */
  readonly facts: Readonly<Record<string, number>>;
  readonly rules: readonly Rule[];
}

export interface WorkloadChecker {
  /** A request is about to leave. `op.value` is the JSON text of what it carries, if it carries anything. */
  invoked?(op: Operation): void;
  /**
   * It was answered, not with an error.
   * @param isFinal one of the reads made of each node when all is over: they may be made again, and the last one counts
   * @returns false: the answer does not have the shape that the workload prescribes
   */
  answered(op: Operation, answer: Body, isFinal: boolean): boolean;
  verdict(): Verdict;
  /** Nodes have lost their memory, and with it perhaps writes that they had acknowledged: see `lives.ts`. */
  livesEnded?(starts: LifeStarts): void;
  /** How elements spread, and which reads of them were stale: of a set. */
  readonly spread?: () => BroadcastVerdict;
  /** Whether any read of the node found the value: of a set. */
  readonly hasShown?: (value: string, node: string) => boolean;
  readonly stale?: StaleSetReads;
  readonly staleReads?: readonly Operation[];
  /** Reads and writes of single registers, where a workload's operations are made of such: in the order of invocation. */
  readonly registers?: () => Operation[];
}

/**
 * Reads and writes of single registers; undefined: the workload's operations are made of something else.
 * @param operations of the run; where there is no checker, they are such reads and writes
 */
export function registersOf(
  checker: WorkloadChecker | undefined,
  operations: readonly Operation[],
): readonly Operation[] | undefined {
  return checker === undefined ? operations : checker.registers?.();
}

/** Shown of an example: what a node answers may be as long as a line. */
const EXAMPLE_CHARS = 1000;

/** @param show an example in a few words */
export function ruleOf<T>(
  rule: string,
  { count, examples }: OffenceList<T>,
  show: (offence: T) => string,
  inTheEnd = false,
): Rule {
  const shown = examples.slice(0, MAX_EXAMPLES).map((one) => printable(show(one), EXAMPLE_CHARS));
  return { rule, broken: count, examples: shown, inTheEnd };
}

/** The same rule, as one that Maelstrom's checker does not look at. */
export function passedByMaelstrom(rule: Rule): Rule {
  return { ...rule, passesMaelstrom: true };
}

/** The same rule, with the operations that prove it. */
export function provedBy(rule: Rule, ids: readonly number[]): Rule {
  return ids.length === 0 ? rule : { ...rule, proof: ids.slice(0, MAX_PROOF) };
}

/** The rule that offences with proofs break. */
export function provenRule(rule: string, offences: OffenceList<ProvenOffence>, inTheEnd = false): Rule {
  const proof = new Set(offences.examples.flatMap(({ ids }) => ids));
  return provedBy(
    ruleOf(rule, offences, ({ text }) => text, inTheEnd),
    [...proof],
  );
}

/** Without the rules that only final reads can check: for a run that had none. */
export function beforeTheEnd({ facts, rules }: Verdict): Verdict {
  return { facts, rules: rules.filter(({ inTheEnd }) => !inTheEnd) };
}

/** Whether nodes that need more time would not change the verdict. */
export function isSettled({ rules }: Verdict): boolean {
  return rules.every(({ inTheEnd, broken }) => !inTheEnd || broken === 0);
}

/** What is wrong, in sentences for people; empty: nothing. */
export function problemsIn({ rules }: { readonly rules: readonly Omit<Rule, 'inTheEnd'>[] }): string[] {
  return rules.flatMap(({ rule, broken, examples }) =>
    broken === 0 ? [] : [`${broken} ${rule}, e.g. ${examples.slice(0, SPELT_OUT).join('; ')}`],
  );
}
