/** What a service answers when it is known which state or replica is drawn: each choice by itself, with a source of numbers that is given. */

import assert from 'node:assert/strict';
import type { Prng } from '../../src/base/prng.ts';
import { EventualStore } from '../../src/net/services/eventual.ts';
import { answer, changes, MAX_KEYS, type KeyValueCall } from '../../src/net/services/key-value.ts';
import { SequentialStore } from '../../src/net/services/sequential.ts';
import type { Service } from '../../src/net/services/service.ts';
import type { Body } from '../../src/protocol/envelope.ts';
import type { JsonText } from '../../src/protocol/names.ts';

/** Draws these numbers, in this order, and remembers below what they had to be. */
class Given implements Prng {
  readonly bounds: number[] = [];
  readonly #numbers: number[];

  constructor(...numbers: number[]) {
    this.#numbers = numbers;
  }

  below(bound: number): number {
    this.bounds.push(bound);
    return this.#numbers.shift() ?? 0;
  }

  float(): number {
    throw new Error('nobody draws a share');
  }

  fork(): Prng {
    return this;
  }
}

function ask(service: Service, client: string, body: string): string | undefined {
  return service.serve({ client, body: JSON.parse(body) as Body, line: `{"body":${body}}` });
}

const write = (value: number): string => `{"type":"write","key":"x","value":${value}}`;
const read = '{"type":"read","key":"x"}';
const holding = (value: number): string => `"type":"read_ok","value":${value}`;

describe('lww-kv', () => {
  /** Each request: from which replica to which one is merged, and which one answers. */
  const answers = (...requests: readonly (readonly [draws: readonly number[], body: string])[]) => {
    const store = new EventualStore(new Given(...requests.flatMap(([draws]) => draws)));
    return requests.map(([, body]) => ask(store, 'n1', body));
  };

  it('brings a key to the other replica', () => {
    assert.equal(answers([[0, 0, 0], write(1)], [[0, 1, 1], read]).at(-1), holding(1));
  });

  it('prefers the later Lamport time, whichever way it merges', () => {
    const twice = [
      [[1, 1, 1], write(9)],
      [[0, 0, 0], write(1)],
      [[0, 0, 0], write(2)],
    ] as const;
    assert.equal(answers(...twice, [[0, 1, 1], read]).at(-1), holding(2));
    assert.equal(answers(...twice, [[1, 0, 0], read]).at(-1), holding(2));
  });

  it('of two that are as late takes the one that it merges from: the other one is lost', () => {
    const both = [
      [[0, 0, 0], write(1)],
      [[1, 1, 1], write(2)],
    ] as const;
    assert.equal(answers(...both, [[0, 1, 1], read]).at(-1), holding(1));
    assert.equal(answers(...both, [[1, 0, 0], read]).at(-1), holding(2));
  });

  it('goes on from the later time of the two', () => {
    const replies = answers(
      ...([
        [[0, 0, 0], write(1)],
        [[0, 0, 0], write(2)],
        [[0, 1, 1], write(3)],
        [[1, 0, 0], read],
      ] as const),
    );
    assert.equal(replies.at(-1), holding(3));
  });
});

describe('seq-kv', () => {
  it('draws from the last 32 states, and from those alone that a client has not been past', () => {
    const rng = new Given();
    const store = new SequentialStore(rng);
    for (let i = 1; i <= 100; i++) ask(store, 'writer', write(i));
    assert.equal(ask(store, 'reader', read), holding(69), 'the oldest of them');
    assert.equal(rng.bounds.at(-1), 32);
    ask(store, 'writer', read);
    assert.equal(rng.bounds.at(-1), 1, 'the writer is at the latest');
  });

  it('leaves a write in the past that changes nothing there', () => {
    // The third request is at the second of three states.
    const store = new SequentialStore(new Given(0, 0, 1));
    ask(store, 'n1', write(1));
    ask(store, 'n1', write(2));
    ask(store, 'n2', write(1));
    assert.equal(ask(store, 'n1', read), holding(2));
  });
});

describe('the answer to a key-value request', () => {
  const put: KeyValueCall = { type: 'write', key: '"x"', value: '1' as JsonText };

  it('is a refusal where a new key would be one too many', () => {
    const { reply, next } = answer(put, undefined, MAX_KEYS);
    assert.match(reply, /"code":11,"text":"this service keeps 1000000 keys, and no more"/);
    assert.equal(next, undefined);
    assert.equal(answer(put, undefined, MAX_KEYS - 1).next, '1');
    assert.equal(answer(put, '2' as JsonText, MAX_KEYS).next, '1', 'the key is there');
    assert.match(answer({ type: 'read', key: '"x"' }, undefined, MAX_KEYS).reply, /"code":20/);
  });

  it('quotes long values in part', () => {
    const compared = (held: string): string => {
      const call = { type: 'cas', key: '"x"', from: '1', to: '2', creates: false } as KeyValueCall;
      return answer(call, JSON.stringify(held) as JsonText, 1).reply;
    };
    // Two of the characters are the quotes.
    assert.ok(compared('a'.repeat(198)).includes(`${'a'.repeat(198)}\\" is not 1`));
    assert.ok(compared('a'.repeat(199)).includes(`\\"${'a'.repeat(199)}… is not 1`));
  });
});

describe('an answer of a service', () => {
  it('changes a key where it holds something else afterwards', () => {
    const [one, same, two] = ['{"a":1}', '{ "a": 1 }', '2'] as [JsonText, JsonText, JsonText];
    assert.deepEqual(
      [undefined, one, two].map((current) => changes(current, { reply: '', next: same })),
      [true, false, true],
    );
    assert.equal(changes(one, { reply: '' }), false);
  });
});
