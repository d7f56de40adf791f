#!/usr/bin/env node
// A node that keeps nothing itself and asks one of Maelstrom's services instead, which its first argument names: a store for key-value
// requests and for a counter, `lin-tso` for unique ids.
import { createInterface } from 'node:readline';

const service = process.argv[2];
let me = '';
let nodes = [];
let lastId = 0;
let mine = 0;
const waiting = new Map();

const send = (dest, body) => process.stdout.write(`${JSON.stringify({ src: me, dest, body })}\n`);

function ask(body) {
  const msg_id = ++lastId;
  send(service, { ...body, msg_id });
  return new Promise((resolve) => waiting.set(msg_id, resolve));
}

/** What the service answers goes back as it is. */
async function pass({ type, key, value, from, to }) {
  return { ...(await ask({ type, key, value, from, to })), in_reply_to: undefined };
}

const handlers = {
  init({ node_id, node_ids }) {
    me = node_id;
    nodes = node_ids;
    return { type: 'init_ok' };
  },
  write: pass,
  cas: pass,
  read: (request) => (request.key === undefined ? sum() : pass(request)),
  async generate() {
    const { ts } = await ask({ type: 'ts' });
    return { type: 'generate_ok', id: ts };
  },
  async add({ delta }) {
    mine += delta;
    await ask({ type: 'write', key: me, value: mine });
    return { type: 'add_ok' };
  },
};

/** A write first: seq-kv answers reads with the past. */
async function sum() {
  await ask({ type: 'write', key: `${me} reads`, value: ++lastId });
  const answers = await Promise.all(nodes.map((key) => ask({ type: 'read', key })));
  return { type: 'read_ok', value: answers.reduce((total, { value = 0 }) => total + value, 0) };
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { src, body } = JSON.parse(line);
  if (body.in_reply_to !== undefined) {
    waiting.get(body.in_reply_to)?.(body);
    waiting.delete(body.in_reply_to);
    return;
  }
  const answer = await handlers[body.type](body);
  send(src, { ...answer, in_reply_to: body.msg_id });
});
