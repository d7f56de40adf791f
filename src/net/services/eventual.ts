/**
 * `lww-kv`: two replicas that answer in turn, at random, and now and then take over what the other one has. The value with the later
 * Lamport time wins, so acknowledged writes get lost. It is made to be hard to build on.
 */

import type { Prng } from '../../base/prng.ts';
import type { JsonText } from '../../protocol/names.ts';
import { answer, keyValueCallOf } from './key-value.ts';
import type { Service, ServiceCall } from './service.ts';

/** As many as Maelstrom starts; its documentation speaks of five. */
const REPLICAS = 2;

interface Dated {
  readonly time: number;
  readonly value: JsonText;
}

interface Replica {
  /** Lamport's: one further with each write. */
  time: number;
  readonly values: Map<string, Dated>;
}

export class EventualStore implements Service {
  readonly #rng: Prng;
  readonly #replicas: readonly Replica[] = Array.from({ length: REPLICAS }, () => ({
    time: 0,
    values: new Map<string, Dated>(),
  }));

  constructor(rng: Prng) {
    this.#rng = rng;
  }

  serve(request: ServiceCall): string | undefined {
    const call = keyValueCallOf(request);
    if (call === undefined) return undefined;
    merge(this.#draw(), this.#draw());
    const replica = this.#draw();
    // It creates no key on comparing, whatever the request says: as in Maelstrom.
    const asked = call.type === 'cas' ? { ...call, creates: false } : call;
    const { reply, next } = answer(asked, replica.values.get(call.key)?.value, replica.values.size);
    if (next !== undefined) replica.values.set(call.key, { time: replica.time++, value: next });
    return reply;
  }

  #draw(): Replica {
    return this.#replicas[this.#rng.below(REPLICAS)] as Replica;
  }
}

/** `into` takes over what is later at `from`, or as late. */
function merge(from: Replica, into: Replica): void {
  if (from === into) return;
  into.time = Math.max(into.time, from.time);
  for (const [key, dated] of from.values) {
    if (dated.time >= (into.values.get(key)?.time ?? -1)) into.values.set(key, dated);
  }
}
