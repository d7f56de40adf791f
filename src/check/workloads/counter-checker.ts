/** Judges the clients of a counter (`g-counter`, `pn-counter`), by the last read of each node. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText, isWholeNumber } from '../../protocol/exact-json.ts';
import { isPossible, judgeCounter, type CounterAdd, type CounterRead, type SumRange } from './counter.ts';
import type { Operation } from '../history.ts';
import { Offences, provenOffence, type OffenceList, type ProvenOffence } from '../offences.ts';
import { ONE_LIFE, perishableWrites, type LifeStarts } from '../lives.ts';
import { outcomeOf } from '../outcome.ts';
import {
  passedByMaelstrom,
  provedBy,
  provenRule,
  ruleOf,
  type Rule,
  type Verdict,
  type WorkloadChecker,
} from './verdict.ts';

/** Ranges of possible sums that are spelt out. */
const SHOWN_RANGES = 3;

export class CounterChecker implements WorkloadChecker {
  readonly #nodes: readonly string[];
  readonly #adds: Operation[] = [];
  /** By node. */
  readonly #finalReads = new Map<string, CounterRead>();
  /** Reads of the load that no adds begun by then can make. */
  readonly #wild = new Offences<ProvenOffence>();
  /** What all adds begun so far can make. */
  #least = 0;
  #most = 0;
  #starts = ONE_LIFE;

  constructor(nodes: readonly string[]) {
    this.#nodes = nodes;
  }

  invoked(op: Operation): void {
    if (op.kind !== 'write') return;
    this.#adds.push(op);
    const delta = Number(op.value);
    this.#least += Math.min(0, delta);
    this.#most += Math.max(0, delta);
  }

  answered(op: Operation, { value }: Body, isFinal: boolean): boolean {
    const { id, kind, node } = op;
    if (kind === 'write') return true;
    if (isFinal) this.#finalReads.set(node, { id, node, value });
    else if (isWholeNumber(value) && !this.#canRead(value)) this.#wild.add(this.#wildRead(op, value));
    return isWholeNumber(value);
  }

  #canRead(value: unknown): boolean {
    return typeof value === 'number' && this.#least <= value && value <= this.#most;
  }

  #wildRead(op: Operation, value: unknown): ProvenOffence {
    const possible = rangesText([{ lo: this.#least, hi: this.#most }]);
    return provenOffence(`${op.node} ${exactText(value)} (possible by then: ${possible})`, op);
  }

  livesEnded(starts: LifeStarts): void {
    this.#starts = starts;
  }

  verdict(): Verdict {
    // What a node took with it may have reached another one before.
    const perishable = perishableWrites(this.#adds, this.#starts);
    const adds = this.#adds.map((add) => ({
      delta: Number(add.value),
      outcome: perishable.has(add) ? ('unknown' as const) : outcomeOf(add.completedAtMs, add.error),
    }));
    const finalReads = [...this.#finalReads.values()];
    // Maelstrom's clients of counters do not tell a refusal from an accident: to its checker either may have taken effect.
    const mild = adds.map((add) =>
      add.outcome === 'failed' ? { ...add, outcome: 'unknown' as const } : add,
    );
    const { acknowledged, possible, wrong, unread, agreed } = judgeCounter(mild, finalReads, this.#nodes);
    const sums = agreed ? [] : finalReads.map(({ node, value }) => `${node} ${exactText(value)}`);
    const rule = (text: string, examples: readonly string[]): Rule =>
      ruleOf(text, { count: examples.length, examples }, (example) => example, true);
    const differing = provedBy(
      rule('nodes did not read the same in the end', sums),
      agreed ? [] : this.#proof(finalReads),
    );
    return {
      facts: {
        adds: adds.length,
        ...(perishable.size > 0 ? { 'adds that may be lost with a killed node': perishable.size } : {}),
        'sum of what was acknowledged': acknowledged,
      },
      rules: [
        this.#wrongReads('nodes read in the end what the adds cannot make', wrong, possible),
        wrong.count === 0 ? passedByMaelstrom(differing) : differing,
        passedByMaelstrom(rule('nodes gave no final read', unread)),
        passedByMaelstrom(provenRule('reads showed what no adds by then can make', this.#wild)),
        ...this.#refusedReads(adds, finalReads, possible),
      ],
    };
  }

  /** Sums that only adds can make that were refused. */
  #refusedReads(
    adds: readonly CounterAdd[],
    finalReads: readonly CounterRead[],
    possible: readonly SumRange[],
  ): Rule[] {
    if (adds.every(({ outcome }) => outcome !== 'failed')) return [];
    const others = finalReads.filter(({ value }) => isPossible(value, possible));
    const strict = judgeCounter(adds, others, this.#nodes);
    const text = 'nodes read in the end what only refused adds can make';
    return [passedByMaelstrom(this.#wrongReads(text, strict.wrong, strict.possible))];
  }

  #wrongReads(text: string, wrong: OffenceList<CounterRead>, possible: readonly SumRange[]): Rule {
    const shown = ({ node, value }: CounterRead): string =>
      `${node} ${exactText(value)} (possible: ${rangesText(possible)})`;
    return provedBy(ruleOf(text, wrong, shown, true), this.#proof(wrong.examples));
  }

  /** The reads, and what each node had acknowledged last before: they have to tell of that, too. */
  #proof(reads: readonly CounterRead[]): number[] {
    if (reads.length === 0) return [];
    const last = new Map<string, number>();
    for (const add of this.#adds)
      if (outcomeOf(add.completedAtMs, add.error) === 'done') last.set(add.node, add.id);
    return [...last.values(), ...reads.flatMap(({ id }) => id ?? [])];
  }
}

function rangesText(ranges: readonly SumRange[]): string {
  const shown = ranges.slice(0, SHOWN_RANGES).map(({ lo, hi }) => (lo === hi ? `${lo}` : `${lo} to ${hi}`));
  return [...shown, ...(ranges.length > SHOWN_RANGES ? ['…'] : [])].join(', ');
}
