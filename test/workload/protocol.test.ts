/** Every row of the protocol, and every way to get it wrong. */

import assert from 'node:assert/strict';
import { Client, codeOf } from '../support/step-client.ts';

describe('the kv protocol', () => {
  it('writes and reads', () => {
    const client = new Client().init();
    assert.deepEqual(client.ask({ type: 'write', key: 'x', value: { a: [1] } }), { type: 'write_ok' });
    assert.deepEqual(client.ask({ type: 'read', key: 'x' }), { type: 'read_ok', value: { a: [1] } });
    assert.equal(codeOf(client.ask({ type: 'read', key: 'y' })), 20);
    assert.equal(client.count('read'), 2);
  });

  it('compares and sets', () => {
    const client = new Client().init();
    assert.equal(codeOf(client.ask({ type: 'cas', key: 'x', from: 1, to: 2 })), 20);
    const create = { type: 'cas', key: 'x', from: 1, to: 2, create_if_not_exists: true };
    assert.deepEqual(client.ask(create), { type: 'cas_ok' });
    assert.equal(codeOf(client.ask(create)), 22);
    assert.deepEqual(client.ask({ type: 'cas', key: 'x', from: 2, to: null }), { type: 'cas_ok' });
    assert.deepEqual(client.ask({ type: 'read', key: 'x' }), { type: 'read_ok', value: null });
    assert.equal(client.count('accepted'), 2);
  });

  it('tells 1 from "1", and takes __proto__ and constructor for ordinary keys', () => {
    const client = new Client().init();
    const keys = [1, '1', 1.5, '__proto__', 'constructor', 'toString', '', -3];
    keys.forEach((key, i) =>
      assert.deepEqual(client.ask({ type: 'write', key, value: i }), { type: 'write_ok' }),
    );
    keys.forEach((key, i) =>
      assert.deepEqual(client.ask({ type: 'read', key }), { type: 'read_ok', value: i }),
    );
    assert.ok(client.events.some((event) => event.type === 'keys' && event.count === keys.length));
  });

  it('numbers bench writes 1, 2, 3, …, whatever else is written', () => {
    const client = new Client().init();
    const write = (): unknown => client.ask({ type: 'bench_write', key: 'x', value: 1 })['write_id'];
    assert.equal(write(), 1);
    client.ask({ type: 'write', key: 'x', value: 2 });
    assert.deepEqual([write(), write()], [2, 3]);
    assert.equal(client.count('accepted'), 4);
  });

  it('converges at once when it is alone', () => {
    const client = new Client().init();
    client.ask({ type: 'write', key: 'x', value: 1 });
    assert.ok(client.events.some((event) => event.type === 'converged' && event.convergenceMs === 0));
  });

  it('numbers its messages from 0', () => {
    const client = new Client();
    const ids = [1, 2, 3].flatMap(() =>
      client.line('{"src":"c1","dest":"n1","body":{"type":"read","key":1}}').map((body) => body['msg_id']),
    );
    assert.deepEqual(ids, [0, 1, 2]);
  });
});

describe('bad requests', () => {
  const malformed: [string, Record<string, unknown>][] = [
    ['no key', { type: 'read' }],
    ['a key that is an object', { type: 'read', key: {} }],
    ['a key that is null', { type: 'read', key: null }],
    ['a number as key that cannot be told from its neighbours', { type: 'read', key: 2 ** 53 }],
    ['no value', { type: 'write', key: 'x' }],
    ['no "from"', { type: 'cas', key: 'x', to: 1 }],
    ['a flag that is no flag', { type: 'cas', key: 'x', from: 1, to: 1, create_if_not_exists: 'yes' }],
    ['init without a name', { type: 'init', node_ids: ['n1'] }],
    ['init without this node', { type: 'init', node_id: 'n1', node_ids: ['n2'] }],
    ['init with names that are no strings', { type: 'init', node_id: 'n1', node_ids: ['n1', 2] }],
  ];
  for (const [what, body] of malformed) {
    it(`answers 12 to ${what}`, () => {
      const client = body['type'] === 'init' ? new Client() : new Client().init();
      const reply = client.ask(body);
      assert.equal(codeOf(reply), 12);
      assert.match(String(reply['text']), /^"\w+" /);
      assert.deepEqual(client.rejected(), ['malformed']);
    });
  }

  it('answers 10 to an unknown type, naming the known ones, even when an object would have it', () => {
    const client = new Client().init();
    for (const type of ['nope', 'constructor', '__proto__', 'toString']) {
      const reply = client.ask({ type });
      assert.equal(codeOf(reply), 10);
      assert.match(String(reply['text']), /bench_stats/);
    }
    const operations = client.events.filter((event) => event.type === 'operation' && event.op === 'unknown');
    assert.equal(operations.length, 4);
  });

  it('answers 11 before init, and takes init twice', () => {
    const client = new Client();
    assert.equal(codeOf(client.ask({ type: 'read', key: 'x' })), 11);
    client.init().init();
    assert.deepEqual(client.rejected(), ['before_init']);
  });

  it('answers 12 to a body that is none', () => {
    const client = new Client().init();
    for (const line of [
      '{"src":"c1","dest":"n1"}',
      '{"src":"c1","dest":"n1","body":[]}',
      '{"src":"c1","dest":"n1","body":{"msg_id":1}}',
      '{"src":"c1","dest":"n1","body":{"type":"read","msg_id":"1"}}',
      '{"src":"c1","body":{"type":"read","msg_id":1}}',
    ]) {
      assert.deepEqual(client.line(line).map(codeOf), [12], line);
    }
  });

  it('drops what cannot be answered, and says why', () => {
    const client = new Client().init();
    for (const line of [
      'nonsense',
      '[1]',
      '"x"',
      '{}',
      '{"src":7,"dest":"n1","body":{}}',
      '{"src":"","body":{}}',
    ]) {
      assert.deepEqual(client.line(line), []);
    }
    assert.deepEqual(client.rejected(), [
      'not_json',
      'not_a_message',
      'not_a_message',
      'no_src',
      'no_src',
      'no_src',
    ]);
  });

  it('never answers a reply or an error', () => {
    const client = new Client().init(['n1', 'n2']);
    assert.deepEqual(
      client.line('{"src":"n2","dest":"n1","body":{"type":"error","code":10,"in_reply_to":3}}'),
      [],
    );
    assert.deepEqual(client.line('{"src":"n2","dest":"n1","body":{"type":"write_ok","in_reply_to":3}}'), []);
    assert.deepEqual(client.rejected(), ['unexpected_reply', 'unexpected_reply']);
  });

  it('tells a message for another node so', () => {
    const client = new Client().init();
    assert.equal(codeOf(client.ask({ type: 'read', key: 'x' }, 'n7')), 1);
    assert.deepEqual(client.rejected(), ['wrong_dest']);
  });
});

describe('bad gossip', () => {
  const header = { type: 'mail', origin: 'n2#0', at: new Client().now, seq: 1, stable: 0 };
  const entry = ['n2#0', 1, 1000, 1, 1, [['x', 1]]];
  const bad: [string, Record<string, unknown>][] = [
    ['no header', { type: 'mail' }],
    ['a clock far in the future', { ...header, entries: [['n2#0', 1, 2 ** 53 - 2, 1, 1, [['x', 1]]]] }],
    ['entries that are no list', { ...header, entries: {} }],
    ['an entry without writes', { ...header, entries: [['n2#0', 1, 1000, 1, 1, []]] }],
    ['a value that is an object', { ...header, entries: [['n2#0', 1, 1000, 1, 1, [['x', {}]]]] }],
    ['a run that ends before it begins', { ...header, dots: [['n2#0', 5, 1]] }],
    ['an acknowledgement without times', { ...header, acks: [['n1#1', 'n2', [[1, 1]]]] }],
    ['a roll with half a word', { ...header, roll: [null, 1, [0.5]] }],
  ];
  for (const [what, body] of bad) {
    it(`is dropped with its reason: ${what}`, () => {
      const client = new Client().init(['n1', 'n2']);
      assert.deepEqual(client.line(JSON.stringify({ src: 'n2', dest: 'n1', body })), []);
      assert.deepEqual(client.rejected(), ['malformed']);
      client.line(JSON.stringify({ src: 'n2', dest: 'n1', body: { ...header, entries: [entry] } }));
      assert.deepEqual(client.ask({ type: 'read', key: 'x' }), { type: 'read_ok', value: 1 });
    });
  }

  it('from a stranger is refused', () => {
    const client = new Client().init(['n1', 'n2']);
    const replies = client.line(
      JSON.stringify({ src: 'c9', dest: 'n1', body: { ...header, entries: [entry] } }),
    );
    assert.deepEqual(replies.map(codeOf), [10]);
    assert.deepEqual(client.rejected(), ['not_a_peer']);
  });

  it('before init is dropped without an answer', () => {
    const client = new Client();
    assert.deepEqual(client.line(JSON.stringify({ src: 'n2', dest: 'n1', body: header })), []);
    assert.deepEqual(client.rejected(), ['before_init']);
  });
});
