/** A write that goes on from hand to hand: each application is a child of the one before it, not of the write. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import type { Traceparent } from '../../../src/core/events.ts';
import type { GossipMessage } from '../../../src/protocol/envelope.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { parseLine } from '../../../src/protocol/parse.ts';
import { Server } from '../../../src/workload/server.ts';
import type { Input } from '../../../src/workload/step.ts';

const NAMES = ['n1', 'n2', 'n3', 'n4'];
const spanOf = (traceparent: Traceparent | undefined): string | undefined => traceparent?.split('-')[2];

describe('the trace of a write over two hops', () => {
  it('has the application at the first hop as the parent of that at the second', () => {
    const parents = new Map<string, string | undefined>();
    const nodes = NAMES.map((name, index) => {
      const own = `00-${'ab'.repeat(16)}-${String(index + 1).repeat(16)}-01`;
      const forApply = (parent: Traceparent): Traceparent => {
        parents.set(name, spanOf(parent));
        return own;
      };
      const gossip = {
        ...DEFAULT_GOSSIP,
        strategy: 'direct-mail',
        topology: 'given',
        flushIntervalMs: 0,
      } as const;
      const traceIds = { forWrite: () => own, forApply };
      return new Server({ gossip, workload: 'broadcast', incarnation: 1, seed: 1, bounds: {}, traceIds });
    });
    const at = (name: string): Server => nodes[NAMES.indexOf(name)] ?? assert.fail();
    let now = 1_000_000;
    /** What a node sends at an input, and soon after it. */
    const stepped = (name: string, input: Input): readonly GossipMessage[] =>
      [at(name).step(input, now++), at(name).step({ type: 'wake' }, (now += 20))].flatMap(gossipOf);
    const ask = (name: string, body: object): readonly GossipMessage[] => {
      const line = JSON.stringify({ src: 'c1', dest: name, body: { ...body, msg_id: now } });
      return stepped(name, { type: 'line', parsed: parseLine(line) });
    };
    const line = { n1: ['n2'], n2: ['n1', 'n3'], n3: ['n2', 'n4'], n4: ['n3'] };
    for (const name of NAMES) {
      ask(name, { type: 'init', node_id: name, node_ids: NAMES });
      ask(name, { type: 'topology', topology: line });
    }
    const hand = (from: string, sent: readonly GossipMessage[], to: string): readonly GossipMessage[] => {
      const message =
        sent.find(({ dest, body }) => dest === to && body.entries !== undefined) ?? assert.fail();
      return stepped(to, { type: 'gossip', from: from as NodeId, body: message.body });
    };
    hand('n2', hand('n1', ask('n1', { type: 'broadcast', message: 1 }), 'n2'), 'n3');
    assert.deepEqual(
      [...parents],
      [
        ['n2', '1'.repeat(16)],
        ['n3', '2'.repeat(16)],
      ],
    );
  });
});

function gossipOf({ sends }: ReturnType<Server['step']>): readonly GossipMessage[] {
  return sends.filter((message): message is GossipMessage => message.kind === 'gossip');
}
