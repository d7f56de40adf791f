/** The parts of the failure detector by themselves: whom it probes, what it tells how often, and how long a suspicion lasts. */

import assert from 'node:assert/strict';
import { prng } from '../../../../src/base/prng.ts';
import { Beliefs } from '../../../../src/core/membership/swim/beliefs.ts';
import { LocalHealth } from '../../../../src/core/membership/swim/local-health.ts';
import { Probe, Relayed } from '../../../../src/core/membership/swim/probe.ts';
import { ProbeOrder } from '../../../../src/core/membership/swim/probe-order.ts';
import { Rumors } from '../../../../src/core/membership/swim/rumors.ts';
import { suspicionLimits } from '../../../../src/core/membership/swim/suspicion.ts';
import type { Update } from '../../../../src/core/membership/swim/swim-message.ts';
import { DEFAULT_SWIM } from '../../../../src/core/membership/swim/swim-settings.ts';
import type { Health } from '../../../../src/protocol/gossip.ts';
import type { NodeId } from '../../../../src/protocol/names.ts';

const MEMBERS = ['a', 'b', 'c', 'd', 'e'] as NodeId[];
const [A, B, C] = MEMBERS as [NodeId, NodeId, NodeId];
const update = (node: NodeId, health: Health = 'suspect', incarnation = 0, by = C): Update => ({
  ...{ node, health, incarnation, by },
});

describe('the order of probes', () => {
  it('has each member once before any comes again, in an order that changes', () => {
    const order = new ProbeOrder(MEMBERS, prng(1));
    const rounds = Array.from({ length: 6 }, () => MEMBERS.map(() => order.next()));
    for (const round of rounds) assert.deepEqual([...round].sort(), MEMBERS);
    assert.ok(new Set(rounds.map((round) => round.join())).size > 2);
    assert.equal(new ProbeOrder([], prng(1)).next(), undefined);
  });

  it('has different others than the one, as many as there are at most', () => {
    const order = new ProbeOrder(MEMBERS, prng(1));
    for (let i = 0; i < 20; i++) {
      const others = order.others(3, B);
      assert.deepEqual([others.length, new Set(others).size, others.includes(B)], [3, 3, false]);
    }
    assert.deepEqual(
      order.others(9, B).sort(),
      MEMBERS.filter((member) => member !== B),
    );
    assert.deepEqual(order.others(0, B), []);
  });
});

describe('members that come and go', () => {
  it('are probed from then on, or are not, and who is left out is not until it is taken in again', () => {
    const order = new ProbeOrder(MEMBERS, prng(1));
    const round = (): string =>
      Array.from({ length: 3 }, () => order.next())
        .sort()
        .join('');
    order.next();
    order.setMembers([A, B, C], (node) => node <= C);
    assert.equal(round(), 'abc');
    order.leaveOut(B);
    assert.deepEqual([order.isLeftOut(B), order.others(3, A)], [true, [C]]);
    assert.deepEqual([order.next(), order.next()].sort(), [A, C]);
    order.takeIn(B);
    assert.equal(round(), 'abc');
    order.leaveOut(C);
    order.setMembers([A, B], (node) => node <= B);
    order.setMembers([A, B, C], (node) => node <= C);
    assert.equal(round(), 'abc', 'what is gone is forgotten');
  });

  it('take their beliefs and rumors with them', () => {
    let members = [A, B];
    const isMember = (node: NodeId): boolean => members.includes(node);
    const beliefs = new Beliefs(isMember);
    const limits = { leastMs: 100, mostMs: 100, confirmations: 1 };
    beliefs.learn(update(A), limits, 0);
    beliefs.learn(update(B, 'failed'), limits, 0);
    assert.deepEqual([beliefs.countOf('suspect'), beliefs.countOf('failed')], [1, 1]);
    const rumors = new Rumors();
    for (const node of members) rumors.spread(update(node));
    members = [B];
    beliefs.membersChanged();
    rumors.membersChanged(isMember);
    assert.deepEqual([beliefs.countOf('suspect'), beliefs.countOf('failed')], [0, 1]);
    assert.deepEqual([beliefs.dueAtMs, beliefs.healthOf(A)], [Infinity, 'alive']);
    assert.deepEqual(rumors.take(9, 9), [update(B)]);
  });
});

describe('rumors', () => {
  it('are told the least told first, each so often', () => {
    const rumors = new Rumors();
    const take = (limit: number): string[] => rumors.take(limit, 2).map(({ node }) => node);
    assert.deepEqual(take(9), []);
    rumors.spread(update(A));
    assert.deepEqual(take(9), ['a']);
    rumors.spread(update(B));
    rumors.spread(update(C));
    assert.deepEqual([take(0), take(1), take(2)], [[], ['b'], ['c', 'a']]);
    assert.deepEqual([take(9), take(9)], [['b', 'c'], []]);
  });

  it('of a member replace those before, and are told anew', () => {
    const rumors = new Rumors();
    rumors.spread(update(A, 'suspect'));
    rumors.take(1, 2);
    rumors.spread(update(A, 'alive', 1));
    assert.deepEqual(rumors.take(9, 2), [update(A, 'alive', 1)]);
    assert.deepEqual(rumors.take(9, 2), [update(A, 'alive', 1)]);
    assert.deepEqual(rumors.take(9, 2), []);
  });
});

describe('a suspicion lasts', () => {
  const limits = (members: number, changes = {}): unknown =>
    suspicionLimits({ ...DEFAULT_SWIM, ...changes }, members);

  it('five periods in small clusters, longer in large ones, and six times that where nobody confirms it', () => {
    assert.deepEqual(limits(10), { leastMs: 5000, mostMs: 30_000, confirmations: 3 });
    assert.deepEqual(limits(1000), { leastMs: 15_000, mostMs: 90_000, confirmations: 3 });
  });

  it('for as many confirmations as there can be', () => {
    assert.deepEqual(limits(4), { leastMs: 5000, mostMs: 30_000, confirmations: 2 });
    assert.deepEqual(limits(2), { leastMs: 5000, mostMs: 5000, confirmations: 0 });
    assert.deepEqual(limits(1), { leastMs: 5000, mostMs: 5000, confirmations: 0 });
    assert.deepEqual(limits(10, { hasLifeguard: false }), { leastMs: 5000, mostMs: 5000, confirmations: 0 });
  });
});

describe('beliefs', () => {
  const limits = { leastMs: 100, mostMs: 100, confirmations: 1 };

  it('are overdue when their suspicion has lasted long enough, and not before', () => {
    const beliefs = new Beliefs((node) => node === A || node === B);
    assert.equal(beliefs.dueAtMs, Infinity);
    beliefs.learn(update(A), limits, 10);
    beliefs.learn(update(B), limits, 30);
    assert.deepEqual([beliefs.dueAtMs, beliefs.overdue(109), beliefs.overdue(110)], [110, [], [A]]);
    assert.deepEqual(beliefs.overdue(130), [A, B]);
    beliefs.learn(update(A, 'alive', 1), limits, 120);
    assert.deepEqual([beliefs.dueAtMs, beliefs.overdue(1000)], [130, [B]]);
    beliefs.learn(update(B, 'failed'), limits, 130);
    assert.deepEqual([beliefs.dueAtMs, beliefs.healthOf(B)], [Infinity, 'failed']);
  });

  it('are news where they overrule what was believed, and another health only where it is one', () => {
    const beliefs = new Beliefs((node) => node === A || node === B);
    const learn = (...args: Parameters<typeof update>): string =>
      Object.values(beliefs.learn(update(...args), limits, 0)).join(' ');
    assert.equal(learn(C), 'false false', 'nobody knows that one');
    assert.deepEqual([beliefs.healthOf(C), beliefs.incarnationOf(C)], ['alive', 0]);
    assert.equal(learn(A, 'alive', 0), 'false false');
    assert.equal(learn(A, 'alive', 2), 'true false');
    assert.equal(learn(A, 'suspect', 1), 'false false');
    assert.equal(learn(A, 'suspect', 2), 'true true');
    assert.equal(learn(A, 'suspect', 2), 'false false', 'c has said so before');
    assert.equal(learn(A, 'suspect', 2, B), 'true false', 'it is confirmed');
    assert.equal(learn(A, 'suspect', 2, 'd' as NodeId), 'false false', 'there are enough');
    assert.equal(learn(A, 'alive', 2), 'false false');
    assert.equal(learn(A, 'failed', 2), 'true true');
    assert.equal(learn(A, 'suspect', 2), 'false false');
    assert.deepEqual([beliefs.healthOf(A), beliefs.incarnationOf(A)], ['failed', 2]);
  });
});

describe('a node', () => {
  it('takes itself for as unhealthy as it may be at most, and for healthy again', () => {
    const health = new LocalHealth(2);
    const after = (change: 'better' | 'worse'): number => {
      health[change]();
      return health.multiplier;
    };
    assert.equal(health.multiplier, 1);
    assert.deepEqual(
      (['better', 'worse', 'worse', 'worse', 'better', 'better', 'better'] as const).map(after),
      [1, 2, 3, 3, 2, 1, 1],
    );
  });
});

describe('a probe', () => {
  it('asks others at its time, unless it was answered or has asked them, and counts their nacks', () => {
    const probe = new Probe(7, A, 500, true);
    assert.deepEqual([probe.dueAtMs, probe.isMissingNacks], [500, false]);
    probe.intermediaries = [B, C];
    assert.deepEqual([probe.dueAtMs, probe.isMissingNacks], [Infinity, true]);
    probe.refused(7, B);
    probe.refused(6, C);
    assert.equal(probe.isMissingNacks, true);
    probe.refused(7, C);
    assert.equal(probe.isMissingNacks, false);
    assert.deepEqual([probe.answered(6), probe.answered(7), probe.answered(7)], [false, true, false]);
    const other = new Probe(8, A, 500, true);
    other.answered(8);
    assert.equal(other.dueAtMs, Infinity);
  });

  it('for somebody else says in time that it has no answer, and passes on one that comes within the period', () => {
    const settings = { ...DEFAULT_SWIM, answerMs: 100, periodMs: 1000 };
    const relayed = new Relayed();
    assert.equal(relayed.dueAtMs, Infinity);
    relayed.add({ number: 1, asker: A, probe: 71 }, 0, settings);
    relayed.add({ number: 2, asker: B, probe: 72 }, 10, settings);
    assert.equal(relayed.dueAtMs, 80);
    assert.deepEqual(relayed.takeUnanswered(79), []);
    assert.deepEqual(
      relayed.takeUnanswered(80).map(({ probe }) => probe),
      [71],
    );
    assert.deepEqual([relayed.takeUnanswered(80), relayed.dueAtMs], [[], 90]);
    assert.equal(relayed.answered(1)?.asker, A);
    assert.equal(relayed.answered(1), undefined);
    relayed.add({ number: 3, asker: A, probe: 73 }, 1009, settings);
    assert.equal(relayed.answered(2)?.probe, 72);
    relayed.add({ number: 4, asker: A, probe: 74 }, 2009, settings);
    assert.equal(relayed.answered(3), undefined, 'its period is over');
    relayed.add({ number: 5, asker: A, probe: 75 }, 2009, { ...settings, hasLifeguard: false });
    relayed.answered(4);
    assert.equal(relayed.dueAtMs, Infinity, 'without Lifeguard nobody says so');
    relayed.add({ number: 6, asker: A, probe: 76 }, 2010, { ...settings, relayedProbes: 2 });
    relayed.add({ number: 7, asker: A, probe: 77 }, 2011, { ...settings, relayedProbes: 2 });
    assert.equal(relayed.answered(5), undefined, 'the oldest is given up for the third');
    assert.equal(relayed.answered(6)?.probe, 76);
  });
});
