#!/usr/bin/env node
// Transactions over lists, strictly serializable: the whole database is one value in `lin-kv`. Transactions run on what was read there, and count
// only if nobody has replaced that meanwhile; if somebody has, they run again. Those that come to a node meanwhile go together, one after the other.
import { serve, update } from './maelstrom.mjs';

let waiting = [];
let isBusy = false;

/** @returns the database afterwards, itself where nothing is appended, and the operations with what they read */
function run(database, txn) {
  let after = database;
  const done = txn.map(([f, key, element]) => {
    const list = after[key] ?? [];
    if (f === 'r') return [f, key, list];
    after = { ...after, [key]: [...list, element] };
    return [f, key, element];
  });
  return { after, done };
}

async function commit(together) {
  try {
    const results = new Map();
    await update('database', {}, (database) =>
      together.reduce((before, { txn, resolve }) => {
        const { after, done } = run(before, txn);
        results.set(resolve, done);
        return after;
      }, database),
    );
    for (const [resolve, done] of results) resolve(done);
  } catch (error) {
    for (const { reject } of together) reject(error);
  }
}

async function commitAll() {
  if (isBusy) return;
  isBusy = true;
  while (waiting.length > 0) {
    const together = waiting;
    waiting = [];
    await commit(together);
  }
  isBusy = false;
}

serve({
  async txn({ txn }) {
    const done = new Promise((resolve, reject) => waiting.push({ txn, resolve, reject }));
    void commitAll();
    return { type: 'txn_ok', txn: await done };
  },
});
