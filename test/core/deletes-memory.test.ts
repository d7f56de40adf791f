/** Deletes leave next to nothing behind, however many there were. Apart from the others, because it takes long. */

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DEFAULT_BOUNDS } from '../../src/core/bounds.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { Inbound, Outbound } from '../../src/protocol/envelope.ts';
import type { GossipBody } from '../../src/protocol/gossip.ts';
import type { NodeId } from '../../src/protocol/names.ts';
import { Server } from '../../src/workload/server.ts';

/** After this all tombstones are gone. */
const SWEPT_MS = DEFAULT_BOUNDS.messageAgeMs + 2 * DEFAULT_GOSSIP.maxClockAheadMs + 15_000;

/** Nodes that pass each other messages without a wire, so that nothing but they can keep anything. */
class Bare {
  now = 1_700_000_000_000;
  readonly servers = new Map(['n0', 'n1'].map((name) => [name, bareServer()]));
  #inFlight: { readonly from: NodeId; readonly to: string; readonly body: GossipBody }[] = [];
  readonly #wakes = new Map<string, number>();
  readonly levels = new Map<string, number>();

  constructor() {
    for (const name of this.servers.keys())
      this.ask(name, { type: 'init', node_id: name, node_ids: [...this.servers.keys()] });
  }

  ask(node: string, body: Inbound['body']): void {
    const line = JSON.stringify({ body });
    this.#step(node, {
      type: 'line',
      parsed: { ok: true, message: { src: 'c1', dest: node, body, msgId: 1, line } },
    });
  }

  runFor(ms: number): void {
    const until = this.now + ms;
    for (; this.now < until; this.now += 10) {
      for (const { from, to, body } of this.#inFlight.splice(0))
        this.#step(to, { type: 'gossip', from, body });
      for (const [node, at] of this.#wakes) if (at <= this.now) this.#step(node, { type: 'wake' });
    }
  }

  #step(node: string, input: Parameters<Server['step']>[0]): void {
    const step = this.servers.get(node)?.step(input, this.now);
    this.#wakes.set(node, step?.wakeAt ?? Infinity);
    for (const send of step?.sends ?? []) this.#send(node as NodeId, send);
    for (const event of step?.events ?? [])
      if (event.type === 'keys' || event.type === 'tombstones')
        this.levels.set(`${event.type} ${node}`, event.count);
  }

  #send(from: NodeId, send: Outbound): void {
    if (send.kind === 'gossip') this.#inFlight.push({ from, to: send.dest, body: send.body });
  }
}

function bareServer(): Server {
  return new Server({ gossip: DEFAULT_GOSSIP, workload: 'kv', incarnation: 1, seed: 1 });
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('what deletes leave behind', () => {
  it('is next to nothing: 100,000 keys written and deleted', function () {
    this.timeout(120_000);
    const cluster = new Bare();
    cluster.runFor(1000);
    const before = usedBytes();
    const each = (make: (i: number) => Inbound['body']): void => {
      for (let i = 0; i < 100_000; i++) {
        cluster.ask('n0', make(i));
        if (i % 1000 === 0) cluster.runFor(10);
      }
      cluster.runFor(2000);
    };
    each((i) => ({ type: 'write', key: `key ${i}`, value: `value ${i}` }));
    const full = usedBytes();
    each((i) => ({ type: 'delete', key: `key ${i}` }));
    assert.deepEqual([...cluster.levels.values()].toSorted(), [0, 0, 100_000, 100_000]);
    cluster.runFor(2 * SWEPT_MS);
    assert.deepEqual([...cluster.levels.values()], [0, 0, 0, 0]);
    const left = (usedBytes() - before) / (full - before);
    // Other tests of the same process leave something, too. A tombstone takes a fifth of a key.
    assert.ok(left < 0.05, `${(100 * left).toFixed(1)} % of what 100,000 keys took are left`);
  });
});
