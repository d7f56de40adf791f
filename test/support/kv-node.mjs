#!/usr/bin/env node
// A key-value node that sends each write to all peers once. Its first argument: `good`, `drops` (every third message is never sent) or
// `late` (what comes is taken in 100 ms later), `alone` (nothing is sent), `own_late` (a node takes in 250 ms later what it was asked to write),
// or `refuses` (no key is read in the first 250 ms after it came).
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers';

const mode = process.argv[2] ?? 'good';
const LATE_MS = 100;
const OWN_LATE_MS = 250;
let me = '';
let peers = [];
let sent = 0;
const values = new Map();
/** Keys that are not to be read yet. */
const refused = new Set();

const send = (dest, body) => process.stdout.write(`${JSON.stringify({ src: me, dest, body })}\n`);

const handlers = {
  init({ node_id, node_ids }) {
    me = node_id;
    peers = node_ids.filter((name) => name !== me);
    return { type: 'init_ok' };
  },
  read: ({ key }) =>
    refused.has(key)
      ? { type: 'error', code: 11, text: 'not yet' }
      : values.has(key)
        ? { type: 'read_ok', value: values.get(key) }
        : { type: 'error', code: 20, text: 'no such key' },
  write({ key, value }) {
    if (mode === 'own_late') setTimeout(() => values.set(key, value), OWN_LATE_MS);
    else values.set(key, value);
    for (const peer of mode === 'alone' ? [] : peers)
      if (mode !== 'drops' || ++sent % 3 !== 0) send(peer, { type: 'put', key, value });
    return { type: 'write_ok' };
  },
  put({ key, value }) {
    if (mode === 'refuses') {
      refused.add(key);
      setTimeout(() => refused.delete(key), OWN_LATE_MS);
    }
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
