/** One replica of three, and messages for it by hand: what it answers leaves in the same step. */

import { prng } from '../../../src/base/prng.ts';
import type { Bounds } from '../../../src/core/bounds.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import { Replica } from '../../../src/core/replica.ts';
import type { GossipBody, WireEntry } from '../../../src/protocol/gossip.ts';
import type { JsonText, NodeId, Origin } from '../../../src/protocol/names.ts';

const NAMES = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
export const [N1, N2, N3] = NAMES;
export const [L1, L2, L3] = ['n1#0', 'n2#0', 'n3#0'] as Origin[] as [Origin, Origin, Origin];
export const START_MS = 1_000_000;
/** Nothing happens by itself but what a message asks for. */
export const QUIET = {
  ...DEFAULT_GOSSIP,
  antiEntropyIntervalMs: 1e8,
  antiEntropyIdleMs: 1e8,
  flushIntervalMs: 1e8,
};

export type Sent = GossipBody & { readonly to: NodeId };

/** n1 of three. */
export class Hand {
  now = START_MS;
  readonly events: NodeEvent[] = [];
  readonly replica: Replica;
  readonly #sent: Sent[] = [];

  constructor(bounds: Partial<Bounds> = {}, gossip: Partial<typeof QUIET> = {}) {
    const out = {
      events: this.events,
      changes: undefined,
      gossip: (to: NodeId, body: GossipBody): void => {
        this.#sent.push({ ...body, to });
      },
    };
    const config = { ...QUIET, ...gossip, node: N1, nodes: NAMES, incarnation: 0, rng: prng(1), bounds };
    this.replica = new Replica(config, out, this.now);
  }

  write(key: string): void {
    this.replica.write([[key, '1' as JsonText]], this.now);
  }

  /** A message comes. @returns what leaves in the same step */
  hears(from: NodeId, sections: Partial<GossipBody>): Sent[] {
    const body: GossipBody = {
      ...{ type: 'ack', origin: `${from}#0` as Origin, at: this.now, seq: 0, stable: 0 },
      ...sections,
    };
    this.replica.receive(body, from, this.now);
    this.replica.tick(this.now);
    return this.#sent.splice(0);
  }

  /** What is due then. */
  until(now: number): Sent[] {
    while (this.replica.wakeAtMs <= now) {
      this.now = Math.max(this.now, this.replica.wakeAtMs);
      this.replica.tick(this.now);
    }
    this.now = now;
    return this.#sent.splice(0);
  }
}

export const entryOf = (origin: Origin, seq: number, key: string): WireEntry => [
  ...([origin, seq, START_MS * 1000 + seq, START_MS, 1] as const),
  [[key, seq]],
];
export const mail = (origin: Origin, seq: number): Partial<GossipBody> => ({
  ...{ type: 'mail', seq, entries: [entryOf(origin, seq, `k${seq}`)] },
});
export const kinds = (sent: readonly Sent[]): string[] => sent.map(({ type, to }) => `${type} ${to}`);
