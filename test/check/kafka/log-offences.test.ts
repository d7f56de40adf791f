/** What is told of a log that is wrong: which messages, at which offsets, and whose word it is. */

import assert from 'node:assert/strict';
import type { Operation } from '../../../src/check/history.ts';
import { KeyLog, type Message } from '../../../src/check/kafka/key-log.ts';
import { offencesIn, type LogOffences } from '../../../src/check/kafka/log-offences.ts';
import type { ProvenOffence } from '../../../src/check/offences.ts';
import { operation } from '../clients-record.ts';

/** A log, and short words for what happens to it. Values are letters. */
class Played {
  readonly log = new KeyLog();
  #sentBefore: Message | undefined;
  readonly #seen = new Map<string, { readonly op: Operation; readonly offset: number }>();

  /** By one client, one after the other. @param offset undefined: the answer named none */
  send(id: number, value: string, offset: number | undefined, changes: Partial<Operation> = {}): this {
    const op = operation({ id, node: 'n1', kind: 'write', ...changes });
    this.#sentBefore = this.log.sent(value, op, this.#sentBefore);
    if (offset !== undefined) this.log.placed(this.#sentBefore, offset);
    return this;
  }

  /** One poll, in which each message follows the one before. */
  poll(id: number, node: string, ...placed: readonly (readonly [offset: number, value: string])[]): this {
    const op = operation({ id, node });
    for (const [i, [offset, value]] of placed.entries()) {
      const to = this.log.polled(offset, value, op);
      const [offsetBefore, before] = placed[i - 1] ?? [0, undefined];
      const from = before === undefined ? undefined : this.log.messageWith(before);
      from?.followedBy({ to, before: op, offsetBefore, op, offset });
      this.#seen.set(value, { op, offset });
    }
    return this;
  }

  /** One client saw the one, then the other, in the polls that have returned them last. */
  then(from: string, value: string): this {
    const [before, after] = [this.#seen.get(from), this.#seen.get(value)];
    const [message, to] = [this.log.messageWith(from), this.log.messageWith(value)];
    assert.ok(before !== undefined && after !== undefined && message !== undefined && to !== undefined);
    message.followedBy({ to, before: before.op, offsetBefore: before.offset, ...after });
    return this;
  }

  /** Those that there are. */
  wrong(
    isReadToItsEnd = false,
    isExcused: (message: Message) => boolean = () => false,
  ): Partial<Record<keyof LogOffences, readonly string[]>> {
    const all = Object.entries(offencesIn(this.log, isReadToItsEnd, isExcused)) as [
      string,
      ProvenOffence[],
    ][];
    return Object.fromEntries(
      all.flatMap(([rule, found]) => (found.length === 0 ? [] : [[rule, found.map(({ text }) => text)]])),
    );
  }
}

describe('of a log that is wrong', () => {
  it('each message is named that was lost, with who acknowledged it, and the poll that went furthest', () => {
    const played = new Played()
      .send(1, 'a', 0)
      .send(2, 'b', 1)
      .send(3, 'c', 2)
      .send(4, 'd', 3)
      .send(5, 'e', undefined);
    played.poll(8, 'n2', [1, 'b']).poll(9, 'n3', [2, 'c']).poll(10, 'n2', [2, 'c'], [1, 'b']);
    const { lost, neverPolled } = played.wrong(true);
    assert.deepEqual(
      { lost, neverPolled },
      {
        lost: [
          'n1 (operation 1) acknowledged a at offset 0; n3 (operation 9) polled c at offset 2, which is behind it, and no poll ever returned a',
        ],
        neverPolled: [
          'n1 (operation 4) acknowledged d at offset 3, and no poll ever returned it, nor anything behind it',
          'n1 (operation 5) acknowledged e at offset ?, and no poll ever returned it, nor anything behind it',
        ],
      },
    );
    assert.deepEqual(played.wrong(false).lost, undefined, 'nobody has read to the end');
    assert.deepEqual(Object.keys(played.wrong(true, ({ value }) => value === 'a')), [
      'neverPolled',
      'disorderedInOnePoll',
    ]);
  });

  it('the poll is named that went furthest first', () => {
    const played = new Played()
      .send(1, 'a', 0)
      .poll(7, 'n2', [2, 'b'])
      .poll(8, 'n3', [2, 'c'])
      .poll(9, 'n4', [1, 'd']);
    assert.match(
      played.wrong(true).lost?.[0] ?? '',
      /; n2 \(operation 7\) polled b at offset 2, which is behind it/,
    );
  });

  it('a message is not lost that was never acknowledged, nor where nothing was polled', () => {
    const silent = { completedAtMs: undefined };
    assert.deepEqual(new Played().send(1, 'a', undefined, silent).poll(9, 'n2').wrong(true), {});
    assert.deepEqual(Object.keys(new Played().send(1, 'a', 0).wrong(true)), ['neverPolled']);
  });

  it('a message counts where it is last, and a poll to where its message is first', () => {
    const twice = new Played().send(1, 'a', 0).send(2, 'b', 1).send(3, 'c', 2).poll(9, 'n2', [1, 'b']);
    const [a] = [...twice.log.messages];
    assert.ok(a !== undefined);
    twice.log.placed(a, 4);
    assert.equal(twice.wrong(true).lost, undefined, 'a is behind b, too');
    twice.poll(10, 'n2', [5, 'b']);
    assert.equal(twice.wrong(true).lost, undefined, 'b is before a, too');
    twice.poll(11, 'n2', [5, 'd']);
    assert.equal(twice.wrong(true).lost?.length, 2);
  });

  it('an offset that holds several is told with who says so: who polled it, else who acknowledged it', () => {
    const played = new Played().send(1, 'a', 0).send(2, 'b', 0).poll(9, 'n3', [0, 'a'], [0, 'x']);
    assert.deepEqual(played.wrong().conflicting, [
      'offset 0 holds a (n3 (operation 9)) and b (n1 (operation 2)) and x (n3 (operation 9))',
    ]);
    assert.deepEqual(played.wrong().invented, ['n3 (operation 9) polled x, and nobody had sent it']);
  });

  it('a message that stands in several places is told with these', () => {
    const played = new Played().send(1, 'a', 0).poll(8, 'n2', [4, 'a']).poll(9, 'n3', [4, 'a']);
    assert.deepEqual(played.wrong(), { repeated: ['a stands at offsets 0 and 4'] });
  });

  it('what was left out is told, three of many', () => {
    const whole = ['a', 'b', 'c', 'd', 'e', 'f'].map((value, i): [number, string] => [2 * i, value]);
    const played = new Played().poll(1, 'n1', ...whole);
    const skipped = (to: number): readonly string[] =>
      played
        .poll(10 + to, 'n2', whole[0] ?? [0, ''], whole[to] ?? [0, ''])
        .wrong()
        .skippedInOnePoll?.slice(-1) ?? [];
    assert.deepEqual(skipped(4), [
      'n2 (operation 14) answered one poll with a at offset 0, then e at offset 8, without b at 2, c at 4, d at 6 in between',
    ]);
    assert.deepEqual(skipped(5), [
      'n2 (operation 15) answered one poll with a at offset 0, then f at offset 10, without b at 2, c at 4, d at 6 and 1 more in between',
    ]);
    assert.deepEqual(
      played.poll(20, 'n3', [0, 'a']).poll(21, 'n4', [4, 'c']).then('a', 'c').wrong().skippedBetweenPolls,
      [
        'one client was answered a at offset 0 by n3 (operation 20), then c at offset 4 by n4 (operation 21), without b at 2 in between',
      ],
    );
  });

  it('what came in the wrong order is told, the same message again included', () => {
    const played = new Played().poll(1, 'n1', [0, 'a'], [1, 'b']).poll(2, 'n2', [1, 'b'], [1, 'b'], [0, 'a']);
    assert.deepEqual(played.wrong().disorderedInOnePoll, [
      'n2 (operation 2) answered one poll with b at offset 1, then b at offset 1',
      'n2 (operation 2) answered one poll with b at offset 1, then a at offset 0',
    ]);
    assert.deepEqual(played.then('b', 'a').wrong().disorderedInOnePoll?.length, 2, 'each step is told once');
    assert.deepEqual(played.poll(3, 'n3', [0, 'a']).then('b', 'a').wrong().backBetweenPolls, [
      'one client was answered b at offset 1 by n2 (operation 2), then a at offset 0 by n3 (operation 3)',
    ]);
  });

  it('sends are in order where one that was refused stands between', () => {
    const refused = { error: 'abort' };
    const played = new Played()
      .send(1, 'a', 5)
      .send(2, 'b', undefined, refused)
      .send(3, 'c', undefined, refused)
      .send(4, 'd', 3);
    assert.deepEqual(played.wrong(), {
      backBetweenSends: ['one client sent a at offset 5, and after it d at offset 3 (n1 (operation 4))'],
    });
    assert.deepEqual(new Played().send(1, 'a', 5).send(2, 'b', 3, refused).wrong(), {}, 'it had no effect');
    assert.deepEqual(
      new Played().send(1, 'a', 5, refused).send(2, 'b', 3).wrong(),
      {},
      'nothing was before it',
    );
  });

  it('a message that was polled though its send was refused is told with the refusal', () => {
    assert.deepEqual(
      new Played().send(1, 'a', undefined, { error: 'abort' }).poll(9, 'n2', [0, 'a']).wrong(true),
      {
        refused: ['n1 (operation 1) refused a (abort), and n2 (operation 9) polled it'],
      },
    );
  });
});
