/** The verdict on generated ids, by the rule of Jepsen's `unique-ids` checker: none is given twice, whoever gave it. */

import { Offences, type OffenceList } from '../../src/check/offences.ts';

/** Ids remembered in a run. Later ones are counted as untracked. */
export const MAX_IDS = 2_000_000;

export interface DuplicateId {
  readonly id: string;
  readonly firstNode: string;
  readonly againNode: string;
}

export interface UniqueIdsVerdict {
  readonly ok: boolean;
  /** Ids given. */
  readonly ids: number;
  /** Each time that an id was given again. */
  readonly duplicated: OffenceList<DuplicateId>;
  /** Ids beyond `MAX_IDS`, which were looked up but not remembered. */
  readonly untracked: number;
}

export class UniqueIdsChecker {
  /** Who gave each id first. */
  readonly #givenBy = new Map<string, string>();
  readonly #duplicated = new Offences<DuplicateId>();
  #ids = 0;
  #untracked = 0;

  /** @param id as JSON text */
  generated(id: string, node: string): void {
    this.#ids++;
    const firstNode = this.#givenBy.get(id);
    if (firstNode !== undefined) this.#duplicated.add({ id, firstNode, againNode: node });
    else if (this.#givenBy.size < MAX_IDS) this.#givenBy.set(id, node);
    else this.#untracked++;
  }

  verdict(): UniqueIdsVerdict {
    const duplicated = this.#duplicated;
    return { ok: duplicated.count === 0, ids: this.#ids, duplicated, untracked: this.#untracked };
  }
}
