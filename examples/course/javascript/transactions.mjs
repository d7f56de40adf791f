#!/usr/bin/env node
// Exercises 6a to 6c: a transaction runs here at once, from its first operation to its last, so nobody sees half of it; its writes go to the
// others as a whole, again and again until they are acknowledged. The latest write of a key wins, by a clock that all of them advance.
import { setTimeout } from 'node:timers/promises';
import { ask, node, serve } from './maelstrom.mjs';

const RETRY_MS = 200;

const store = new Map();
let clock = 0;

const isLater = (a, b) => a.at > b.at || (a.at === b.at && a.by > b.by);

function apply({ at, by, writes }) {
  clock = Math.max(clock, at);
  for (const [key, value] of writes) {
    const held = store.get(key);
    if (held === undefined || isLater({ at, by }, held)) store.set(key, { at, by, value });
  }
}

async function replicate(peer, txn) {
  for (;;) {
    try {
      await ask(peer, { type: 'apply', ...txn });
      return;
    } catch {
      await setTimeout(RETRY_MS);
    }
  }
}

serve({
  txn({ txn }) {
    const writes = new Map();
    const done = txn.map(([f, key, value]) => {
      if (f === 'w') writes.set(key, value);
      return [
        f,
        key,
        f === 'w' ? value : writes.has(key) ? writes.get(key) : (store.get(key)?.value ?? null),
      ];
    });
    if (writes.size > 0) {
      const committed = { at: clock + 1, by: node.id, writes: [...writes] };
      apply(committed);
      for (const peer of node.peers) void replicate(peer, committed);
    }
    return { type: 'txn_ok', txn: done };
  },
  apply(txn) {
    apply(txn);
    return { type: 'apply_ok' };
  },
});
