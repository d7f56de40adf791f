/** What each message says of its sender, and what rides on it: acknowledgements that go its way, and entries as far as they fit. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import type { Bounds } from '../../../src/core/bounds.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import { View } from '../../../src/core/membership/view.ts';
import { Courier } from '../../../src/core/repair/courier.ts';
import { OutgoingAcks } from '../../../src/core/repair/outgoing-acks.ts';
import { ReplicaState } from '../../../src/core/state.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import type { GossipBody } from '../../../src/protocol/gossip.ts';
import type { JsonText, NodeId, Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [ME, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const L2 = 'n2#0' as Origin;
const NOW = 500;

class Sender {
  readonly sent: (GossipBody & { readonly to: NodeId })[] = [];
  readonly state: ReplicaState;
  readonly outgoing: OutgoingAcks;
  readonly courier: Courier;

  constructor(bounds: Partial<Bounds> = {}) {
    const out = {
      events: [],
      changes: undefined,
      gossip: (to: NodeId, body: GossipBody): void => {
        this.sent.push({ ...body, to });
      },
    };
    const config = { ...DEFAULT_GOSSIP, node: ME, nodes: [ME, N2, N3], incarnation: 0, rng: prng(1) };
    this.state = new ReplicaState({ ...config, bounds }, out);
    this.outgoing = new OutgoingAcks(
      ME,
      (node) => node,
      100,
      () => true,
    );
    this.courier = new Courier(this.state, this.outgoing);
  }

  entries(...values: string[]): Entry[] {
    return values.map((value, i) => {
      const entry = entryWith({ seq: i + 1, clockUs: i + 1, keys: [`k${i}`], arrival: i });
      this.state.store.put(`k${i}`, entry, JSON.stringify(value) as JsonText, -Infinity);
      return entry;
    });
  }

  /** `kind to: entries` and the sections of each message. */
  get told(): string[] {
    return this.sent.splice(0).map(({ type, to, entries = [], ...others }) => {
      const sections = Object.keys(others).filter(
        (name) => !['origin', 'at', 'seq', 'stable', 'view'].includes(name),
      );
      return `${type} ${to}: ${[...entries.map(([, seq]) => seq), ...sections].join(' ')}`;
    });
  }
}

describe('a message between nodes', () => {
  it('says who its sender is, when it left, and how far its sender is', () => {
    const { courier, state, sent } = new Sender();
    state.lastSeq = 7;
    courier.sendMessage(N2, 'digest', { v: 2 }, NOW);
    assert.deepEqual(sent, [{ to: N2, type: 'digest', origin: 'n1#0', at: NOW, seq: 7, stable: 0, v: 2 }]);
  });

  it('takes along the acknowledgements that go its way, once', () => {
    const sender = new Sender();
    sender.outgoing.add(L2, 1, 5, 10);
    for (const to of [N3, N2, N2]) sender.courier.sendMessage(to, 'mail', {}, NOW);
    assert.deepEqual(sender.told, ['mail n3: ', 'mail n2: acks', 'mail n2: ']);
  });

  it('says its sender’s view where members change, and goes to nobody who is gone', () => {
    const sender = new Sender();
    const view = View.founded(['n1#0', 'n2#0'] as Origin[], 'm');
    sender.state.setMembers(view, [ME, N2]);
    for (const to of [N2, N3]) sender.courier.sendMessage(to, 'digest', {}, NOW);
    assert.deepEqual(
      sender.sent.map(({ to, view: id }) => [to, id]),
      [[N2, [1, 'm']]],
    );
  });
});

describe('entries on their way', () => {
  it('take as many messages as they fill, the sections with the first', () => {
    const sender = new Sender({ messageEntries: 2 });
    sender.courier.sendEntries(N2, 'batch', sender.entries('a', 'b', 'c'), NOW, { seen: [], wanted: [] });
    assert.deepEqual(sender.told, ['batch n2: 1 2 seen wanted', 'batch n2: 3']);
  });

  it('are no message where there are none, unless it says what its sender has seen', () => {
    const sender = new Sender();
    sender.courier.sendEntries(N2, 'mail', [], NOW);
    sender.courier.sendEntries(N2, 'mail', [], NOW, { wanted: [] });
    sender.courier.sendEntries(N2, 'batch', [], NOW, { seen: [] });
    assert.deepEqual(sender.told, ['batch n2: seen']);
  });

  it('that fill a message go alone, and what was to go with them in another', () => {
    const sender = new Sender({ messageBytes: 50 });
    sender.outgoing.add(L2, 1, 5, 10);
    const large = sender.entries('x'.repeat(100));
    sender.courier.sendEntries(N2, 'delta', large, NOW, { answer: [L2, 0, 1, 'head'], seen: [] });
    assert.deepEqual(sender.told, ['delta n2: 1 answer', 'delta n2: seen acks']);
    sender.courier.sendEntries(N2, 'delta', large, NOW);
    assert.deepEqual(sender.told, ['delta n2: 1']);
  });

  it('are those that hold in this step, however often they are sent in it', () => {
    const sender = new Sender();
    const entries = sender.entries('a');
    const { store } = sender.state;
    const values = (): unknown[] => sender.sent.splice(0).map((sent) => sent.entries?.[0]?.[5]);
    for (const to of [N2, N3]) sender.courier.sendEntries(to, 'mail', entries, NOW);
    assert.deepEqual(values(), [[['k0', 'a']], [['k0', 'a']]]);
    const later = entryWith({ origin: L2, clockUs: 9, keys: ['k0'], arrival: store.nextArrival() });
    store.put('k0', later, '1' as JsonText, -Infinity);
    sender.courier.sendEntries(N2, 'mail', entries, NOW);
    assert.deepEqual(values(), [[['k0']]], 'it was overwritten');
    sender.courier.sendEntries(N2, 'mail', [later], NOW);
    assert.deepEqual(values(), [[['k0', 1]]]);
  });
});
