/** As many clients as were asked for: one request of each at a time, one operation that waits, and none that starts when the load is over. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { Clients } from '../../../src/bench/clients/clients.ts';
import { clientsIn, FixedClients } from '../../../src/bench/clients/fixed-clients.ts';
import { REQUEST_TIMEOUT_MS, RequestClient } from '../../../src/bench/clients/request-client.ts';
import type { WorkloadName } from '../../../src/load/workloads.ts';
import type { Session } from '../../../src/load/workload.ts';

const NODES = ['n0', 'n1', 'n2'];

/** Clients whose requests the test answers, or lets time out. */
function world(concurrency: string, workload: WorkloadName = 'lin-kv') {
  let nowMs = 0;
  const sent: { node: string; id: number }[] = [];
  const addresses = new Map(NODES.map((node) => [node, `c-${node}`]));
  const send = (node: string, line: string): boolean => {
    const { body } = JSON.parse(line) as { body: { msg_id: number } };
    sent.push({ node, id: body.msg_id });
    return true;
  };
  const requests = new RequestClient(addresses, send, () => nowMs);
  const clients = new Clients({
    ...{ requests, nodes: NODES, ours: false, skewMs: 0, rng: prng(1), onResult: () => undefined },
    settings: { ...DEFAULT_SETTINGS, workload, concurrency },
  });
  return {
    clients,
    sent,
    pass: (ms: number) => {
      nowMs += ms;
      requests.sweep();
    },
    answer: (index: number) => {
      const { node, id } = sent[index] ?? assert.fail();
      const body = { type: 'error', in_reply_to: id, code: 20, text: 'no such key' };
      requests.receive(`c-${node}`, body, nowMs);
    },
  };
}

describe('a fixed number of clients', () => {
  it('is told as a number, or for each node', () => {
    assert.deepEqual(
      ['10', '4n', '1n'].map((text) => clientsIn(text, 3)),
      [10, 12, 3],
    );
  });

  it('share the nodes evenly, and each has a session of its own', () => {
    const open = (): Session => ({ request: () => assert.fail(), answered: () => undefined });
    const fixed = new FixedClients(7, NODES, open, prng(1));
    const taken = Array.from({ length: 7 }, () => fixed.take() ?? assert.fail());
    assert.equal(fixed.take(), undefined);
    const asked = NODES.map((node) => taken.filter((one) => one.node === node).length);
    assert.deepEqual(asked, [3, 2, 2]);
    assert.deepEqual(
      [new Set(taken.map(({ id }) => id)).size, new Set(taken.map((one) => one.session)).size],
      [7, 7],
    );
    const [first = assert.fail()] = taken;
    fixed.giveBack(first);
    assert.equal(fixed.take(), first);
    fixed.giveUp(first);
    const next = fixed.take();
    assert.ok(next !== undefined && next.node === first.node && next.id > 7, 'a new one in its place');
  });

  it('have one request under way each; what is due meanwhile is one operation that waits, and no more', () => {
    const { clients, sent, answer } = world('2');
    for (let i = 0; i < 5; i++) clients.start(i);
    assert.deepEqual([sent.length, clients.started, clients.shed], [2, 2, 2]);
    answer(0);
    assert.deepEqual([sent.length, clients.started, clients.shed], [3, 3, 2]);
    assert.equal(clients.operations[2]?.scheduledAtMs, 2, 'its latency counts from when it was due');
    answer(1);
    answer(2);
    assert.equal(sent.length, 3);
    clients.start(9);
    assert.equal(sent.length, 4);
    const by = clients.operations.map(({ client }) => client);
    assert.ok(
      by.every((client) => client === 1 || client === 2),
      'all by these two',
    );
  });

  it('goes on in place of one whose request was never answered', () => {
    const { clients, sent, pass, answer } = world('1', 'broadcast');
    clients.start(0);
    clients.start(1);
    pass(REQUEST_TIMEOUT_MS + 1);
    assert.equal(sent.length, 2);
    assert.deepEqual(
      clients.operations.map(({ client }) => client),
      [1, 2],
    );
    answer(0);
    assert.equal(sent.length, 2, 'a late answer frees nobody');
  });

  it('starts nothing that was due when the load is over', () => {
    const { clients, sent, answer } = world('1');
    clients.start(0);
    clients.start(1);
    clients.loadEnded();
    answer(0);
    assert.equal(sent.length, 1);
  });
});
