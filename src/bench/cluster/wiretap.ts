/** Reads along: takes our own gossip out of the messages that pass, to see from outside when each write has reached every node. */

import { WireConvergence } from '../../check/audit/wire-convergence.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { WireEntry } from '../../protocol/gossip.ts';
import { isGossip, parseGossip } from '../../protocol/parse-gossip.ts';

const NOTHING: readonly WireEntry[] = [];

export class Wiretap {
  readonly convergence: WireConvergence;
  /** Messages with one of our types but another shape: they come from nodes that are not ours. */
  ignored = 0;
  /** Bytes of the traceparents in entries, out of all bytes sent: only traced writes carry one. */
  traceContextBytes = 0;

  constructor(nodes: readonly string[]) {
    this.convergence = new WireConvergence(nodes);
  }

  /** A node sent this. Returns the entries that it carries, for `delivered`. */
  sent(src: string, dest: string, body: Body, line: string, atMs: number): readonly WireEntry[] {
    if (!isGossip(body.type) || body['entries'] === undefined) return NOTHING;
    let entries: readonly WireEntry[];
    try {
      entries = parseGossip({ src, dest, body, msgId: undefined, line }).entries ?? NOTHING;
    } catch {
      this.ignored++;
      return NOTHING;
    }
    for (const entry of entries) {
      this.convergence.observeSent(src, entry, atMs);
      // With its quotation marks and a comma, as the nodes write it.
      if (entry[6] !== undefined) this.traceContextBytes += entry[6].length + 3;
    }
    return entries;
  }

  delivered(dest: string, entries: readonly WireEntry[], atMs: number): void {
    for (const entry of entries) this.convergence.observeEntry(dest, entry, atMs);
  }
}
