/**
 * The asking side of a reconciliation: whom to ask with coded symbols of the version vector instead of the vector, and with how many.
 * They are as many as the differences of late need; where these were too few the peer says about how many it takes. Where they would be
 * longer than the vector, or the answer needs all of it, the vector goes: so each question gets further, or the next one is whole.
 */

import type { Prng } from '../../base/prng.ts';
import { SYMBOL_CHARS, type WireDifference, type WireSymbols } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { ReplicaState } from '../state.ts';
import { withinLimit, wireSeen } from '../store/wire-seen.ts';
import { CodedSymbols } from './coded-symbols.ts';
import { rowElements, saysMore } from './row-elements.ts';

/** Of a row of the vector in a message: its origin's name makes it somewhat longer or shorter. */
const ROW_CHARS = 40;
/** Where symbols were too few there are more the next time, whatever the estimate. */
const GROWTH = 1.5;

/** As many as find so many differences in some 19 of 20 questions: with fewer the same is asked again more often than it pays. */
export function symbolsFor(differences: number): number {
  return Math.ceil(1.35 * differences + 4 * Math.sqrt(differences));
}

export class ReconcileQuestions {
  readonly #state: ReplicaState;
  readonly #rng: Prng;
  /** Of the last question for writes to each peer, until it is answered: a copy of the answer calls for nothing. */
  readonly #salts = new Map<NodeId, number>();
  /** Who needs the whole vector, until an answer to it has come to its end. */
  readonly #needsVector = new Set<NodeId>();
  /** Rows in which this replica and others differed of late. */
  #differences = 1;

  constructor(state: ReplicaState) {
    this.#state = state;
    this.#rng = state.config.rng.fork('reconcile');
  }

  membersChanged(): void {
    this.#salts.clear();
    this.#needsVector.clear();
  }

  /**
   * The vector as coded symbols; undefined where it has to be whole.
   * @param messages that the answer may take; 0: no writes are asked for
   */
  symbols(peer: NodeId, messages: number): WireSymbols | undefined {
    if (this.#state.config.antiEntropy !== 'set-reconciliation' || this.#needsVector.has(peer))
      return undefined;
    if (this.#readsNeedRows) return undefined;
    const { seen, bounds } = this.#state;
    const rows = seen.all();
    const length = symbolsFor(this.#differences);
    const most = Math.max(symbolsFor(1), (rows.length * ROW_CHARS) / SYMBOL_CHARS);
    if (rows.length < bounds.codedRows || length > Math.min(bounds.codedSymbols, most)) {
      this.#differences = Math.max(1, this.#differences >> 1);
      return undefined;
    }
    const salt = this.#rng.below(2 ** 32);
    if (messages > 0) this.#salts.set(peer, salt);
    const text = CodedSymbols.of(rowElements(seen, salt), salt, length).toString();
    const named = withinLimit(rows.filter(saysMore).map((state) => wireSeen(state.origin, state, null)));
    return named.length === 0 ? [salt, messages, text] : [salt, messages, text, named];
  }

  /**
   * In a small cluster each row says until when all of its origin is known, which closes the books on a stale read. Where nodes ask their
   * neighbours alone, that travels through those of others: nobody knows whose read waits for it.
   */
  get #readsNeedRows(): boolean {
    const { reads, viewReads, completeness, config } = this.#state;
    if (!completeness.saysInRows) return false;
    return config.topology === 'given' || reads.hasOpenStale || viewReads?.hasOpenStale === true;
  }

  /** What a peer says of the difference. @returns whether it has to be asked again for it to be found */
  took(peer: NodeId, [asker, salt, count, state]: WireDifference): boolean {
    if (asker !== this.#state.origin || this.#salts.get(peer) !== salt) return false;
    this.#salts.delete(peer);
    if (state === 'undecoded') this.#differences = Math.max(count, Math.ceil(this.#differences * GROWTH));
    else this.#differences = Math.max(1, count, this.#differences >> 1);
    if (state === 'vector') this.#needsVector.add(peer);
    return state !== 'decoded';
  }

  /** An answer to the whole vector came to its end. */
  ended(peer: NodeId): void {
    this.#needsVector.delete(peer);
  }
}
