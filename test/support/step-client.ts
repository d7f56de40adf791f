/** A client of one node that is stepped by hand: a line goes in, and what it answers comes out parsed. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { encodeMessage } from '../../src/protocol/encode.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { Server } from '../../src/workload/server.ts';
import type { WorkloadName } from '../../src/workload/workloads.ts';

export class Client {
  readonly server: Server;
  readonly events: NodeEvent[] = [];
  now = 1_700_000_000_000;
  #msgId = 0;

  constructor(workload: WorkloadName = 'kv', incarnation = 1) {
    this.server = new Server({ gossip: DEFAULT_GOSSIP, workload, incarnation, seed: 1 });
  }

  /** A line in, the lines that come out. */
  raw(text: string): string[] {
    const { sends, events } = this.server.step({ type: 'line', parsed: parseLine(text) }, this.now++);
    this.events.push(...events);
    return sends.map((send) => {
      assert.ok(send.kind !== 'report');
      return encodeMessage('n1', send);
    });
  }

  /** A line in, the bodies that come out. */
  line(text: string): Record<string, unknown>[] {
    return this.raw(text).map((line) => (JSON.parse(line) as { body: Record<string, unknown> }).body);
  }

  /** A request's reply, without the fields that number messages. */
  ask(body: Record<string, unknown>, dest = 'n1'): Record<string, unknown> {
    const msg_id = ++this.#msgId;
    const [reply = {}] = this.line(JSON.stringify({ src: 'c1', dest, body: { ...body, msg_id } }));
    const { in_reply_to, msg_id: own, ...rest } = reply;
    assert.equal(in_reply_to, msg_id);
    assert.equal(typeof own, 'number');
    return rest;
  }

  init(nodes: string[] = ['n1']): this {
    assert.deepEqual(this.ask({ type: 'init', node_id: 'n1', node_ids: nodes }), { type: 'init_ok' });
    return this;
  }

  rejected(): string[] {
    return this.events.flatMap((event) => (event.type === 'rejected' ? [event.reason] : []));
  }

  count(type: NodeEvent['type']): number {
    return this.events.filter((event) => event.type === type).length;
  }
}

/** An error's code, or else the whole reply. */
export const codeOf = (reply: Record<string, unknown>): unknown =>
  reply['type'] === 'error' ? reply['code'] : reply;
