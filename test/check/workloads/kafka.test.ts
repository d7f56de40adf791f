/** The verdict on kafka: as the definitions have it, on random histories, with each anomaly planted in clean ones, and in bounded room. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KafkaChecker } from '../../../src/check/workloads/kafka.ts';
import { beforeTheEnd } from '../../../src/check/workloads/verdict.ts';
import { cases } from '../../support/random-cases.ts';
import { broken, operation } from '../clients-record.ts';
import { offencesByDefinition, type Event, type Outcome, type Polled } from '../kafka/definition.ts';
import { cleanHistory, judged } from '../kafka/history.ts';

const key = fc.constantFrom('a', 'b');
const client = fc.nat(1);
const placed = fc.tuple(fc.nat(4), fc.nat(5));
const drawn = fc.array(
  fc.oneof(
    fc.record({
      ...{ f: fc.constant('send' as const), client, key, offset: fc.nat(4) },
      outcome: fc.constantFrom<Outcome>('done', 'done', 'done', 'failed', 'unknown'),
    }),
    fc.record({ f: fc.constant('poll' as const), client, key, list: fc.array(placed, { maxLength: 3 }) }),
    fc.record({ f: fc.constant('final' as const), client, key, list: fc.array(placed, { maxLength: 3 }) }),
    fc.record({ f: fc.constant('assign' as const), client, keys: fc.uniqueArray(key) }),
  ),
  { maxLength: 12 },
);

/** Each key is sent 1, 2, 3, …; what is polled is one of these, or 0, which nobody sends. */
const history = drawn.map((events): Event[] => {
  const sent = new Map<string, number>();
  return events.map((event): Event => {
    if (event.f === 'assign') return event;
    const { f, client: by, key: of } = event;
    const count = sent.get(of) ?? 0;
    if (f === 'send') {
      sent.set(of, count + 1);
      return { ...event, value: count + 1 };
    }
    const list = event.list.map(([offset, n]) => [offset, n % (count + 1)] as const);
    return { f, client: by, key: of, msgs: { [of]: list } };
  });
});

const send = (value: number, offset: number, by = 0, outcome: Outcome = 'done'): Event => {
  return { f: 'send', client: by, key: 'k', value, outcome, offset };
};
const poll = (list: Polled[string], by = 0): Event => ({ f: 'poll', client: by, msgs: { k: list } });
const final = (list: Polled[string]): Event => ({ f: 'final', client: 9, key: 'k', msgs: { k: list } });

const ALL: Polled[string] = [
  [0, 1],
  [1, 2],
  [2, 3],
];
const SENT = [send(1, 0), send(2, 1), send(3, 2)];

const PLANTED: readonly (readonly [
  rule: string,
  history: readonly Event[],
  why: RegExp,
  proof: readonly number[],
])[] = [
  [
    'acknowledged messages were lost',
    // oxfmt-ignore
    [...SENT, final([[0, 1]]), final([[2, 3]])],
    /^key k: n1 \(operation \d+\) acknowledged 2 at offset 1; n1 \(operation \d+\) polled 3 at offset 2, which is behind it, and no poll ever returned 2$/,
    [1, 4],
  ],
  [
    'acknowledged messages were never polled',
    [...SENT, final(ALL.slice(0, 2))],
    /^key k: n1 \(operation \d+\) acknowledged 3 at offset 2, and no poll ever returned it, nor anything behind it$/,
    [2],
  ],
  [
    'offsets held several messages',
    [...SENT, send(4, 2, 1)],
    /offset 2 holds 3 \(.+\) and 4 \(.+\)$/,
    [2, 3],
  ],
  [
    'messages had several offsets',
    // oxfmt-ignore
    [...SENT, poll([[2, 3], [3, 3]])],
    /3 stands at offsets 2 and 3$/,
    [2, 3],
  ],
  [
    'polls left messages out',
    // oxfmt-ignore
    [...SENT, poll([[0, 1], [2, 3]])],
    /n1 \(operation \d+\) answered one poll with 1 at offset 0, then 3 at offset 2, without 2 at 1 in between$/,
    [3, 1],
  ],
  [
    'polls returned messages out of order',
    // oxfmt-ignore
    [...SENT, poll([[0, 1], [1, 2], [0, 1]])],
    /answered one poll with 2 at offset 1, then 1 at offset 0$/,
    [3],
  ],
  [
    'polls left out messages since the poll before',
    [...SENT, poll([[0, 1]]), poll([[2, 3]])],
    /one client was answered 1 at offset 0 by n1 \(operation \d+\), then 3 at offset 2 by n1 \(operation \d+\), without 2 at 1 in between$/,
    [3, 4, 1],
  ],
  [
    'polls went back behind the poll before',
    [...SENT, poll(ALL), poll([[2, 3]])],
    /then 3 at offset 2 by n1 \(operation \d+\)$/,
    [3, 4],
  ],
  [
    'sends of one client were reordered',
    [send(1, 5), send(2, 3)],
    /one client sent 1 at offset 5, and after it 2 at offset 3 \(n1 \(operation \d+\)\)$/,
    [0, 1],
  ],
  [
    'polls returned messages whose send had been refused',
    [send(1, 0, 0, 'failed'), poll([[0, 1]])],
    /n1 \(operation \d+\) refused 1 \(abort\), and n1 \(operation \d+\) polled it$/,
    [0, 1],
  ],
  [
    'polls returned what nobody had sent',
    [poll([[0, 1]])],
    /n1 \(operation \d+\) polled 1, and nobody had/,
    [0],
  ],
];

/** Which operations a text speaks of, the proof has. */
function assertNamed(text: string, proof: readonly number[]): void {
  const named = [...text.matchAll(/operation (\d+)/g)].map(([, id]) => Number(id));
  assert.deepEqual(
    named.filter((id) => !proof.includes(id)),
    [],
    text,
  );
}

describe('the verdict on kafka', () => {
  it('is that of the definitions on every small history', () => {
    const found = new Set<string>();
    fc.assert(
      fc.property(history, (events) => {
        const expected = offencesByDefinition(events);
        assert.deepEqual(broken(judged(events)), expected);
        for (const rule of Object.keys(expected)) found.add(rule);
      }),
      { numRuns: 2000 },
    );
    assert.equal(found.size, PLANTED.length, 'each of them happened');
  });

  it('passes what a right log answers', () => {
    for (let seed = 0; seed < 20; seed++) assert.deepEqual(broken(judged(cleanHistory(seed, 400))), {});
  });

  for (const [rule, events, why, indexes] of PLANTED) {
    it(`finds and explains: ${rule}`, () => {
      const verdict = judged([...cleanHistory(1, 100), ...events]);
      assert.ok((broken(verdict)[rule] ?? 0) > 0);
      const { examples: [first = ''] = [], proof = [] } =
        verdict.rules.find((one) => one.rule === rule) ?? {};
      assert.match(first, why);
      assert.ok(proof.length > 0);
      assertNamed(first, proof);
    });

    it(`names the operations that prove it: ${rule}`, () => {
      const firstId = operation({}).id + 1;
      const proof = judged(events).rules.find((one) => one.rule === rule)?.proof;
      assert.deepEqual(
        proof,
        indexes.map((index) => firstId + index),
      );
    });
  }

  it('begins anew where a client assigns itself other keys, and goes on with those that it keeps', () => {
    const other: Event = { f: 'assign', client: 0, keys: ['other'] };
    const same: Event = { f: 'assign', client: 0, keys: ['k'] };
    assert.deepEqual(broken(judged([...SENT, poll(ALL), other, same, poll(ALL)])), {});
    assert.deepEqual(broken(judged([...SENT, poll(ALL), same, poll(ALL)])), {
      'polls went back behind the poll before': 1,
    });
    assert.deepEqual(broken(judged([send(1, 5), other, same, send(2, 3)])), {}, 'sends are forgotten, too');
  });

  it('counts keys, messages, and those that were polled', () => {
    const elsewhere: Event = { f: 'poll', client: 1, msgs: { other: [[0, 7]] } };
    const { facts } = judged([...SENT, poll(ALL.slice(0, 2)), elsewhere]);
    assert.deepEqual(facts, { keys: 2, messages: 4, 'messages polled': 3 });
  });

  it('remembers as much as it may, each message and each step once, and counts what comes after', () => {
    const unjudged = (limit: number, ...events: Event[]): unknown => {
      const { rules, facts } = judged(events, new KafkaChecker(limit));
      const found = rules.find(({ rule }) => rule === 'messages and orders could not be judged');
      return [found?.broken, ...(found?.examples ?? []), facts['messages']];
    };
    const again = poll([[0, 1], [0, 1], [0, 1]]); // oxfmt-ignore
    const once = poll([[0, 1]]);
    const some = [send(1, 0), again, once];
    const bounded = (limit: number): string => `beyond the first ${limit}`;
    assert.deepEqual(
      unjudged(3, ...some),
      [0, bounded(3), 1],
      'a message, a step to itself, and one between polls',
    );
    assert.deepEqual(unjudged(3, ...some, again, poll([[1, 2]])), [4, bounded(3), 1]);
    const other = poll([[1, 2]]);
    assert.deepEqual(unjudged(5, ...some, other), [0, bounded(5), 2], 'another message, and a step to it');
    assert.deepEqual(unjudged(5, ...some, other, once), [1, bounded(5), 2]);
    assert.deepEqual(unjudged(2, send(1, 0, 0, 'unknown'), once, poll([[1, 2]], 1)), [0, bounded(2), 2], 'first seen'); // oxfmt-ignore
  });

  it('excuses what went with the memory of a node that was killed', () => {
    const checker = new KafkaChecker();
    judged([...SENT, final([])], checker);
    checker.livesEnded(new Map([['n1', Infinity]]));
    assert.deepEqual(broken(checker.verdict()), {});
  });

  it('takes for lost only what is missing when all is over', () => {
    const rules = Object.keys(broken(beforeTheEnd(judged([...SENT, final(ALL.slice(1))]))));
    assert.deepEqual(rules, []);
  });

  it('counts as sent by nobody what was polled before its send', () => {
    const found = broken(judged([poll([[0, 1]]), send(1, 0, 1)])); // oxfmt-ignore
    assert.deepEqual(found, { 'polls returned what nobody had sent': 1 });
  });

  it('refuses answers of another form', () => {
    const of = (carried: unknown, answer: object): boolean =>
      new KafkaChecker().answered(
        operation({ value: JSON.stringify(carried) }),
        { type: 'ok', ...answer },
        false,
      );
    assert.equal(of(['send', 'k', 1], { offset: 1.5 }), false);
    assert.equal(of(['send', 'k', 1], { offset: 1 }), true);
    assert.equal(of(['poll', {}], { msgs: { k: 1 } }), false);
    assert.equal(of(['poll', {}], { msgs: { k: null } }), true);
    assert.equal(of(['assign', ['k']], { offsets: { k: 'x' } }), false);
    assert.equal(of(['assign', ['k']], { offsets: {} }), true);
    assert.equal(of(['commit', { k: 1 }], {}), true);
  });

  it('judges 100,000 operations within seconds, and says so where it gives up', () => {
    const long = cleanHistory(7, cases(100_000), cases(2_000));
    // Processor time: what else the machine does is not counted.
    const before = process.cpuUsage();
    assert.deepEqual(broken(judged(long)), {});
    assert.ok(process.cpuUsage(before).user < Math.max(10e6, cases(10e6)));
    assert.ok(process.memoryUsage().heapUsed < 1e9);
    const bounded = judged(long.slice(0, 1_000), new KafkaChecker(100));
    assert.ok((broken(bounded)['messages and orders could not be judged'] ?? 0) > 0);
  });
});
