/** Requests are drawn from a seed, as the settings say, and so that a read tells which write it saw. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { prng } from '../../src/base/prng.ts';
import { KEY_CHOICES } from '../../src/load/key-choice.ts';
import { MAX_WRITES_PER_KEY } from '../../src/load/key-pool.ts';
import { requestMaker } from '../../src/load/requests.ts';
import type { LoadOptions, Request } from '../../src/load/workload.ts';
import { WORKLOADS, workloadOf, type WorkloadName } from '../../src/load/workloads.ts';

const OPTIONS: LoadOptions = {
  readRatio: 0.5,
  casRatio: 0,
  deleteRatio: 0,
  keys: 10,
  keyChoice: 'uniform',
  valueBytes: 16,
  dialect: 'ours',
  repeatsElements: false,
};

function draw(workload: WorkloadName, changes: Partial<LoadOptions>, count: number, seed = 1): Request[] {
  const make = requestMaker(workloadOf({ workload }), { ...OPTIONS, ...changes }, prng(seed));
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

const anyOptions: fc.Arbitrary<LoadOptions> = fc.record({
  readRatio: fc.constantFrom(0, 0.2, 0.5, 1),
  casRatio: fc.constantFrom(0, 0.5, 1),
  deleteRatio: fc.constantFrom(0, 0.5, 1),
  keys: fc.constantFrom(1, 3, 1000),
  keyChoice: fc.constantFrom(...KEY_CHOICES),
  valueBytes: fc.constantFrom(0, 1, 16),
  dialect: fc.constantFrom('ours', 'maelstrom'),
  repeatsElements: fc.boolean(),
});

const share = (requests: readonly Request[], fits: (request: Request) => boolean): number =>
  requests.filter(fits).length / requests.length;

describe('requests', () => {
  const seeded = fc.tuple(fc.constantFrom(...WORKLOADS), anyOptions, fc.nat());

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(seeded, ([workload, options, seed]) => {
        assert.deepEqual(draw(workload, options, 50, seed), draw(workload, options, 50, seed));
      }),
    );
  });

  it('mean what they say: each key in range, each value and element written once', () => {
    fc.assert(
      fc.property(seeded, ([workload, options, seed]) => {
        const written = new Set<string>();
        const once = (what: unknown): void => {
          const text = JSON.stringify(what);
          assert.ok(!written.has(text), `${text} is written twice`);
          written.add(text);
        };
        for (const { body, writes, reads } of draw(workload, options, 100, seed)) {
          const keys = [...(reads === 'all' ? [] : reads), ...(writes?.type === 'keys' ? writes.keys : [])];
          // Where keys are replaced, one is for every 16 writes.
          const isReplaced =
            options.keyChoice === 'exponential' && workloadOf({ workload }).hotKeys !== undefined;
          const end = options.keys + (isReplaced ? Math.ceil((100 * 4) / MAX_WRITES_PER_KEY) : 0);
          assert.ok(keys.map(Number).every((key) => Number.isInteger(key) && key >= 0 && key < end));
          if (writes?.type === 'element' && !options.repeatsElements) once(writes.element);
          const { value = body['to'] } = body;
          // Those of lin-kv are a few, so that comparisons hold.
          if (writes?.type === 'keys' && value !== undefined && workload !== 'lin-kv') once(value);
        }
      }),
    );
  });

  it('read, and compare and set, as often as they are asked to', () => {
    const requests = draw('kv', { readRatio: 0.8, casRatio: 0.25 }, 20_000);
    assert.ok(Math.abs(share(requests, ({ writes }) => writes === undefined) - 0.8) < 0.01);
    const writes = requests.filter((request) => request.writes !== undefined);
    assert.ok(Math.abs(share(writes, ({ isConditional }) => isConditional === true) - 0.25) < 0.02);
    assert.equal(
      share(draw('kv', { casRatio: 1, readRatio: 0 }, 100), ({ body }) => body.type === 'cas'),
      1,
    );
  });

  it('delete as often as they are asked to, and never at strangers', () => {
    const deletes = ({ body }: Request): boolean => body.type === 'delete';
    const requests = draw('kv', { readRatio: 0.5, deleteRatio: 0.4 }, 20_000);
    assert.ok(Math.abs(share(requests, deletes) - 0.2) < 0.02);
    for (const { value, writes, isConditional } of requests.filter(deletes))
      assert.deepEqual([value, writes?.type, isConditional], [undefined, 'keys', true]);
    assert.equal(share(draw('kv', { deleteRatio: 1, dialect: 'maelstrom' }, 100), deletes), 0);
    assert.equal(share(draw('g-set', { deleteRatio: 1 }, 100), deletes), 0);
  });

  it('compare with what the latest write of the key was to write', () => {
    const latest = new Map<unknown, unknown>();
    let compared = 0;
    for (const { body, writes } of draw('kv', { casRatio: 0.5, keys: 5 }, 1000)) {
      if (writes === undefined) continue;
      const key = body['key'];
      if (body.type === 'cas' && latest.has(key)) {
        assert.equal(body['from'], latest.get(key));
        compared++;
      }
      latest.set(key, body.type === 'cas' ? body['to'] : body['value']);
    }
    assert.ok(compared > 100);
  });

  it("speak Maelstrom's dialect to strangers: its clients' fields, and bare numbers", () => {
    const strangers = { dialect: 'maelstrom', valueBytes: 0, casRatio: 0.5 } as const;
    const shapes = (changes: Partial<LoadOptions>): string[] => {
      const drawn = draw('kv', changes, 200).map(({ body }) => Object.keys(body).join(' '));
      return [
        ...new Set(draw('kv', changes, 200).map(({ body }, i) => `${body.type}: ${drawn[i] ?? ''}`)),
      ].sort();
    };
    assert.deepEqual(shapes(strangers), ['cas: type key from to', 'read: type key', 'write: type key value']);
    assert.deepEqual(shapes({ casRatio: 0.5 }), [
      'bench_write: type key value',
      'cas: type key from to create_if_not_exists',
      'read: type key',
    ]);
    for (const { body } of draw('kv', strangers, 200)) {
      for (const field of ['value', 'from', 'to'])
        assert.ok(['number', 'undefined'].includes(typeof body[field]));
    }
  });

  it("echo texts as Maelstrom's do, each another, unless a size is asked for", () => {
    const echoes = (changes: Partial<LoadOptions>): unknown[] =>
      draw('echo', { dialect: 'maelstrom', ...changes }, 3).map(({ body }) => body['echo']);
    assert.deepEqual(echoes({ valueBytes: 0 }), ['Please echo 1', 'Please echo 2', 'Please echo 3']);
    assert.ok(echoes({ valueBytes: 30 }).every((text) => String(text).length === 30));
  });

  it('of a linearizable store ask for few keys at a time, and leave each after so many writes', () => {
    const hot = { keys: 2, keyChoice: 'exponential' } as const;
    const written = new Map<unknown, number>();
    for (const { writes, key } of draw('lin-kv', hot, 2_000))
      if (writes !== undefined) written.set(key, (written.get(key) ?? 0) + 1);
    const counts = [...written.values()];
    assert.ok(counts.filter((count) => count === MAX_WRITES_PER_KEY).length >= counts.length - 2);
    assert.ok(counts.every((count) => count <= MAX_WRITES_PER_KEY));
  });

  it('of transactions have one to four parts, and name the keys that the store serves', () => {
    fc.assert(
      fc.property(anyOptions, fc.nat(), (options, seed) => {
        for (const { body, reads, writes, value } of draw('txn-rw-register', options, 50, seed)) {
          const txn = body['txn'] as readonly (readonly [f: string, key: number, value: number | null])[];
          assert.ok(txn.length >= 1 && txn.length <= 4);
          assert.equal(value, txn);
          assert.ok(
            txn.every(([f, , carried]) => (f === 'r' ? carried === null : Number.isInteger(carried))),
          );
          const keysOf = (f: string): number[] => txn.filter(([one]) => one === f).map(([, key]) => key);
          assert.deepEqual(writes?.type === 'keys' ? writes.keys : [], [...new Set(keysOf('w'))]);
          // What it wrote itself before, it reads from itself.
          const served = txn.filter(
            ([f, key], at) => f === 'r' && !txn.slice(0, at).some(([g, other]) => g === 'w' && other === key),
          );
          assert.deepEqual(
            reads,
            served.map(([, key]) => key),
          );
        }
      }),
    );
  });

  it('of counters shrink where they may', () => {
    const deltas = (workload: WorkloadName): number[] =>
      draw(workload, { readRatio: 0 }, 500).map(({ body }) => body['delta'] as number);
    assert.deepEqual([Math.min(...deltas('g-counter')), Math.max(...deltas('g-counter'))], [0, 4]);
    assert.deepEqual([Math.min(...deltas('pn-counter')), Math.max(...deltas('pn-counter'))], [-5, 5]);
  });

  it('add elements again only where somebody can tell', () => {
    const elements = (repeatsElements: boolean): unknown[] =>
      draw('g-set', { repeatsElements, readRatio: 0 }, 100).map(({ body }) => body['element']);
    assert.equal(new Set(elements(false)).size, 100);
    assert.equal(new Set(elements(true)).size, OPTIONS.keys);
  });

  it("of transactions are Maelstrom's where keys are chosen as there: hot keys, 16 writes each, one to four operations", () => {
    const requests = draw('txn-rw-register', { keyChoice: 'exponential', keys: 10 }, 2_000);
    const writes = new Map<unknown, number>();
    for (const { writes: one, body } of requests) {
      const txn = body['txn'] as [string, number, unknown][];
      assert.ok(txn.length >= 1 && txn.length <= 4);
      assert.equal(
        one === undefined,
        txn.every(([f]) => f === 'r'),
      );
      for (const [f, key] of txn) if (f === 'w') writes.set(key, (writes.get(key) ?? 0) + 1);
    }
    assert.equal(Math.max(...writes.values()), MAX_WRITES_PER_KEY);
    const long = draw(
      'txn-list-append',
      { ...OPTIONS, maxTxnLength: 9, maxWritesPerKey: 2, keyChoice: 'exponential' },
      500,
    );
    const txns = long.map(({ body }) => body['txn'] as [string, number, unknown][]);
    assert.deepEqual(
      [Math.min(...txns.map((txn) => txn.length)), Math.max(...txns.map((txn) => txn.length))],
      [1, 9],
    );
    const appends = txns.flat().filter(([f]) => f === 'append');
    const timesAppended = (key: number): number => appends.filter(([, other]) => other === key).length;
    assert.equal(Math.max(...appends.map(([, key]) => timesAppended(key))), 2);
    assert.equal(new Set(appends.map(([, , element]) => element)).size, appends.length, 'each once in a run');
    // 2,000 transactions of two and a half operations, half of them writes.
    assert.ok(writes.size > 140 && writes.size < 180, `${writes.size} keys`);
  });
});
