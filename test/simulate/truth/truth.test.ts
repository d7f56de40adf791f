/** The truth beside replicas that the test holds in its hand: what they take up, say and forget, step by step. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { Key, Origin } from '../../../src/protocol/names.ts';
import { applied, World, type Held } from './fake-world.ts';
import { X, Y } from './true-write.ts';

const silent = (world: World): string[] => [...world.wrong];

describe('the truth about a cluster', () => {
  it('knows each write that was accepted: when, where, and who has it', () => {
    const world = new World();
    const version = world.write(0, [X, Y], 5);
    const [write] = world.truth.writes;
    assert.deepEqual(
      [write?.clockUs, write?.node, write?.keys, write?.acceptedAtMs, write?.remaining, write?.orphaned],
      [5, 0, [X, Y], 1000, 2, false],
    );
    assert.deepEqual([write?.earlierUntilMs, write?.isRewritten], [-Infinity, false]);
    assert.equal(world.truth.written({ origin: 'n1#0' as Origin, seq: 1 }), write);
    assert.deepEqual([world.truth.pending(), world.truth.disagreeing()], [1, [X, Y]]);
    for (const key of [X, Y]) world.node(1).server.replica.hold(key, version, '"v"');
    world.now = 1040;
    world.gossip(1, version, [X, Y], [applied(version, 40)]);
    assert.deepEqual([world.truth.pending(), world.truth.disagreeing(), write?.lastHeldMs], [0, [], 1040]);
    assert.equal(world.truth.clientWrites, 1);
    assert.deepEqual(world.truth.keys.get(X)?.find(version)?.value, '"v"');
  });

  it('finds a write that was not accepted, unless the node takes its clock for wrong', () => {
    const writes = { writes: { type: 'keys', keys: [X] } } as const;
    const world = new World();
    world.step(0, [], writes);
    assert.deepEqual(silent(world), ['n1 did not accept a write']);
    const refused = new World();
    refused.step(0, [{ type: 'rejected', reason: 'clock_wrong', text: '' }], writes);
    refused.step(0, []);
    assert.deepEqual(silent(refused), []);
    refused.step(0, [{ type: 'rejected', reason: 'malformed', text: 'odd' }], writes);
    assert.deepEqual(silent(refused), ['n1 did not accept a write', 'n1 rejected an input: odd']);
  });

  it('finds a write that was accepted and is not held', () => {
    const world = new World();
    world.step(0, [world.accepted('n1#0' as Origin, 1)], { writes: { type: 'keys', keys: [X] } });
    assert.deepEqual(silent(world), ['n1 accepted a write and does not hold it']);
    assert.equal(world.truth.writes.length, 0);
  });

  it('holds the answer to a compare-and-set against what the node held before it', () => {
    const request = {
      isConditional: true,
      writes: { type: 'keys', keys: [X] },
      body: { type: 'cas', from: 'v', to: 'w' },
    } as const;
    const world = new World();
    world.step(0, [], request, { type: 'error', code: 20 });
    assert.deepEqual(silent(world), []);
    world.write(0, [X], 5);
    world.step(0, [], request, { type: 'error', code: 22 });
    assert.deepEqual(silent(world), ['n1 answered 22 to a cas from "v" where it held "v": cas_ok is right']);
    world.node(0).server.replica.hold(X, { clockUs: 6, origin: 'n1#0' as Origin, seq: 2 }, '"w"');
    world.step(0, [world.accepted('n1#0' as Origin, 2)], request, { type: 'cas_ok' });
    assert.equal(world.truth.wrong.count, 1);
    assert.equal(world.truth.writes.length, 2);
    world.step(0, [], request);
    assert.equal(world.wrong[1], 'n1 did not answer a cas from "v"');
  });

  it('counts a read by what the node held before it wrote in the same request', () => {
    const world = new World();
    world.write(1, [X], 5);
    world.now = 1100;
    const { replica } = world.node(0).server;
    replica.hold(X, { clockUs: 9, origin: 'n1#0' as Origin, seq: 1 }, '"v"');
    const request = { reads: [X], writes: { type: 'keys', keys: [X] } } as const;
    world.step(0, [world.accepted('n1#0' as Origin, 1), { type: 'stale_read' }], request);
    world.step(0, [{ type: 'staleness', ageMs: 100, versions: 1 }], { reads: [] });
    assert.equal(world.truth.reads.compare(true), 1);
    assert.deepEqual([silent(world), world.truth.reads.reads], [[], 1]);
    world.step(0, [], { reads: 'all' });
    assert.equal(world.truth.reads.reads, 2);
  });

  describe('looks into a replica that a message came to, and finds', () => {
    const held = { clockUs: 5, origin: 'n2#0' as Origin, seq: 1 };
    const taken = (value: string, event?: Partial<NodeEvent>, hold: Held = held): readonly string[] => {
      const world = new World();
      world.write(1, [X], 5);
      const version = world.node(0).server.replica.hold(X, hold, value);
      world.gossip(0, held, [X], event === undefined ? [] : [{ dot: version, ...event } as NodeEvent]);
      return world.wrong;
    };

    it('nothing where it says what it took up', () => {
      assert.deepEqual(taken('"v"', { type: 'applied', propagationMs: 0 }), []);
    });

    it('what it does not say', () => {
      assert.deepEqual(taken('"v"'), ['n1 took up 5 n2#0 and did not say so']);
      assert.equal(taken('"v"', { type: 'converged' }).length, 2, 'another event does not say it');
    });

    it('a value that nobody wrote', () => {
      assert.deepEqual(taken('"w"', { type: 'applied', propagationMs: 0 }), [
        'n1 holds a value of key "x" that nobody wrote there',
      ]);
      const version = { clockUs: 6, origin: 'n2#0' as Origin, seq: 1 };
      assert.equal(
        taken('"v"', { type: 'applied', propagationMs: 0 }, version).length,
        1,
        'a version of nobody',
      );
    });

    it('a step back', () => {
      const world = new World();
      const [old, recent] = [world.write(1, [X], 5), world.write(1, [X], 7)];
      world.node(0).server.replica.hold(X, recent, '"v"');
      world.truth.held.lookAtAll(world.all);
      world.node(0).server.replica.hold(X, old, '"v"');
      world.gossip(0, old, [X], [applied(old, 0)]);
      assert.deepEqual(world.wrong.slice(0, 2), ['n1 took up 7 n2#0 unseen', 'n1 went back on key "x"']);
    });

    it('nothing new where it changed nothing, and what it took up beside the message in the end', () => {
      const world = new World();
      const version = world.write(1, [X], 5);
      const { replica } = world.node(0).server;
      world.gossip(0, version, [X]);
      assert.deepEqual([silent(world), world.truth.held.entries.hi], [[], 1]);
      replica.hold(X, version, '"v"');
      world.gossip(0, version, [Y]);
      assert.deepEqual(silent(world), []);
      world.truth.held.lookAtAll(world.all);
      assert.deepEqual(silent(world), ['n1 took up 5 n2#0 unseen']);
      replica.values.set(X, '"rotten"');
      world.truth.held.lookAtAll(world.all);
      assert.deepEqual(world.wrong.slice(1), ['n1 holds a value of key "x" that nobody wrote there']);
    });
  });

  it('takes down what nodes say of themselves', () => {
    const world = new World();
    world.write(0, [X], 5);
    world.step(0, [
      { type: 'pending', count: 1, lagMax: 1 },
      { type: 'pending', count: 2, lagMax: 1 },
    ]);
    world.step(0, [{ type: 'fault', text: 'broken' }]);
    world.step(0, [{ type: 'dropped', what: 'read_log', count: 3 }]);
    assert.deepEqual(silent(world), [
      'n1 reports 2 pending writes and a lag of 1, they are 1 and 1',
      'n1 has a fault: broken',
    ]);
    assert.deepEqual(
      [[...world.truth.differences.dropped], world.truth.clocksApart],
      [[['read_log', 3]], false],
    );
    const dot = { origin: 'n1#0' as Origin, seq: 1 };
    const times = { acceptedAtMs: 1000, convergenceMs: 0, confirmedMs: 0, traceparent: undefined };
    world.step(0, [{ type: 'converged', dot, ...times }]);
    assert.equal(world.wrong[2], 'n1 reports that n1#0 1 converged after 0 ms, but 1 replicas lack it');
    world.write(0, [X], 6);
    world.step(0, [{ type: 'run_converged', from: 2, to: 2, count: 1, convergenceMs: 0, confirmedMs: 0 }]);
    assert.match(world.wrong[3] ?? '', /1 replicas lack n1#0 2/);
    world.step(0, [{ type: 'pending', count: 0, lagMax: 0 }]);
    assert.equal(world.truth.wrong.count, 4, 'reported is reported');
  });

  it('knows where clocks are apart: set aside, taken for wrong, or gone back', () => {
    const apart = (...events: readonly Partial<NodeEvent>[]): number | undefined => {
      const world = new World();
      world.step(0, events as readonly NodeEvent[]);
      assert.equal(world.truth.clocksApart, world.truth.differences.dropped.has('clocks_apart'));
      return world.truth.differences.dropped.get('clocks_apart');
    };
    assert.equal(apart({ type: 'set_aside', count: 3 }), 3);
    assert.equal(apart({ type: 'clock', isWrong: true }), 1);
    assert.equal(apart({ type: 'clock', isWrong: false }), undefined);
    assert.equal(apart({ type: 'rejected', reason: 'clock_wrong', text: '' }), 1);
    const world = new World();
    for (const ms of [1000, 1000, 1001]) {
      world.now = ms;
      world.step(0, []);
    }
    world.now = 999;
    world.step(1, []);
    assert.equal(world.truth.clocksApart, false, 'each has its own');
    world.step(0, []);
    assert.equal(world.truth.clocksApart, true);
  });
});

describe('the truth about a node that lost its memory', () => {
  it('leaves its writes without anybody to report on them, and looks at its new life afresh', () => {
    const world = new World();
    const [own, other] = [world.write(0, [X], 5), world.write(1, [Y], 6)];
    world.restart(0);
    assert.deepEqual(
      world.truth.writes.map(({ orphaned }) => orphaned),
      [true, false],
    );
    assert.deepEqual(world.truth.slots, [2, 1]);
    const { replica } = world.node(0).server;
    replica.hold(Y, other, '"v"');
    world.now = 1100;
    world.gossip(0, other, [Y]);
    assert.deepEqual(silent(world), ['n1 took up 6 n2#0 and did not say so'], 'its first change counts');
    assert.equal(world.truth.keys.get(X)?.isHeldBy(world.truth.slots, own), false);
    world.write(0, [X], 20);
    assert.equal(world.truth.writes[2]?.earlierUntilMs, 1000, 'what its clock showed before');
    world.now = 900;
    world.step(0, []);
    world.restart(0);
    world.write(0, [X], 30);
    assert.equal(world.truth.writes[3]?.earlierUntilMs, 1000, 'at the latest');
  });

  it('begins anew with what it held, where its clock was wrong, under versions of its own', () => {
    const world = new World();
    world.write(0, [X], 50, '"own"');
    const foreign = world.write(1, [Y], 60, '"foreign"');
    const node = world.node(0);
    node.server.replica.hold(Y, foreign, '"foreign"');
    world.truth.held.lookAtAll(world.all);
    const before = world.truth.wrong.count;
    world.restart(0);
    const { replica } = node.server;
    const rewritten = (key: Key, seq: number, value: string): NodeEvent => {
      const clockUs = 40 + seq;
      const dot = { origin: node.origin, seq };
      replica.hold(key, { clockUs, ...dot }, value);
      return { type: 'rewritten', dot, clockUs, keys: [key], acceptedAtMs: world.now };
    };
    const events = [rewritten(X, 1, '"own"'), rewritten(Y, 2, '"foreign"')];
    world.step(0, [...events, { type: 'corrected', correctionMs: -5 }]);
    assert.equal(world.truth.wrong.count, before);
    assert.deepEqual(
      world.truth.writes.map(({ clockUs, isRewritten }) => [clockUs, isRewritten]),
      [
        [50, false],
        [60, false],
        [41, true],
        [42, true],
      ],
    );
    assert.equal(world.truth.clientWrites, 2);
    const y = world.truth.keys.get(Y) ?? assert.fail();
    assert.deepEqual([y.wasCarriedOn(foreign), y.wasCarriedOn({ ...foreign, clockUs: 61 })], [true, false]);
    assert.equal(world.truth.keys.get(X)?.latestAt(2)?.clockUs, 41);
    world.step(0, [rewritten(X, 3, '"own"')]);
    assert.equal(world.truth.keys.get(X)?.latestAt(2)?.clockUs, 43, 'in a later step as well');
  });

  it('has to begin anew with every value that it held', () => {
    const world = new World();
    world.write(0, [X], 50, '"own"');
    world.restart(0);
    world.step(0, [{ type: 'corrected', correctionMs: -5 }]);
    assert.deepEqual(silent(world), ['n1 began anew without the value that it held of key "x"']);
    const kept = new World();
    const version = kept.write(1, [X], 50);
    kept.node(0).server.replica.hold(X, version, '"v"');
    kept.truth.held.lookAtAll(kept.all);
    kept.restart(0);
    kept.node(0).server.replica.hold(X, version, '"v"');
    kept.step(0, [{ type: 'corrected', correctionMs: -5 }]);
    assert.deepEqual(silent(kept), ['n1 took up 50 n2#0 unseen'], 'and that was before');
    assert.equal(kept.truth.keys.get(X)?.latestAt(2)?.clockUs, 50);
    const invented = new World();
    invented.write(1, [X], 50, '"v"');
    invented.restart(0);
    invented.step(0, [{ type: 'corrected', correctionMs: -5 }]);
    assert.deepEqual(silent(invented), [], 'it had held nothing');
  });
});
