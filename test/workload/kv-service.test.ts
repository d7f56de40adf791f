/** What the kv workload has beyond Maelstrom's: deletes, versions, and retries. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import { Server } from '../../src/workload/server.ts';
import { Client, codeOf } from '../support/step-client.ts';

const write = { type: 'write', key: 'x', value: 1 };
const remove = { type: 'delete', key: 'x' };
const read = { type: 'read', key: 'x' };
const missing = { code: 20, text: 'there is no key "x"', type: 'error' };

function versionIn(reply: Record<string, unknown>): string {
  const { version } = reply;
  assert.ok(typeof version === 'string' && version !== '', JSON.stringify(reply));
  return version;
}

describe('a delete', () => {
  it('takes a key away, and can be undone by a write', () => {
    const client = new Client().init();
    client.ask(write);
    assert.deepEqual(client.ask(remove), { type: 'delete_ok' });
    assert.deepEqual(client.ask(read), missing);
    assert.deepEqual(client.ask({ type: 'cas', key: 'x', from: 1, to: 2 }), missing);
    assert.deepEqual(client.ask({ ...write, value: 3 }), { type: 'write_ok' });
    assert.deepEqual(client.ask(read), { type: 'read_ok', value: 3 });
    assert.equal(client.count('accepted'), 3);
  });

  it('of what is not there is refused, and writes nothing', () => {
    const client = new Client().init();
    assert.deepEqual(client.ask(remove), missing);
    client.ask(write);
    client.ask(remove);
    assert.deepEqual(client.ask(remove), missing);
    assert.equal(client.count('accepted'), 2);
  });

  it('leaves no key behind in the count of keys', () => {
    const client = new Client().init(['n1', 'n2']);
    client.ask(write);
    client.ask({ ...write, key: 'y' });
    client.ask(remove);
    const levels = client.events.filter(({ type }) => type === 'keys' || type === 'tombstones');
    assert.deepEqual(levels.slice(-2), [
      { type: 'keys', count: 1 },
      { type: 'tombstones', count: 1 },
    ]);
  });

  it('is seen by a set and created again by a compare-and-set', () => {
    const client = new Client().init();
    client.ask(write);
    client.ask(remove);
    const create = { type: 'cas', key: 'x', from: 9, to: 2, create_if_not_exists: true };
    assert.deepEqual(client.ask(create), { type: 'cas_ok' });
  });
});

describe('versions', () => {
  it('are told where they are asked for, and each write has its own', () => {
    const client = new Client().init();
    const first = versionIn(client.ask({ ...write, version: true }));
    assert.deepEqual(client.ask({ ...read, version: true }), { type: 'read_ok', value: 1, version: first });
    const second = versionIn(client.ask({ type: 'cas', key: 'x', from: 1, to: 2, version: true }));
    const third = versionIn(client.ask({ ...remove, version: true }));
    assert.equal(new Set([first, second, third]).size, 3);
  });

  it('have only characters that an entity tag may have, whatever the node is called', () => {
    const name = 'n"1 \u00fc#\ud800';
    const client = new Client();
    client.ask({ type: 'init', node_id: name, node_ids: [name] }, name);
    assert.match(versionIn(client.ask({ ...write, version: true }, name)), /^[\x21\x23-\x7e]+$/);
  });

  it('are what a write or a delete can depend on', () => {
    const client = new Client().init();
    const version = versionIn(client.ask({ ...write, version: true }));
    assert.equal(codeOf(client.ask({ ...write, if_version: `${version}0` })), 22);
    const next = versionIn(client.ask({ ...write, value: 2, if_version: version, version: true }));
    assert.equal(codeOf(client.ask({ ...remove, if_version: version })), 22);
    assert.equal(codeOf(client.ask({ ...write, if_absent: true })), 22);
    assert.deepEqual(client.ask({ ...remove, if_version: next }), { type: 'delete_ok' });
    for (const if_version of [next, '*']) assert.equal(codeOf(client.ask({ ...write, if_version })), 22);
    assert.deepEqual(client.ask({ ...write, value: 4, if_absent: true }), { type: 'write_ok' });
    const fifth = client.ask({ ...write, value: 5, if_version: '*', version: true });
    const either = [version, versionIn(fifth)];
    assert.equal(codeOf(client.ask({ ...write, if_not_version: either })), 22);
    assert.deepEqual(client.ask({ ...write, value: 6, if_version: either }), { type: 'write_ok' });
    assert.equal(codeOf(client.ask({ ...write, if_version: either })), 22);
    assert.deepEqual(client.ask({ ...write, value: 7, if_not_version: either }), { type: 'write_ok' });
    assert.deepEqual(client.ask(read), { type: 'read_ok', value: 7 });
  });

  it('are refused where they are none, before anything is done', () => {
    const client = new Client().init();
    for (const fields of [
      { version: 1 },
      { if_version: 5 },
      { if_version: '' },
      { if_version: [] },
      { if_not_version: [1] },
      { if_not_version: 'a', if_absent: true },
      { if_absent: 'yes' },
      { if_absent: true, if_version: '*' },
    ])
      assert.equal(codeOf(client.ask({ ...write, ...fields })), 12, JSON.stringify(fields));
    assert.equal(client.count('accepted'), 0);
  });
});

describe('a request with an idempotency key', () => {
  const bounded = (bounds: object): Client => {
    const client = new Client();
    const server = new Server({ gossip: DEFAULT_GOSSIP, workload: 'kv', incarnation: 1, seed: 1, bounds });
    return Object.assign(client, { server }).init();
  };

  it('is done once, and answered alike', () => {
    const client = new Client().init();
    const first = client.ask({ ...write, version: true, idempotency_key: 'a' });
    client.ask({ ...write, value: 2 });
    assert.deepEqual(client.ask({ ...write, version: true, idempotency_key: 'a' }), first);
    assert.deepEqual(client.ask(read), { type: 'read_ok', value: 2 });
    assert.equal(client.count('accepted'), 2);
  });

  it('is refused alike, where that was the answer', () => {
    const client = new Client().init();
    const refused = client.ask({ ...remove, idempotency_key: 'a' });
    client.ask(write);
    assert.deepEqual(client.ask({ ...remove, idempotency_key: 'a' }), refused);
    assert.deepEqual(client.ask({ ...remove, idempotency_key: 'b' }), { type: 'delete_ok' });
    assert.deepEqual(client.ask({ ...remove, idempotency_key: 'b' }), { type: 'delete_ok' });
  });

  it('is refused where the key was used for another one, or is none', () => {
    const client = new Client().init();
    client.ask({ ...write, idempotency_key: 'a' });
    for (const changes of [{ value: 2 }, { key: 'y' }, { idempotency_key: '' }, { idempotency_key: 7 }])
      assert.equal(codeOf(client.ask({ ...write, idempotency_key: 'a', ...changes })), 12);
    assert.equal(client.count('accepted'), 1);
  });

  it('is another one where a number differs only beyond what JavaScript tells apart', () => {
    const client = new Client().init();
    const asked = (value: string, msgId: number): unknown => {
      const body = `{"type":"write","key":"x","value":${value},"idempotency_key":"large","msg_id":${msgId}}`;
      const [reply = {}] = client.line(`{"src":"c1","dest":"n1","body":${body}}`);
      return reply['code'] ?? reply['type'];
    };
    assert.equal(asked('9007199254740993', 7), 'write_ok');
    assert.equal(asked('9007199254740992', 8), 12);
    assert.equal(asked('9007199254740993', 9), 'write_ok');
    assert.equal(client.count('accepted'), 1);
  });

  it('is another one when the answer is forgotten: beyond so many, or after so long', () => {
    const few = bounded({ idempotencyKeys: 2 });
    for (const idempotency_key of ['a', 'b', 'c', 'b', 'c', 'a']) few.ask({ ...write, idempotency_key });
    assert.equal(few.count('accepted'), 4);
    const short = bounded({ idempotencyMs: 100 });
    short.ask({ ...write, idempotency_key: 'a' });
    short.now += 50;
    short.ask({ ...write, idempotency_key: 'a' });
    assert.equal(short.count('accepted'), 1);
    short.now += 51;
    short.ask({ ...write, idempotency_key: 'a' });
    assert.equal(short.count('accepted'), 2);
  });
});
