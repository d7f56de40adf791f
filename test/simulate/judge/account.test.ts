/** What the simulated nodes report, added up: each event in the figure that it belongs to. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { GossipMessage } from '../../../src/protocol/envelope.ts';
import { Account } from '../../../src/simulate/judge/account.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';
import { N1 } from '../truth/true-write.ts';

const [A, B] = [{ index: 0 }, { index: 1 }] as unknown as [VirtualNode, VirtualNode];
const DOT = { origin: N1, seq: 1 };

function record(account: Account, node: VirtualNode, ...events: readonly NodeEvent[]): void {
  account.record(node, { events, sends: [] } as never);
}

function message(account: Account, direction: 'sent' | 'received', type: string, bytes: number): void {
  account.message(direction, { body: { type } } as GossipMessage, bytes);
}

const applied = (propagationMs: number): NodeEvent => ({
  ...{ type: 'applied', dot: DOT, from: 'n1' as never, hops: 1, propagationMs },
  ...{ departedAtMs: 0, appliedAtMs: 0, traceparent: undefined },
});

describe('the account of simulated nodes', () => {
  it('adds up what each of them says, by what it is', () => {
    const account = new Account();
    const accepted: NodeEvent = { type: 'accepted', dot: DOT, acceptedAtMs: 1, traceparent: undefined };
    record(
      account,
      A,
      accepted,
      { type: 'read' },
      { type: 'read' },
      { type: 'read' },
      { type: 'stale_read' },
    );
    record(account, B, accepted, { type: 'staleness', ageMs: 40, versions: 2 }, applied(30));
    record(
      account,
      B,
      { type: 'received', outcome: 'superseded', count: 5 },
      { type: 'received', outcome: 'duplicate', count: 7 },
      { type: 'received', outcome: 'late', count: 11 },
      { type: 'dropped', what: 'read_log', count: 3 },
    );
    record(account, A, {
      ...{ type: 'converged', dot: DOT, acceptedAtMs: 1, convergenceMs: 100, confirmedMs: 120 },
      traceparent: undefined,
    });
    record(account, A, {
      type: 'run_converged',
      from: 2,
      to: 4,
      count: 2,
      convergenceMs: 200,
      confirmedMs: 220,
    });
    message(account, 'sent', 'mail', 100);
    message(account, 'sent', 'mail', 50);
    message(account, 'sent', 'ack', 10);
    message(account, 'received', 'mail', 70);
    const report = account.report('direct-mail');
    assert.equal(report.strategy, 'direct-mail');
    assert.deepEqual(report.messagesSentByKind, { mail: 2, ack: 1 });
    assert.equal(report.bytesSent, 160);
    assert.deepEqual([report.writes, report.reads, report.staleReads], [2, 3, 1]);
    assert.deepEqual(report.entries, { applied: 1, superseded: 5, duplicate: 7, late: 11 });
    assert.deepEqual([...report.dropped], [['read_log', 3]]);
    assert.deepEqual([report.convergence.count, report.convergence.mean], [3, 500 / 3]);
    assert.deepEqual([report.confirmed.count, report.confirmed.max], [3, 220]);
    assert.deepEqual([report.propagation.max, report.staleness.max, report.depth.max], [30, 40, 2]);
  });

  it('reports nothing where nothing was said', () => {
    const report = new Account().report('relay');
    assert.deepEqual([report.messagesSentByKind, report.bytesSent, report.pendingWrites], [{}, 0, 0]);
    assert.deepEqual(report.entries, { applied: 0, superseded: 0, duplicate: 0, late: 0 });
    assert.equal(report.dropped.size, 0);
  });

  it('has as pending what each said last, and nothing of one that lost its memory', () => {
    const account = new Account();
    const pending = (count: number): NodeEvent => ({ type: 'pending', count, lagMax: 9 });
    record(account, A, pending(3), { type: 'keys', count: 100 });
    record(account, B, pending(9), pending(5));
    assert.equal(account.pending, 8);
    account.forgot(B);
    assert.equal(account.pending, 3);
    assert.equal(account.report('relay').pendingWrites, 3);
  });

  it('takes times for 0 that differing clocks made negative', () => {
    const account = new Account();
    record(account, A, applied(-5), applied(20), { type: 'staleness', ageMs: -1, versions: 1 });
    record(account, A, {
      type: 'run_converged',
      from: 1,
      to: 1,
      count: 1,
      convergenceMs: -3,
      confirmedMs: -2,
    });
    const { propagation, staleness, convergence, confirmed } = account.report('relay');
    assert.deepEqual([propagation.mean, staleness.mean, convergence.mean, confirmed.mean], [10, 0, 0, 0]);
  });
});
