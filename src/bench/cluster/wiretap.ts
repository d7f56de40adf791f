/** Reads along: takes our own gossip out of the messages that pass, to see from outside when each write has reached every node. */

import { WireConvergence } from '../../check/audit/wire-convergence.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { WireEntry } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import { isGossip, parseGossip } from '../../protocol/parse-gossip.ts';
import type { Listener } from '../../protocol/validate/hearing.ts';

const NOTHING: readonly WireEntry[] = [];

export class Wiretap {
  readonly convergence: WireConvergence;
  /** Messages with one of our types but another shape: they come from nodes that are not ours. */
  ignored = 0;
  /** Bytes of the traceparents in entries, out of all bytes sent: only traced writes carry one. */
  traceContextBytes = 0;
  readonly #nodes: ReadonlySet<string>;

  constructor(nodes: readonly string[]) {
    this.#nodes = new Set(nodes);
    this.convergence = new WireConvergence(nodes);
  }

  /** A node sent this. Returns the entries that it carries, for `delivered`. */
  sent(src: string, dest: string, body: Body, line: string, atMs: number): readonly WireEntry[] {
    if (!isGossip(body.type) || body['entries'] === undefined) return NOTHING;
    const parsed = parseGossip({ src, dest, body, msgId: undefined, line }, this.#beside(dest));
    if (!parsed.ok) {
      this.ignored++;
      return NOTHING;
    }
    const { entries = NOTHING } = parsed.body;
    for (const entry of entries) {
      this.convergence.observeSent(src, entry, atMs);
      // With its quotation marks and a comma, as the nodes write it.
      if (entry[6] !== undefined) this.traceContextBytes += entry[6].length + 3;
    }
    return entries;
  }

  /** Who reads along knows who is in the cluster, and nothing of what its nodes wrote. */
  #beside(dest: string): Listener {
    return {
      node: dest as NodeId,
      origin: undefined,
      lastSeq: 0,
      stable: 0,
      isMember: (node) => this.#nodes.has(node),
      knows: () => true,
      livesOf: () => 0,
    };
  }

  delivered(dest: string, entries: readonly WireEntry[], atMs: number): void {
    for (const entry of entries) this.convergence.observeEntry(dest, entry, atMs);
  }
}
