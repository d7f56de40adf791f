/** How the slowest writes spread: every arrival of the writes that may still be among them, and of no others. */

import { SLOWEST_WRITES } from '../../check/audit/slowest-writes.ts';
import type { NodeEvent } from '../../core/events.ts';
import type { Key, NodeId } from '../../protocol/names.ts';
import type { LaterVersion, SlowWrite } from '../../report/schema/course-schema.ts';
import { boundedSpread } from '../../report/parts/bounded-spread.ts';
import type { KeyTruth, TrueWrite } from './key-truth.ts';

type Applied = Extract<NodeEvent, { readonly type: 'applied' }>;

/** A million arrivals are nothing unusual: no object for each. */
interface Arrivals {
  /** The node, and the one from which the write came to it, in turn. */
  readonly nodes: NodeId[];
  /** Departure, application, hops, in turn. */
  readonly numbers: number[];
}

interface Ranked {
  readonly write: TrueWrite;
  readonly convergenceMs: number;
  readonly arrivals: Arrivals;
}

export class Spread {
  readonly #pending = new Map<TrueWrite, Arrivals>();
  /** The slowest first; of equals, the first to converge. */
  readonly #slowest: Ranked[] = [];
  readonly #keys: ReadonlyMap<Key, KeyTruth>;

  constructor(keys: ReadonlyMap<Key, KeyTruth>) {
    this.#keys = keys;
  }

  accepted(write: TrueWrite): void {
    this.#pending.set(write, { nodes: [], numbers: [] });
  }

  /** Arrivals after the convergence, at nodes that lost their memory, do not count. */
  applied(write: TrueWrite, node: NodeId, { from, departedAtMs, appliedAtMs, hops }: Applied): void {
    const arrivals = this.#pending.get(write);
    if (arrivals === undefined) return;
    arrivals.nodes.push(node, from);
    arrivals.numbers.push(departedAtMs, appliedAtMs, hops);
  }

  converged(write: TrueWrite, convergenceMs: number): void {
    const arrivals = this.#pending.get(write);
    if (arrivals === undefined) return;
    this.#pending.delete(write);
    const slower = this.#slowest.findLastIndex((one) => one.convergenceMs >= convergenceMs) + 1;
    if (slower === SLOWEST_WRITES) return;
    this.#slowest.splice(slower, 0, { write, convergenceMs, arrivals });
    if (this.#slowest.length > SLOWEST_WRITES) this.#slowest.pop();
  }

  /** @param startMs when the load began, on the clocks of the nodes */
  slowest(names: readonly string[], startMs: number): SlowWrite[] {
    return this.#slowest.map(({ write, convergenceMs, arrivals: { nodes, numbers } }) => {
      const { acceptedAtMs, keys, node } = write;
      const all = Array.from({ length: numbers.length / 3 }, (_, index) => ({
        node: nodes[2 * index] ?? '',
        from: nodes[2 * index + 1] ?? null,
        sentAtMs: (numbers[3 * index] ?? 0) - acceptedAtMs,
        appliedAtMs: (numbers[3 * index + 1] ?? 0) - acceptedAtMs,
        hops: numbers[3 * index + 2] ?? null,
      }));
      const origin = names[node] ?? '';
      const laterVersions = this.#laterVersions(write, names);
      const { omitted, ...listed } = boundedSpread({ origin, arrivals: all, laterVersions });
      return {
        key: String(keys[0]),
        origin,
        acceptedAtMs: acceptedAtMs - startMs,
        convergenceMs,
        traceId: null,
        ...listed,
        arrivalsOmitted: omitted,
      };
    });
  }

  /** Of each node that took up a later version of one of the keys, the last time that it did. */
  #laterVersions(write: TrueWrite, names: readonly string[]): LaterVersion[] {
    const last = new Map<number, number>();
    for (const key of write.keys)
      for (const [node, sinceMs] of this.#keys.get(key)?.laterThan(write) ?? [])
        last.set(node, Math.max(sinceMs, last.get(node) ?? sinceMs));
    return Array.from(last, ([node, sinceMs]) => ({
      node: names[node] ?? '',
      atMs: sinceMs - write.acceptedAtMs,
    }));
  }
}
