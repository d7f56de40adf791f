/** The rules of SWIM and Lifeguard, message by message, at a node that is stepped by hand. */

import assert from 'node:assert/strict';
import { prng } from '../../../../src/base/prng.ts';
import { FailureDetector } from '../../../../src/core/membership/swim/failure-detector.ts';
import type { SwimMessage, Update } from '../../../../src/core/membership/swim/swim-message.ts';
import { DEFAULT_SWIM, type SwimSettings } from '../../../../src/core/membership/swim/swim-settings.ts';
import type { NodeId } from '../../../../src/protocol/names.ts';

const [A, B, C, D, E] = ['a', 'b', 'c', 'd', 'e'] as NodeId[] as [NodeId, NodeId, NodeId, NodeId, NodeId];

/** Node a, what it sends, and what it finds. */
class Stepped {
  readonly sent: { to: NodeId; message: SwimMessage }[] = [];
  readonly found: string[] = [];
  readonly detector: FailureDetector;
  now = 0;

  constructor(members: readonly NodeId[], settings: Partial<SwimSettings> = {}) {
    const config = {
      ...{ me: A, members, isMember: (node: NodeId) => members.includes(node) },
      ...{ rng: prng(1), settings: { ...DEFAULT_SWIM, ...settings } },
    };
    const out = {
      send: (to: NodeId, message: SwimMessage): void => {
        this.sent.push({ to, message });
      },
      found: ({ node, health }: { node: NodeId; health: string }): void => {
        this.found.push(`${node} ${health}`);
      },
    };
    this.detector = new FailureDetector(config, out, 0);
  }

  /** Runs it until then, as its host does; returns what it sent meanwhile. */
  until(now: number): { to: NodeId; message: SwimMessage }[] {
    const from = this.sent.length;
    while (this.detector.dueAtMs <= now) {
      this.now = this.detector.dueAtMs;
      this.detector.tick(this.now);
    }
    this.now = now;
    return this.sent.slice(from);
  }

  hears(from: NodeId, kind: SwimMessage['kind'], probe: number, updates: readonly Update[] = []): void {
    this.detector.receive(from, { kind, probe, updates }, this.now);
  }
}

const kinds = (sent: readonly { to: NodeId; message: SwimMessage }[]): string[] =>
  sent.map(({ to, message }) => `${message.kind} ${to}`);

describe('failure detector', () => {
  it('suspects who answers neither directly nor through others, and counts it as failed when the time is over', () => {
    const a = new Stepped([B], { hasLifeguard: false });
    assert.deepEqual(kinds(a.until(0)), ['ping b']);
    a.until(999);
    assert.deepEqual(a.found, []);
    a.until(1000);
    assert.deepEqual(a.found, ['b suspect']);
    assert.ok(a.detector.isSuspected(B));
    a.until(5999);
    assert.deepEqual(a.found, ['b suspect']);
    a.until(6000);
    assert.deepEqual(a.found, ['b suspect', 'b failed'], 'after five periods, in a cluster of two');
  });

  it('asks others once the direct answer is late, and is content with theirs', () => {
    const a = new Stepped([B, C, D, E]);
    const [first] = a.until(0);
    assert.ok(first !== undefined);
    const asked = a.until(500);
    assert.equal(asked.length, 3);
    assert.ok(
      asked.every(
        ({ to, message }) => message.kind === 'pingreq' && message.target === first.to && to !== first.to,
      ),
    );
    a.hears(asked[0]?.to ?? B, 'pingack', first.message.probe);
    a.until(1000);
    assert.deepEqual(a.found, []);
  });

  it('pings for others, passes the answer on, and says in time that there is none', () => {
    const a = new Stepped([B, C]);
    a.until(0);
    a.detector.receive(B, { kind: 'pingreq', probe: 77, target: C, updates: [] }, a.now);
    const ping = a.sent.at(-1);
    assert.equal(kinds([ping as never])[0], 'ping c');
    assert.deepEqual(
      a.until(400).map(({ to, message }) => `${message.kind} ${to} ${message.probe}`),
      ['pingnack b 77'],
    );
    a.hears(C, 'pingack', ping?.message.probe ?? 0);
    assert.equal(`${a.sent.at(-1)?.message.kind} ${a.sent.at(-1)?.message.probe}`, 'pingack 77');
  });

  it('refutes what is said of itself with a higher incarnation, and tells it on', () => {
    const a = new Stepped([B, C]);
    a.until(0);
    a.hears(B, 'ping', 5, [{ node: A, health: 'suspect', incarnation: 3, by: C }]);
    const { message } = a.sent.at(-1) ?? {};
    const alive = { node: A, health: 'alive', incarnation: 4, by: A };
    assert.deepEqual(message?.updates, [alive]);
    for (const incarnation of [3, 2]) {
      a.until(a.now + 60_000);
      a.hears(B, 'ping', 6, [{ node: A, health: 'failed', incarnation, by: C }]);
      assert.deepEqual(a.sent.at(-1)?.message.updates[0], alive, 'whoever missed it is told again');
    }
    a.hears(B, 'ping', 7, [{ node: A, health: 'suspect', incarnation: 4, by: C }]);
    assert.equal(a.sent.at(-1)?.message.updates[0]?.incarnation, 5);
  });

  it('believes the higher incarnation, and of the same one the more severe', () => {
    const a = new Stepped([B, C]);
    a.until(0);
    const hears = (health: Update['health'], incarnation: number): void =>
      a.hears(C, 'pingack', 0, [{ node: B, health, incarnation, by: C }]);
    hears('suspect', 0);
    hears('alive', 0);
    assert.ok(a.detector.isSuspected(B), 'what is no news to the suspicion does not clear it');
    hears('alive', 1);
    assert.ok(!a.detector.isSuspected(B));
    hears('suspect', 0);
    assert.ok(!a.detector.isSuspected(B), 'an old suspicion');
    hears('failed', 1);
    hears('suspect', 1);
    assert.deepEqual(a.found, ['b suspect', 'b alive', 'b failed']);
    hears('alive', 2);
    assert.ok(!a.detector.isSuspected(B), 'nobody is struck off: it is back');
  });

  it('believes nothing that would leave a member no incarnation to refute the next suspicion with', () => {
    const last = Number.MAX_SAFE_INTEGER;
    const a = new Stepped([B, C]);
    a.until(0);
    a.hears(C, 'ping', 1, [{ node: B, health: 'alive', incarnation: last, by: C }]);
    a.hears(C, 'ping', 2, [{ node: A, health: 'suspect', incarnation: last - 1, by: C }]);
    assert.deepEqual(a.sent.at(-1)?.message.updates, [], 'neither told on nor refuted');
    a.hears(C, 'ping', 3, [{ node: B, health: 'suspect', incarnation: 0, by: C }]);
    a.hears(B, 'ping', 4, [{ node: B, health: 'alive', incarnation: 1, by: B }]);
    assert.deepEqual(a.found, ['b suspect', 'b alive']);
  });

  it('gives a suspicion less time the more others have come to it by themselves', () => {
    const members = [B, C, D, E];
    const failsAfter = (confirming: readonly NodeId[]): number => {
      const a = new Stepped(members, { periodMs: 1e9, answerMs: 1e9, suspicionPeriods: 5e-6 });
      a.until(0);
      for (const by of [C, ...confirming])
        a.hears(by, 'pingack', 0, [{ node: B, health: 'suspect', incarnation: 0, by }]);
      for (let ms = 0; ; ms += 100) {
        a.until(ms);
        if (a.found.includes('b failed')) return ms;
      }
    };
    assert.equal(failsAfter([]), 30_000, 'β times the least');
    assert.equal(failsAfter([C]), 30_000, 'the same node again is no confirmation');
    assert.equal(failsAfter([D]), 17_500);
    assert.equal(failsAfter([D, E, A]), 5000, 'no sooner than the least');
  });

  it('waits longer and probes less often while its own probes fail, and recovers with each answer', () => {
    const a = new Stepped([B, C, D, E]);
    const times = [0];
    for (let i = 0; i < 3; i++) {
      a.until(times.at(-1) ?? 0);
      const begun = a.sent.length;
      while (a.sent.slice(begun).every(({ message }) => message.kind !== 'ping')) a.until(a.now + 100);
      times.push(a.now);
    }
    assert.deepEqual(
      times,
      [0, 1000, 4000, 9000],
      'a failed probe without a word of its intermediaries counts twice',
    );
    const last = a.sent.at(-1)?.message.probe ?? 0;
    a.hears(B, 'pingack', last);
    assert.equal(a.detector.dueAtMs, 9000 + 7000, 'the period that has begun is as long as it was');
    a.until(16_000);
    assert.equal(a.detector.dueAtMs, 16_000 + 500 * 6, 'the next one is shorter by one');
  });

  it('tells a failed member with the ping that it has failed, also without Lifeguard', () => {
    for (const hasLifeguard of [true, false]) {
      const a = new Stepped([B], { hasLifeguard });
      a.until(0);
      a.hears(B, 'pingack', 0, [{ node: B, health: 'failed', incarnation: 0, by: C }]);
      a.until(1000);
      assert.deepEqual(a.sent.at(-1)?.message.updates[0], {
        node: B,
        health: 'failed',
        incarnation: 0,
        by: A,
      });
    }
    const a = new Stepped([B], { hasLifeguard: false, retellings: 0 });
    a.until(0);
    a.hears(B, 'pingack', 0, [{ node: B, health: 'suspect', incarnation: 0, by: C }]);
    a.until(1000);
    assert.equal(a.sent.at(-1)?.message.updates.length, 1, 'a suspected one hears of it once, by rumor');
    a.until(2000);
    assert.deepEqual(a.sent.at(-1)?.message.updates, []);
  });

  it('leaves alone who takes no part, until it probes others itself', () => {
    const a = new Stepped([B]);
    const [ping] = a.until(0);
    a.hears(B, 'pingnack', ping?.message.probe ?? 0);
    a.hears(B, 'pingnack', 0, [{ node: B, health: 'suspect', incarnation: 0, by: C }]);
    assert.deepEqual([a.until(5000), a.found], [[], []]);
    a.hears(B, 'ping', 1);
    assert.deepEqual(kinds(a.until(6000)), ['ping b']);
    a.until(7000);
    assert.deepEqual(a.found, ['b suspect']);
    a.detector.abstains(B);
    assert.deepEqual(a.found, ['b suspect', 'b alive'], 'it could not refute it');
    a.until(60_000);
    assert.equal(a.found.length, 2);
  });

  it('pings nobody for others but members, and gives up a probe of one that has gone', () => {
    const members = [B, C];
    const a = new Stepped(members);
    const [ping] = a.until(0);
    a.detector.receive(B, { kind: 'pingreq', probe: 1, target: E, updates: [] }, 0);
    assert.equal(a.sent.length, 1);
    const gone = ping?.to ?? B;
    members.splice(members.indexOf(gone), 1);
    a.detector.membersChanged(members);
    a.until(1000);
    assert.deepEqual(a.found, []);
    assert.ok(a.sent.slice(1).every(({ to }) => to !== gone));
  });

  it('tells a suspected member with the ping that it is suspected, whatever else there is to tell', () => {
    const a = new Stepped([B]);
    a.until(1000);
    const { message } = a.sent.at(-1) ?? {};
    assert.equal(message?.kind, 'ping');
    assert.deepEqual(message.updates[0], { node: B, health: 'suspect', incarnation: 0, by: A });
  });
});
