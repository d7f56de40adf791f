/** Every workload answers in the shapes of Maelstrom's doc/workloads.md, whatever the elements, and teaches who asks wrongly. */

import assert from 'node:assert/strict';
import { Client, codeOf } from '../support/step-client.ts';
import { WORKLOAD_NAMES, type WorkloadName } from '../../src/workload/workloads.ts';

/** A request with members that no JavaScript value could spell. */
const request = (members: string): string => `{"src":"c1","dest":"n1","body":{"msg_id":1,${members}}}`;

const ALL_TYPES = ['read', 'write', 'cas', 'broadcast', 'topology', 'add', 'txn', 'echo', 'generate'];
const TYPES: Record<WorkloadName, string[]> = {
  kv: ['read', 'write', 'cas'],
  broadcast: ['topology', 'broadcast', 'read'],
  'g-set': ['add', 'read'],
  'g-counter': ['add', 'read'],
  'pn-counter': ['add', 'read'],
  'txn-rw-register': ['txn'],
  echo: ['echo'],
  'unique-ids': ['generate'],
};

describe('every workload', () => {
  for (const workload of WORKLOAD_NAMES) {
    it(`${workload} answers its own requests and the bench's, and names them to who asks for others`, () => {
      const client = new Client(workload).init();
      assert.deepEqual(client.ask({ type: 'bench_write', key: 'x', value: 1 }), {
        type: 'bench_write_ok',
        write_id: 1,
      });
      for (const type of ALL_TYPES) {
        const reply = client.ask({ type });
        if (TYPES[workload].includes(type)) assert.notEqual(reply['code'], 10, type);
        else {
          assert.equal(reply['code'], 10, type);
          for (const known of [...TYPES[workload], 'bench_write', 'bench_stats'])
            assert.ok(String(reply['text']).includes(known), `${known} in ${String(reply['text'])}`);
        }
      }
      assert.equal(client.count('fault'), 0);
    });
  }

  it('keeps the keys of the bench apart from its own', () => {
    for (const workload of ['broadcast', 'g-set', 'pn-counter'] as const) {
      const client = new Client(workload).init();
      for (const key of ['element:1', 'total:n1#1', 'total:n2#0', 7])
        client.ask({ type: 'bench_write', key, value: 40 });
      const { messages, value } = client.ask({ type: 'read' });
      assert.deepEqual(messages ?? value, workload === 'pn-counter' ? 0 : []);
    }
  });
});

const ODD_ELEMENTS: unknown[] = [
  0,
  -1,
  1.5,
  '1',
  '',
  true,
  null,
  '__proto__',
  'constructor',
  'é\n"\\',
  '\ud800',
  { b: [1, 2], a: { __proto__: 1 } },
  JSON.parse('{"__proto__": {"x": 1}}'),
  [],
  [[]],
  {},
];

for (const { workload, add, field, list } of [
  { workload: 'broadcast', add: 'broadcast', field: 'message', list: 'messages' },
  { workload: 'g-set', add: 'add', field: 'element', list: 'value' },
] as const) {
  describe(`the ${workload} workload`, () => {
    it('returns every element once, in the order in which they came', () => {
      const client = new Client(workload).init();
      assert.deepEqual(client.ask({ type: 'read' }), { type: 'read_ok', [list]: [] });
      for (const element of [...ODD_ELEMENTS, ...ODD_ELEMENTS]) {
        assert.deepEqual(client.ask({ type: add, [field]: element }), { type: `${add}_ok` });
        client.ask({ type: 'read' });
      }
      assert.deepEqual(client.ask({ type: 'read' }), { type: 'read_ok', [list]: ODD_ELEMENTS });
      assert.equal(client.count('accepted'), 2 * ODD_ELEMENTS.length, 'each is a write');
      assert.equal(client.count('read'), 2 * ODD_ELEMENTS.length + 2);
    });

    it('keeps big numbers digit by digit, and takes one value in two spellings for one element', () => {
      const client = new Client(workload).init();
      const texts = ['12345678901234567890', '1.0', '{"a":1,"b":2}', '{"b": 2, "a": 1}', '"é"', '"\\u00e9"'];
      for (const text of texts) client.raw(request(`"type":"${add}","${field}":${text}`));
      assert.deepEqual(client.raw(request('"type":"read"')), [
        `{"src": "n1", "dest": "c1", "body": {"type": "read_ok", "${list}": [12345678901234567890, 1.0, {"a": 1, "b": 2}, "é"], "in_reply_to": 1, "msg_id": 7}}`,
      ]);
    });

    it('answers 12 without an element, or with one nested too deeply', () => {
      const client = new Client(workload).init();
      assert.match(String(client.ask({ type: add })['text']), new RegExp(`"${field}" is missing`));
      const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
      const [reply = {}] = client.line(request(`"type":"${add}","${field}":${deep}`));
      assert.equal(codeOf(reply), 12);
      assert.equal(client.count('fault'), 0);
    });
  });
}

describe('the broadcast workload', () => {
  it('takes a topology, also one that does not name the node', () => {
    const client = new Client('broadcast').init(['n1', 'n2']);
    for (const topology of [{ n1: ['n2'], n2: ['n1'] }, {}, { n2: [] }, { constructor: [], n1: ['n9'] }])
      assert.deepEqual(client.ask({ type: 'topology', topology }), { type: 'topology_ok' });
  });

  it('answers 12 to a topology that is none', () => {
    const client = new Client('broadcast').init();
    for (const topology of [undefined, null, [], 'x', { n1: 'n2' }, { n1: [2] }]) {
      const reply = client.ask({ type: 'topology', topology });
      assert.equal(codeOf(reply), 12);
      assert.match(String(reply['text']), /^"topology" must give each node/);
    }
  });
});

describe('the counters', () => {
  for (const workload of ['g-counter', 'pn-counter'] as const) {
    it(`${workload} adds up, exactly beyond 2^53`, () => {
      const client = new Client(workload).init();
      assert.deepEqual(client.ask({ type: 'read' }), { type: 'read_ok', value: 0 });
      for (const delta of [3, 0, 4]) assert.deepEqual(client.ask({ type: 'add', delta }), { type: 'add_ok' });
      assert.deepEqual(client.ask({ type: 'read' }), { type: 'read_ok', value: 7 });
      client.ask({ type: 'add', delta: Number.MAX_SAFE_INTEGER });
      client.ask({ type: 'add', delta: Number.MAX_SAFE_INTEGER });
      const [reply] = client.raw(request('"type":"read"'));
      assert.match(String(reply), /"value": 18014398509481989,/);
    });

    it(`${workload} answers 12 to a delta that is no whole number`, () => {
      const client = new Client(workload).init();
      for (const delta of [undefined, null, '1', 1.5, 2 ** 53, [1]]) {
        const reply = client.ask({ type: 'add', delta });
        assert.equal(codeOf(reply), 12);
        assert.match(String(reply['text']), /^"delta" must be a whole number/);
      }
      assert.deepEqual(client.ask({ type: 'read' }), { type: 'read_ok', value: 0 });
    });
  }

  it('shrink only where they may', () => {
    const [growing, both] = [new Client('g-counter').init(), new Client('pn-counter').init()];
    const refusal = growing.ask({ type: 'add', delta: -1 });
    assert.equal(codeOf(refusal), 12);
    assert.match(String(refusal['text']), /pn-counter/);
    both.ask({ type: 'add', delta: -5 });
    both.ask({ type: 'add', delta: 2 });
    assert.deepEqual(both.ask({ type: 'read' }), { type: 'read_ok', value: -3 });
  });
});

describe('the txn-rw-register workload', () => {
  const txn = (client: Client, ...ops: unknown[]): unknown => client.ask({ type: 'txn', txn: ops })['txn'];

  it('completes its reads, and sees its own writes', () => {
    const client = new Client('txn-rw-register').init();
    assert.deepEqual(txn(client, ['r', 1, null], ['w', 1, 6], ['r', 1, null], ['w', 2, 9]), [
      ['r', 1, null],
      ['w', 1, 6],
      ['r', 1, 6],
      ['w', 2, 9],
    ]);
    assert.deepEqual(txn(client, ['w', 1, 7], ['w', 1, 8], ['r', 2, null]), [
      ['w', 1, 7],
      ['w', 1, 8],
      ['r', 2, 9],
    ]);
    assert.deepEqual(txn(client, ['r', 1, null]), [['r', 1, 8]]);
    assert.deepEqual(txn(client), []);
    assert.equal(client.count('accepted'), 2, 'a transaction is one write');
    assert.equal(client.count('read'), 3, 'its own writes are no reads of the replica');
  });

  it('takes keys and values as they are sent', () => {
    const client = new Client('txn-rw-register').init();
    const line = (txn: string): string => String(client.raw(request(`"type":"txn","txn":${txn}`)));
    line('[["w", "__proto__", {"b":1,"a":[12345678901234567890]}],["w",1,"one"],["w","1",null]]');
    assert.equal(
      line('[["r","__proto__",null], ["r",1,null],["r","1",null],["r","constructor",null]]'),
      '{"src": "n1", "dest": "c1", "body": {"type": "txn_ok", "txn": [["r", "__proto__", {"b": 1, "a": [12345678901234567890]}], ["r", 1, "one"], ["r", "1", null], ["r", "constructor", null]], "in_reply_to": 1, "msg_id": 2}}',
    );
  });

  it('answers 12 to what is no transaction, and does none of it', () => {
    const client = new Client('txn-rw-register').init();
    const bad: unknown[] = [
      undefined,
      null,
      {},
      'w',
      [1],
      [['w', 1]],
      [['w', 1, 2, 3]],
      [['x', 1, 2]],
      [['r', 1, 5]],
      [['w', null, 1]],
      [['w', 2 ** 53, 1]],
    ];
    for (const ops of bad) {
      const reply = client.ask({
        type: 'txn',
        txn: Array.isArray(ops) ? [['w', 'x', 1], ...(ops as unknown[])] : ops,
      });
      assert.equal(codeOf(reply), 12, JSON.stringify(ops));
      assert.match(String(reply['text']), /^"txn"/);
    }
    assert.deepEqual(txn(client, ['r', 'x', null]), [['r', 'x', null]]);
    assert.equal(client.count('accepted'), 0);
  });
});

describe('the echo workload', () => {
  it('returns what was sent', () => {
    const client = new Client('echo').init();
    for (const echo of ODD_ELEMENTS)
      assert.deepEqual(client.ask({ type: 'echo', echo }), { type: 'echo_ok', echo });
    assert.equal(codeOf(client.ask({ type: 'echo' })), 12);
  });
});

describe('the unique-ids workload', () => {
  it('gives an id once, also in another life', () => {
    const ids = new Set<unknown>();
    for (const incarnation of [0, 1, 36]) {
      const client = new Client('unique-ids', incarnation).init();
      for (let i = 0; i < 100; i++) {
        const { type, id } = client.ask({ type: 'generate' });
        assert.equal(type, 'generate_ok');
        ids.add(id);
      }
    }
    assert.equal(ids.size, 300);
  });
});

describe('what is too large for a message between nodes', () => {
  const MEGABYTE = 2 ** 20;

  it('is refused as a whole: keys, elements and transactions too', () => {
    const big = 'x'.repeat(9 * MEGABYTE);
    const requests: [WorkloadName, Record<string, unknown>][] = [
      ['g-set', { type: 'add', element: '"'.repeat(5 * MEGABYTE) }],
      [
        'txn-rw-register',
        {
          type: 'txn',
          txn: [
            ['w', 1, big],
            ['w', 2, big],
          ],
        },
      ],
      ['kv', { type: 'write', key: big, value: big }],
    ];
    for (const [workload, body] of requests) {
      const client = new Client(workload).init();
      const reply = client.ask(body);
      assert.equal(codeOf(reply), 12, workload);
      assert.match(String(reply['text']), /the limit is 16 MiB/);
      assert.equal(client.count('accepted'), 0);
    }
  });
});
