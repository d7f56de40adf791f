/** Linearizability of one register: the search finds what trying every order finds, and says so when it gives up. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_LIMITS, linearize } from '../../../src/check/linearizability/linearize.ts';
import {
  applied,
  IMPOSSIBLE,
  type Effect,
  type Step,
  type Value,
} from '../../../src/check/linearizability/register.ts';
import { prng } from '../../../src/base/prng.ts';

type History = readonly Step<number>[];

/** The definition: some order of all that was answered, and of any of the rest, keeps to time and explains every answer. */
function isLinearizable(history: History): boolean {
  const from = (left: History, value: Value): boolean => {
    if (left.every(({ completedAtMs }) => completedAtMs === undefined)) return true;
    return left.some((step) => {
      const isPreceded = left.some((other) => (other.completedAtMs ?? Infinity) < step.invokedAtMs);
      const after = isPreceded ? IMPOSSIBLE : applied(step.effect, value);
      return (
        after !== IMPOSSIBLE &&
        from(
          left.filter((other) => other !== step),
          after,
        )
      );
    });
  };
  return from(
    history.filter(({ effect, completedAtMs }) => effect.f !== 'read' || completedAtMs !== undefined),
    undefined,
  );
}

const value = fc.constantFrom('1', '2');
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ f: fc.constant('read' as const), value: fc.option(value, { nil: undefined }) }),
  fc.record({ f: fc.constant('write' as const), value }),
  fc.record({ f: fc.constant('cas' as const), from: value, to: value }),
);
const history = fc
  .array(fc.tuple(effect, fc.nat(8), fc.option(fc.nat(4), { nil: undefined, freq: 5 })), { maxLength: 7 })
  .map((drawn): History =>
    drawn.map(([what, invokedAtMs, tookMs], op) => ({
      ...{ op, effect: what, invokedAtMs },
      completedAtMs: tookMs === undefined ? undefined : invokedAtMs + tookMs,
    })),
  );

/** What a linearizable register answers to clients that ask at the same time: each operation takes effect somewhere in between. */
function cleanHistory(seed: number, operations: number, concurrency: number): Step<number>[] {
  const rng = prng(seed);
  let held: Value;
  const clients = Array.from({ length: concurrency }, () => 0);
  const drafts = Array.from({ length: operations }, (_, op) => {
    const client = op % concurrency;
    const invokedAtMs = (clients[client] ?? 0) + rng.float();
    const takesEffectAtMs = invokedAtMs + rng.float();
    const completedAtMs = takesEffectAtMs + rng.float();
    clients[client] = completedAtMs;
    return {
      op,
      invokedAtMs,
      takesEffectAtMs,
      completedAtMs,
      f: rng.below(3),
      a: `${rng.below(5)}`,
      b: `${rng.below(5)}`,
    };
  });
  return drafts
    .sort((x, y) => x.takesEffectAtMs - y.takesEffectAtMs)
    .flatMap(({ op, invokedAtMs, completedAtMs, f, a, b }): Step<number>[] => {
      if (f === 0) return [{ op, effect: { f: 'read', value: held }, invokedAtMs, completedAtMs }];
      if (f === 2 && held !== a) return [];
      held = f === 1 ? a : b;
      const what: Effect = f === 1 ? { f: 'write', value: a } : { f: 'cas', from: a, to: b };
      return [{ op, effect: what, invokedAtMs, completedAtMs }];
    });
}

const step = (op: number, what: Effect, invokedAtMs: number, completedAtMs?: number): Step<number> => ({
  ...{ op, effect: what, invokedAtMs, completedAtMs },
});

describe('linearize', () => {
  it('agrees with the definition on every small history', () => {
    let impossible = 0;
    fc.assert(
      fc.property(history, (steps) => {
        const { type } = linearize(steps);
        if (type === 'impossible') impossible++;
        assert.equal(type, isLinearizable(steps) ? 'linearizable' : 'impossible');
      }),
      { numRuns: 3000 },
    );
    assert.ok(impossible > 500, `${impossible} histories were not linearizable`);
  });

  it('passes what a linearizable register answers, and finds a read that is planted in it', () => {
    for (let seed = 0; seed < 20; seed++) {
      const steps = cleanHistory(seed, 400, 8);
      assert.deepEqual(linearize(steps), { type: 'linearizable' });
      const atMs = 1 + Math.max(...steps.map(({ completedAtMs }) => completedAtMs ?? 0));
      const planted = [
        ...steps,
        step(-1, { f: 'write', value: '1' }, atMs, atMs + 1),
        step(-2, { f: 'read', value: '9' }, atMs + 2, atMs + 3),
      ];
      assert.deepEqual(linearize(planted), { type: 'impossible', op: -2, possible: ['1'] });
    }
  });

  it('finds a read of what was overwritten before it began, and says what the register can have held', () => {
    const steps = [
      step(1, { f: 'write', value: '1' }, 0, 1),
      step(2, { f: 'write', value: '2' }, 2, 3),
      step(3, { f: 'write', value: '3' }, 2),
      step(4, { f: 'read', value: '1' }, 4, 5),
    ];
    assert.deepEqual(linearize(steps), { type: 'impossible', op: 4, possible: ['2', '3'] });
  });

  it('lets what was not answered take effect late, or never', () => {
    const late = (read: Value): History => [
      step(1, { f: 'write', value: '1' }, 0, 1),
      step(2, { f: 'write', value: '2' }, 0),
      step(3, { f: 'read', value: '1' }, 10, 11),
      step(4, { f: 'read', value: read }, 12, 13),
    ];
    assert.equal(linearize(late('2')).type, 'linearizable');
    assert.equal(linearize(late('1')).type, 'linearizable');
  });

  it('keeps ways apart in which different operations without an answer were used', () => {
    // Either can have made the first 1, but only the write the second.
    const steps = [
      step(1, { f: 'write', value: '1' }, 0),
      step(2, { f: 'cas', from: '2', to: '1' }, 0),
      ...(['2', '3'] as const).flatMap((value, i) => [
        step(3, { f: 'write', value }, 4 * i, 4 * i + 1),
        step(4, { f: 'read', value: '1' }, 4 * i + 2, 4 * i + 3),
      ]),
    ];
    assert.deepEqual(linearize(steps), { type: 'linearizable' });
  });

  it('has room for as many operations without an answer as for those that have one, and needs none for reads', () => {
    const limits = { ...DEFAULT_LIMITS, open: 3 };
    const three = (changes: Partial<Step<number>>): Step<number>[] =>
      [1, 2, 3].map((op) => ({ ...step(op, { f: 'write', value: '1' }, 0), ...changes }));
    const reads = three({ effect: { f: 'read', value: '9' } });
    const full = [...three({}), ...three({ completedAtMs: 9 }), ...reads];
    assert.deepEqual(linearize(full, limits), { type: 'linearizable' });
    assert.deepEqual(linearize([...full, step(7, { f: 'write', value: '1' }, 1)], limits), {
      ...{ type: 'unknown', op: 7, reason: 'more than 3 operations were never answered' },
    });
  });

  it('keeps as many ways as it may, and says where there are more', () => {
    const history = [step(1, { f: 'write', value: '1' }, 0, 1)];
    // Before the write and after it.
    const within = (configurations: number) => linearize(history, { ...DEFAULT_LIMITS, configurations });
    assert.deepEqual(within(2), { type: 'linearizable' });
    const reason = 'it can have gone in more than 1 ways';
    assert.deepEqual(within(1), { type: 'unknown', op: 1, reason });
  });

  it('says that it does not know where it gives up', () => {
    const open = Array.from({ length: 4 }, (_, op) => step(op, { f: 'write', value: `${op}` }, 0, 9));
    const tooMany = linearize(open, { ...DEFAULT_LIMITS, open: 3 });
    assert.deepEqual(tooMany, { type: 'unknown', op: 3, reason: 'more than 3 operations were open at once' });
    const tooManyWays = linearize(open, { ...DEFAULT_LIMITS, configurations: 5 });
    assert.equal(tooManyWays.type, 'unknown');
  });
});
