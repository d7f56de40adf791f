#!/usr/bin/env node
// A Maelstrom node that knows nothing of gossipscope: last write wins by arrival, every write passed on once, so that a
// partition loses some. What needs no peer it does badly: echoes are loud, ids are those of every other node, transactions
// read what nobody wrote. Its first argument makes it misbehave: `die`, `nonsense`, `escapes`, `silent`, `hang`,
// `stubborn`.
import { createInterface } from 'node:readline';
import { setInterval, setTimeout } from 'node:timers';

const mode = process.argv[2] ?? 'good';
const AFTER_REQUESTS = 20;

let id = '';
let peers = [];
let requests = 0;
const values = new Map();
const messages = new Set();
let sum = 0;
let ids = 0;
const workload = process.env.GOSSIP_WORKLOAD;

const send = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}\n`);

const handlers = {
  init(body) {
    id = body.node_id;
    peers = body.node_ids.filter((name) => name !== id);
    return { type: 'init_ok' };
  },
  topology: () => ({ type: 'topology_ok' }),
  read({ key }) {
    if (workload === 'broadcast') return { type: 'read_ok', messages: [...messages] };
    if (key === undefined) return { type: 'read_ok', value: workload === 'g-set' ? [...messages] : sum };
    if (values.has(key)) return { type: 'read_ok', value: values.get(key) };
    return { type: 'error', code: 20, text: 'no such key' };
  },
  write({ key, value }) {
    values.set(key, value);
    for (const peer of peers) send(peer, { type: 'put', key, value });
    return { type: 'write_ok' };
  },
  cas({ key, from, to }) {
    if (!values.has(key)) return { type: 'error', code: 20, text: 'no such key' };
    if (values.get(key) !== from) return { type: 'error', code: 22, text: 'it holds something else' };
    return { ...handlers.write({ key, value: to }), type: 'cas_ok' };
  },
  put: ({ key, value }) => void values.set(key, value),
  broadcast({ message }) {
    messages.add(message);
    for (const peer of peers) send(peer, { type: 'tell', message });
    return { type: 'broadcast_ok' };
  },
  tell: ({ message }) => void messages.add(message),
  add({ element, delta }) {
    if (element !== undefined) return { ...handlers.broadcast({ message: element }), type: 'add_ok' };
    sum += delta;
    for (const peer of peers) send(peer, { type: 'more', delta });
    return { type: 'add_ok' };
  },
  more: ({ delta }) => void (sum += delta),
  txn: ({ txn }) => ({ type: 'txn_ok', txn: txn.map((op) => (op[0] === 'w' ? op : ['r', op[1], -1])) }),
  echo: ({ echo }) => ({ type: 'echo_ok', echo: `${echo}!` }),
  generate: () => ({ type: 'generate_ok', id: ++ids }),
};

function misbehave() {
  process.stderr.write(`about to ${mode}\n`);
  if (mode === 'die') process.exit(7);
  if (mode === 'escapes') {
    for (const peer of peers) send(peer, { type: '\u001b]0;title\u0007\u009b31m' });
    send('\u001b[35mnobody\u202e', { type: 'lost' });
    process.stderr.write('\u001b[2Jcleared\n');
    setTimeout(() => process.stdout.write('\u001b[31mred \u009b \u202e\n'), 200);
  }
  if (mode === 'nonsense') process.stdout.write('Hello, world!\n');
  if (mode === 'hang') for (;;);
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  if (mode === 'silent') return;
  const { src, body } = JSON.parse(line);
  const reply = handlers[body.type]?.(body) ?? undefined;
  if (reply !== undefined) send(src, { ...reply, in_reply_to: body.msg_id });
  if (id === 'n2' && src.startsWith('c') && ++requests === AFTER_REQUESTS) misbehave();
});
// Some nodes do not end with their input.
if (mode === 'stubborn') setInterval(() => undefined, 1000);
