/**
 * The lives of a node, one replica each: the first one begins when the node is initialised or joins, another one whenever its clock
 * was found wrong.
 */

import { prng } from '../base/prng.ts';
import type { ViewsSettings } from '../core/config.ts';
import { Replica } from '../core/replica.ts';
import { incarnationAt } from '../core/store/dot.ts';
import type { View } from '../core/store/view.ts';
import type { Identity } from './identity.ts';
import type { Outbox } from './outbox.ts';
import { recall, type Kept } from './recall.ts';
import type { ServerConfig } from './server-config.ts';

/** What a life goes by, beside who the node is. */
export interface Beginning {
  /** What earlier processes kept; absent: it begins without. */
  readonly kept?: Kept | undefined;
  /** Where members change while the cluster runs. */
  readonly views?: ViewsSettings;
  /** Where the workload has one: it is kept up to date. */
  readonly view?: View | undefined;
}

export class Lives {
  readonly #config: ServerConfig;
  readonly #out: Outbox;
  /** By how much the node's clock is corrected: it was found wrong. */
  correctionMs = 0;
  #identity: Identity | undefined;
  /** When the first began, on the node's clock as it is. */
  #begunAtMs = 0;
  /** Of all lives. The same correction may come again, and no life is to use the dots of another. */
  readonly #incarnations: Set<number>;

  constructor(config: ServerConfig, out: Outbox) {
    this.#config = config;
    this.#out = out;
    this.#incarnations = new Set([config.incarnation]);
  }

  first(identity: Identity, now: number, beginning: Beginning): Replica {
    this.#begunAtMs = now;
    this.#identity = identity;
    return this.#begin(identity, this.#config.incarnation, now, beginning);
  }

  /** The life after `before`, whose clock was wrong: it goes on with the data, by a time that is corrected. */
  next(before: Replica, hostNow: number, view: View | undefined): Replica {
    const shiftMs = before.correctionMs - this.correctionMs;
    this.correctionMs += shiftMs;
    const now = hostNow + this.correctionMs;
    this.#out.events.push({ type: 'corrected', correctionMs: this.correctionMs });
    if (this.#identity === undefined) throw new Error('another life begins before the first one');
    const replica = this.#begin(this.#identity, this.#nextIncarnation(), now, { view });
    replica.succeed(before, shiftMs, now);
    return replica;
  }

  #begin(identity: Identity, incarnation: number, now: number, { kept, views, view }: Beginning): Replica {
    const { gossip, seed, traceIds, bounds } = this.#config;
    const rng = prng(seed).fork(identity.node);
    const { correctionMs } = this;
    const config = { ...gossip, ...identity, incarnation, rng, traceIds, bounds, correctionMs, views };
    const recalled = kept && recall(kept, config, this.#out, now);
    for (const used of recalled?.incarnations ?? []) this.#incarnations.add(used);
    if (kept === undefined)
      this.#out.changes?.push({ type: 'life', incarnation, correctionMs, keepsData: false });
    const replica = new Replica(recalled?.state.config ?? config, this.#out, now, recalled);
    if (view !== undefined) replica.show(view);
    return replica;
  }

  /** It goes on with what was accepted since the node was initialised: that is when its life began, by the corrected time. */
  #nextIncarnation(): number {
    let startUs = Math.max(1, incarnationAt(this.#begunAtMs + this.correctionMs));
    while (this.#incarnations.has(startUs)) startUs++;
    this.#incarnations.add(startUs);
    return startUs;
  }
}
