/** The kv workload's lists, and watching: what a client sees of all keys, at once and as they change. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { Server } from '../../src/workload/server.ts';
import type { WatchedChange } from '../../src/workload/step.ts';
import { Client, codeOf } from '../support/step-client.ts';

const write = { type: 'write', key: 'x', value: 1 };
const remove = { type: 'delete', key: 'x' };
const read = { type: 'read', key: 'x' };

interface Page {
  readonly keys: readonly {
    readonly key: string | number;
    readonly version: string;
    readonly value?: unknown;
  }[];
  readonly next?: string | number;
}

function listed(client: Client, request: Record<string, unknown> = {}): Page['keys'] {
  const keys: Page['keys'][number][] = [];
  let after: string | number | undefined;
  for (;;) {
    const fields = { ...request, ...(after !== undefined && { after }) };
    const page = client.ask({ type: 'list', ...fields }) as unknown as Page;
    keys.push(...page.keys);
    if (page.next === undefined) return keys;
    after = page.next;
  }
}

describe('a list', () => {
  it('has the keys that are there, in order, with versions, and values where they are asked for', () => {
    const client = new Client().init();
    for (const key of ['b', 'a', 10, 9, '10', 'ab']) client.ask({ ...write, key });
    client.ask({ ...remove, key: 'b' });
    assert.deepEqual(
      listed(client).map(({ key }) => key),
      [9, 10, '10', 'a', 'ab'],
    );
    assert.deepEqual(
      listed(client, { prefix: 'a', values: true }).map(({ key, value }) => [key, value]),
      [
        ['a', 1],
        ['ab', 1],
      ],
    );
    const [{ version } = { version: '' }] = listed(client, { prefix: 'ab' });
    assert.deepEqual(client.ask({ ...write, key: 'ab', if_version: version }), { type: 'write_ok' });
  });

  it('is the sorted keys, however they come and go, and in pages of any size', () => {
    const keys = fc.oneof(fc.string({ maxLength: 3 }), fc.integer({ min: -5, max: 5 }));
    const steps = fc.array(fc.tuple(fc.constantFrom('write', 'delete', 'list'), keys), { maxLength: 60 });
    fc.assert(
      fc.property(
        steps,
        fc.string({ maxLength: 1 }),
        fc.integer({ min: 1, max: 7 }),
        (all, prefix, limit) => {
          const client = new Client().init();
          const model = new Set<string | number>();
          for (const [type, key] of all) {
            if (type === 'list') client.ask({ type, limit: 1 });
            else client.ask({ type, key, value: 0 });
            if (type === 'write') model.add(key);
            else if (type === 'delete') model.delete(key);
          }
          const expected = [...model].filter(
            (key) => prefix === '' || (typeof key === 'string' && key.startsWith(prefix)),
          );
          expected.sort((a, b) => {
            if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
            return a < b ? -1 : 1;
          });
          assert.deepEqual(
            listed(client, { prefix, limit }).map(({ key }) => key),
            expected,
          );
        },
      ),
    );
  });

  it('stays in order over thousands of keys, and ends a page of large values early', () => {
    const client = new Client().init();
    client.ask({ type: 'list' });
    const key = (i: number): string => `k${String((i * 7919) % 5000).padStart(4, '0')}`;
    for (let i = 0; i < 5000; i++) client.ask({ ...write, key: key(i) });
    for (let i = 0; i < 5000; i += 2) client.ask({ ...remove, key: key(i) });
    const found = listed(client, { limit: 1000 }).map((item) => item.key as string);
    assert.equal(found.length, 2500);
    assert.deepEqual(found, found.toSorted());
    client.ask({ ...write, key: 'v1', value: 'x'.repeat(1_500_000) });
    client.ask({ ...write, key: 'v2', value: 'y' });
    const page = client.ask({ type: 'list', prefix: 'v', values: true }) as unknown as Page;
    assert.deepEqual([page.keys.map((item) => item.key), page.next], [['v1'], 'v1']);
  });

  it('refuses what it cannot mean', () => {
    const client = new Client().init();
    for (const fields of [{ limit: 0 }, { limit: 1001 }, { prefix: 1 }, { after: {} }, { values: 1 }])
      assert.equal(codeOf(client.ask({ type: 'list', ...fields })), 12, JSON.stringify(fields));
  });
});

describe('watching', () => {
  it('tells each change in its step, from here and elsewhere, and nothing while nobody watches', () => {
    const server = new Server({ gossip: DEFAULT_GOSSIP, workload: 'kv', incarnation: 1, seed: 1 });
    let now = 1_700_000_000_000;
    const step = (src: string, body: object): readonly WatchedChange[] | undefined => {
      const parsed = parseLine(JSON.stringify({ src, dest: 'n1', body: { msg_id: 1, ...body } }));
      return server.step({ type: 'line', parsed }, now++).watched;
    };
    step('c1', { type: 'init', node_id: 'n1', node_ids: ['n1', 'n2'] });
    assert.equal(step('c1', write), undefined);
    server.watches = true;
    assert.deepEqual(
      step('c1', { ...write, value: [2] })?.map(({ key, value }) => [key, value]),
      [['x', '[2]']],
    );
    assert.deepEqual(step('c1', read), []);
    assert.deepEqual(
      step('c1', remove)?.map(({ key, value }) => [key, value]),
      [['x', undefined]],
    );
    const entry = ['n2#1', 1, now * 1000, now, 1, [['y', 5]]];
    const mail = { type: 'mail', origin: 'n2#1', at: now, seq: 1, stable: 0, entries: [entry] };
    const changes = step('n2', mail);
    assert.deepEqual(
      changes?.map(({ key, value }) => [key, value]),
      [['y', '5']],
    );
    assert.deepEqual(step('n2', mail), []);
    server.watches = false;
    assert.equal(step('c1', write), undefined);
  });
});
