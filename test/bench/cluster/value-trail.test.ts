/** How far a value came: whatever the messages look like that carry it, and nothing where it cannot be known. */

import assert from 'node:assert/strict';
import { ValueTrail } from '../../../src/bench/cluster/value-trail.ts';

const line = (body: object): string => JSON.stringify({ src: 'n0', dest: 'n1', body });

describe('the trail of a value', () => {
  const follow = (...values: string[]): ValueTrail => {
    const trail = new ValueTrail();
    for (const value of values) trail.follow(value, 'n0');
    return trail;
  };
  const missing = { value: '17', nodes: ['n1', 'n2'] };

  it('says that it never left its node: numbers of another kind do not count', () => {
    const trail = follow('17');
    trail.sent('n0', 'n1', line({ type: 'gossip', msg_id: 17, in_reply_to: 17, values: [170] }));
    assert.equal(trail.storyOf(missing, 'n0'), 'no message with it ever left n0');
  });

  it('finds it in lists, objects, keys and texts', () => {
    const bodies = [{ v: 17 }, { v: [[1, 17]] }, { v: { a: { b: 17 } } }, { v: { 17: true } }, { v: '17' }];
    for (const body of bodies) {
      const trail = follow('17');
      trail.sent('n0', 'n1', line(body));
      assert.equal(
        trail.storyOf(missing, 'n0'),
        '1 message with it went to n1, and none arrived; no message with it was ever sent to n2',
        JSON.stringify(body),
      );
    }
  });

  it('tells what was lost from what was ignored', () => {
    const trail = follow('17');
    const body = line({ values: [17] });
    for (const dest of ['n1', 'n1', 'n2']) trail.sent('n0', dest, body);
    trail.arrived('n2', body);
    assert.equal(
      trail.storyOf(missing, 'n0'),
      '2 messages with it went to n1, and none arrived; a message with it reached n2, whose reads do not show it',
    );
  });

  it('does not blame a node that was killed for what had reached it before', () => {
    const trail = follow('17', '18');
    const body = line({ values: [17, 18] });
    for (const dest of ['n1', 'n2']) {
      trail.sent('n0', dest, body);
      trail.arrived(dest, body);
    }
    trail.began('n1');
    const anew = 'n1 was killed since, and no message with it was sent there any more';
    assert.equal(
      trail.storyOf(missing, 'n0'),
      `${anew}; a message with it reached n2, whose reads do not show it`,
    );
    assert.equal(trail.storyOf({ value: '17', nodes: ['n1'] }, 'n1'), anew, 'it had taken it itself');
    trail.sent('n0', 'n1', line({ v: 18 }));
    assert.equal(
      trail.storyOf({ value: '18', nodes: ['n1'] }, 'n0'),
      '1 message with it went to n1, and none arrived',
    );
  });

  it('tells of a node that does not show what it took itself', () => {
    const trail = follow('17');
    trail.sent('n0', 'n1', line({ v: 17 }));
    assert.equal(trail.storyOf({ value: '17', nodes: ['n0'] }, 'n0'), 'its own reads do not show it');
  });

  it('does not take numbers of other members for values, where those are not needed to explain what nodes show', () => {
    const trail = follow('1', '2', '17');
    const pass = (node: string, dest: string, body: object): void => {
      trail.sent(node, dest, line(body));
      trail.arrived(dest, line(body));
    };
    for (const dest of ['n1', 'n2']) {
      pass('n0', dest, { v: 1, seq: 1 });
      pass('n0', dest, { batch: { all: [2] }, seq: 17 });
    }
    const shows = (value: string): boolean => value !== '17';
    assert.match(
      trail.storyOf(missing, 'n0') ?? '',
      /reached n1 n2, whose reads/,
      'of nothing is more known',
    );
    const carrying = trail.carrying(shows);
    assert.deepEqual([...(carrying ?? [])].sort(), ['batch.all[]', 'v']);
    const unclear = 'cannot be told: other numbers in messages look like it';
    assert.equal(trail.storyOf(missing, 'n0', carrying), `whether a message with it ever left n0 ${unclear}`);
    pass('n0', 'n2', { v: 17, seq: 3 });
    assert.equal(
      trail.storyOf(missing, 'n0', carrying),
      `a message with it reached n2, whose reads do not show it; whether a message with it reached n1 ${unclear}`,
    );
    trail.sent('n0', 'n1', line({ v: 17 }));
    assert.match(
      trail.storyOf(missing, 'n0', carrying) ?? '',
      /whether a message with it reached n1 cannot/,
      'it may have',
    );
    assert.equal(
      trail.carrying(() => false),
      undefined,
    );
  });

  it('counts a message once that has the value in several members', () => {
    const trail = follow('17');
    trail.sent('n0', 'n1', line({ v: 17, values: [17], keys: { 17: true } }));
    trail.sent('n0', 'n1', line({ v: 17 }));
    assert.equal(
      trail.storyOf({ value: '17', nodes: ['n1'] }, 'n0'),
      '2 messages with it went to n1, and none arrived',
    );
  });

  it('does not count what the node was asked to add as something that came by messages', () => {
    const trail = follow('1', '17');
    trail.arrived('n0', line({ seq: 1 }));
    trail.arrived('n1', line({ v: 1 }));
    assert.deepEqual([...(trail.carrying(() => true) ?? [])], ['v']);
  });

  it('gives up where messages have members without end', () => {
    const trail = follow('17');
    for (let i = 0; i <= 1000; i++) trail.sent('n0', 'n1', line({ [`member ${i}`]: 17 }));
    assert.equal(trail.storyOf(missing, 'n0'), undefined);
  });

  it('says nothing where it did not look into everything', () => {
    const trail = follow('17');
    trail.sent('n0', 'n1', line({ values: Array.from({ length: 10_000 }, (_, i) => i) }));
    assert.equal(trail.storyOf(missing, 'n0'), undefined);
    assert.equal(follow('1').storyOf(missing, 'n0'), undefined);
  });
});
