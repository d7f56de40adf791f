#!/usr/bin/env node
// A key-value node that sends each write to all peers once. Its first argument: `good`, `drops` (every third message is never sent) or
// `late` (what comes is taken in 100 ms later), or `alone` (nothing is sent).
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers';

const mode = process.argv[2] ?? 'good';
const LATE_MS = 100;
let me = '';
let peers = [];
let sent = 0;
const values = new Map();

const send = (dest, body) => process.stdout.write(`${JSON.stringify({ src: me, dest, body })}\n`);

const handlers = {
  init({ node_id, node_ids }) {
    me = node_id;
    peers = node_ids.filter((name) => name !== me);
    return { type: 'init_ok' };
  },
  read: ({ key }) =>
    values.has(key)
      ? { type: 'read_ok', value: values.get(key) }
      : { type: 'error', code: 20, text: 'no such key' },
  write({ key, value }) {
    values.set(key, value);
    for (const peer of mode === 'alone' ? [] : peers)
      if (mode !== 'drops' || ++sent % 3 !== 0) send(peer, { type: 'put', key, value });
    return { type: 'write_ok' };
  },
  put({ key, value }) {
    if (mode === 'late') setTimeout(() => values.set(key, value), LATE_MS);
    else values.set(key, value);
    return undefined;
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { src, body } = JSON.parse(line);
  const answer = handlers[body.type](body);
  if (answer !== undefined) send(src, { ...answer, in_reply_to: body.msg_id });
});
