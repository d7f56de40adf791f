#!/usr/bin/env node
// Wrong, exercise 6c: a transaction writes into the store as it goes, and pauses after each operation, as for a disk. Others read what it is
// about to overwrite: a dirty read.
import { setTimeout } from 'node:timers/promises';
import { node, send, serve } from '../javascript/maelstrom.mjs';

const store = new Map();

async function run([f, key, value]) {
  if (f === 'w') {
    store.set(key, value);
    for (const peer of node.peers) send(peer, { type: 'put', key, value });
  }
  const result = [f, key, f === 'w' ? value : (store.get(key) ?? null)];
  await setTimeout(2);
  return result;
}

serve({
  async txn({ txn }) {
    const done = [];
    for (const operation of txn) done.push(await run(operation));
    return { type: 'txn_ok', txn: done };
  },
  put({ key, value }) {
    store.set(key, value);
  },
});
