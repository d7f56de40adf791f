/** Judges the clients of a set that only grows (`broadcast`, `g-set`): its verdict, how it spread, and its stale reads. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import { BroadcastChecker, type BroadcastVerdict, type Perishable } from './broadcast.ts';
import type { Operation } from '../history.ts';
import { isOfEndedLife, type LifeStarts } from '../lives.ts';
import { MAX_ELEMENTS, StaleSetReads } from '../reads/stale-set-reads.ts';
import { passedByMaelstrom, provedBy, ruleOf, type Verdict, type WorkloadChecker } from './verdict.ts';

export class SetChecker implements WorkloadChecker {
  readonly stale: StaleSetReads;
  /** Reads that are certainly stale. */
  readonly staleReads: Operation[] = [];
  readonly #elements: BroadcastChecker;
  /** Acknowledged. */
  readonly #adds: Operation[] = [];
  #perishable: Perishable | undefined;
  readonly #field: string;
  readonly #nodes: readonly string[];
  /** Nodes that gave a final read. */
  readonly #readInTheEnd = new Set<string>();

  /**
   * @param field of an answer that holds the elements
   * @param skewMs how far apart two nodes' clocks may be
   * @param maxElements followed
   */
  constructor(
    field: 'messages' | 'value',
    nodes: readonly string[],
    skewMs: number,
    maxElements = MAX_ELEMENTS,
  ) {
    this.#field = field;
    this.#nodes = nodes;
    this.#elements = new BroadcastChecker(nodes, maxElements);
    this.stale = new StaleSetReads(skewMs, maxElements);
  }

  livesEnded(starts: LifeStarts): void {
    const values = this.#adds.filter((add) => isOfEndedLife(add, starts)).map(({ value }) => value ?? '');
    this.#perishable = { starts, values: new Set(values) };
  }

  invoked({ kind, value, invokedAtMs }: Operation): void {
    if (kind !== 'write' || value === undefined) return;
    this.#elements.invoked(value);
    this.stale.invoked(value, invokedAtMs);
  }

  answered(op: Operation, answer: Body, isFinal: boolean): boolean {
    const { kind, node, value, invokedAtMs, completedAtMs = Infinity } = op;
    if (kind === 'write') {
      this.#adds.push(op);
      for (const checker of [this.#elements, this.stale]) checker.acknowledged(value ?? '', completedAtMs);
      return true;
    }
    // Null is an empty list to Maelstrom's clients.
    const elements = answer[this.#field] === null ? [] : answer[this.#field];
    if (!Array.isArray(elements)) return false;
    const values = elements.map((element) => exactText(element));
    const missed = this.#elements.read({ node, invokedAtMs, completedAtMs, values });
    if (isFinal) this.#readInTheEnd.add(node);
    else if (this.stale.read({ invokedAtMs, completedAtMs, missed })) this.staleReads.push(op);
    return true;
  }

  spread(): BroadcastVerdict {
    return this.#elements.verdict(this.#perishable);
  }

  hasShown(value: string, node: string): boolean {
    return this.#elements.hasShown(value, node);
  }

  verdict(): Verdict {
    const { attempted, stable, neverRead, untracked, lost, missing, invented, duplicated, perished } =
      this.spread();
    const unread = this.#nodes.filter((node) => !this.#readInTheEnd.has(node));
    const name = (value: string): string => value;
    const others = new Set(invented.examples);
    const likened = (value: string): string => {
      const other = [JSON.stringify(value), `${value}.0`].find((one) => others.has(one));
      return other === undefined ? value : `${value} (read as ${other}, which is another value)`;
    };
    return {
      facts: {
        'values added': attempted,
        'values found by every read in the end': stable,
        'values of which no read tells': neverRead,
        ...(perished.count > 0 ? { 'values lost with a killed node': perished.count } : {}),
        ...(untracked > 0 ? { 'values not followed': untracked } : {}),
      },
      rules: [
        provedBy(ruleOf('values were lost', lost, likened, true), this.#addsOf(lost.examples)),
        provedBy(
          ruleOf(
            'values were missing at some node in the end',
            missing,
            ({ value, nodes }) => `${likened(value)} at ${nodes.join(' ')}`,
            true,
          ),
          this.#addsOf(missing.examples.map(({ value }) => value)),
        ),
        passedByMaelstrom(
          ruleOf('nodes gave no final read', { count: unread.length, examples: unread }, name, true),
        ),
        passedByMaelstrom(ruleOf('values were read that nobody had added', invented, name)),
        passedByMaelstrom(ruleOf('values were read more than once in one answer', duplicated, name)),
      ],
    };
  }

  #addsOf(values: readonly string[]): number[] {
    const wanted = new Set(values);
    return this.#adds.filter(({ value }) => value !== undefined && wanted.has(value)).map(({ id }) => id);
  }
}
