/** The verdict on generated ids, by the rule of Jepsen's `unique-ids` checker: no id is given twice, by any node. */

import type { Body } from '../../protocol/envelope.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { Operation } from '../history.ts';
import { Offences } from '../offences.ts';
import { ruleOf, type Verdict, type WorkloadChecker } from './verdict.ts';

/** Ids remembered in a run. Later ones are looked up, but not remembered. */
export const MAX_IDS = 2_000_000;

interface DuplicateId {
  readonly id: string;
  readonly firstNode: string;
  readonly againNode: string;
}

export class UniqueIdsChecker implements WorkloadChecker {
  /** Who gave each id first. */
  readonly #givenBy = new Map<string, string>();
  readonly #duplicated = new Offences<DuplicateId>();
  readonly #maxIds: number;
  #ids = 0;
  #untracked = 0;

  constructor(maxIds = MAX_IDS) {
    this.#maxIds = maxIds;
  }

  answered({ node }: Operation, { id }: Body): boolean {
    if (id === undefined) return false;
    this.generated(exactText(id), node);
    return true;
  }

  /** @param id as JSON text */
  generated(id: string, node: string): void {
    this.#ids++;
    const firstNode = this.#givenBy.get(id);
    if (firstNode !== undefined) this.#duplicated.add({ id, firstNode, againNode: node });
    else if (this.#givenBy.size < this.#maxIds) this.#givenBy.set(id, node);
    else this.#untracked++;
  }

  verdict(): Verdict {
    const rule = ruleOf('ids were given again', this.#duplicated, ({ id, firstNode, againNode }) =>
      firstNode === againNode ? `${id} twice by ${firstNode}` : `${id} by ${firstNode} and ${againNode}`,
    );
    const untracked = this.#untracked > 0 ? { 'ids not remembered': this.#untracked } : {};
    return { facts: { ids: this.#ids, ...untracked }, rules: [rule] };
  }
}
