/** The verdict on generated ids, by the rule of Jepsen's `unique-ids` checker: no id is given twice, by any node. */

import type { Body } from '../../protocol/envelope.ts';
import { canonicalText, exactText } from '../../protocol/exact-json.ts';
import type { Operation } from '../history.ts';
import { Offences, provenOffence, type ProvenOffence } from '../offences.ts';
import { provenRule, type Verdict, type WorkloadChecker } from './verdict.ts';

/** Ids remembered in a run. Later ones are looked up, but not remembered. */
export const MAX_IDS = 2_000_000;

/** A request for an id: who was asked, and which it was. */
type Asked = Pick<Operation, 'id' | 'node'>;

export class UniqueIdsChecker implements WorkloadChecker {
  /** What each id was the answer to, the first time. */
  readonly #givenTo = new Map<string, Asked>();
  readonly #duplicated = new Offences<ProvenOffence>();
  readonly #maxIds: number;
  #ids = 0;
  #untracked = 0;

  constructor(maxIds = MAX_IDS) {
    this.#maxIds = maxIds;
  }

  answered(op: Operation, { id }: Body): boolean {
    if (id === undefined) return false;
    this.generated(canonicalText(id), op, exactText(id));
    return true;
  }

  /** @param id alike for all that are equal to Maelstrom @param shown as it was written */
  generated(id: string, asked: Asked, shown = id): void {
    this.#ids++;
    const first = this.#givenTo.get(id);
    if (first !== undefined) this.#duplicated.add(duplicate(shown, first, asked));
    else if (this.#givenTo.size < this.#maxIds) this.#givenTo.set(id, asked);
    else this.#untracked++;
  }

  verdict(): Verdict {
    const untracked = this.#untracked > 0 ? { 'ids not remembered': this.#untracked } : {};
    return {
      facts: { ids: this.#ids, ...untracked },
      rules: [provenRule('ids were given again', this.#duplicated)],
    };
  }
}

function duplicate(id: string, first: Asked, again: Asked): ProvenOffence {
  const text =
    first.node === again.node ? `${id} twice by ${first.node}` : `${id} by ${first.node} and ${again.node}`;
  return provenOffence(text, first, again);
}
