/** A node whose view leaves it alone: no message will ever close its books, so it has to close them itself. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import { makeOrigin } from '../../../src/core/store/dot.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { parseLine } from '../../../src/protocol/parse.ts';
import { Server } from '../../../src/workload/server.ts';
import type { Step } from '../../../src/workload/step.ts';

const [N0, N1] = ['n0', 'n1'] as [NodeId, NodeId];
const START_MS = 1_000_000;

/** One of two founders. */
class Founder {
  readonly name: NodeId;
  readonly server = new Server({
    ...{ gossip: { ...DEFAULT_GOSSIP, strategy: 'direct-mail' }, workload: 'kv', incarnation: 0, seed: 1 },
    hasViews: true,
  });

  constructor(name: NodeId) {
    this.name = name;
    const founders = [makeOrigin(N0, 0), makeOrigin(N1, 0)];
    this.ask({ type: 'join_cluster', node_id: name, founders }, START_MS);
  }

  ask(body: object, now: number): Step {
    const line = JSON.stringify({ src: 'c1', dest: this.name, body: { ...body, msg_id: 1 } });
    return this.server.step({ type: 'line', parsed: parseLine(line) }, now);
  }
}

describe('a node that is left alone by a view', () => {
  it('tells in full how stale its reads were', () => {
    const [reader, writer] = [new Founder(N0), new Founder(N1)];
    writer.ask({ type: 'write', key: 'x', value: 1 }, START_MS + 5);
    const { sends } = writer.server.step({ type: 'wake' }, START_MS + 1000);
    const mail = sends.find((sent) => sent.kind === 'gossip' && sent.body.type === 'mail');
    assert.ok(mail?.kind === 'gossip');
    reader.ask({ type: 'read', key: 'x' }, START_MS + 1010);
    const heard = reader.server.step({ type: 'gossip', body: mail.body, from: N1 }, START_MS + 1020);
    assert.deepEqual(told(heard), ['stale_read'], 'there may be more that it missed');
    const alone = reader.ask(
      { type: 'change_members', change: 'remove', node: N1, force: true },
      START_MS + 1030,
    );
    assert.deepEqual(told(alone), ['staleness']);
  });
});

function told({ events }: Step): string[] {
  return events.map(({ type }) => type).filter((type) => type === 'stale_read' || type === 'staleness');
}
