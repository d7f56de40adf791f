#!/usr/bin/env node
// Exercises 5a to 5c, on `lin-kv`: each log is one value there, and grows by compare-and-set. What is sent to a node while it is busy with a log
// waits, and goes in together: so the nodes rarely get into each other's way.
import { readKey, serve, update } from './maelstrom.mjs';

/** By log: the messages that wait, and the promise of the log with them in it. */
const batches = new Map();
/** By log: when the node is done with it. */
const busy = new Map();

/** @returns the offset of the message */
async function append(key, message) {
  let batch = batches.get(key);
  if (batch === undefined) {
    batch = { messages: [], log: (busy.get(key) ?? Promise.resolve()).then(() => write(key)) };
    batches.set(key, batch);
    busy.set(
      key,
      batch.log.catch(() => undefined),
    );
  }
  const place = batch.messages.push(message) - 1;
  const log = await batch.log;
  return log.length - batch.messages.length + place;
}

function write(key) {
  const { messages } = batches.get(key);
  batches.delete(key);
  return update(`log ${key}`, [], (log) => [...log, ...messages]);
}

async function forEach(keys, make) {
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await make(key)])));
}

serve({
  send: async ({ key, msg }) => ({ type: 'send_ok', offset: await append(key, msg) }),
  async poll({ offsets }) {
    const msgs = await forEach(Object.keys(offsets), async (key) => {
      const log = await readKey('lin-kv', `log ${key}`, []);
      return log.map((message, offset) => [offset, message]).slice(offsets[key]);
    });
    return { type: 'poll_ok', msgs };
  },
  async commit_offsets({ offsets }) {
    await forEach(Object.keys(offsets), (key) =>
      update(`committed ${key}`, -1, (committed) => Math.max(committed, offsets[key])),
    );
    return { type: 'commit_offsets_ok' };
  },
  async list_committed_offsets({ keys }) {
    const committed = await forEach(keys, (key) => readKey('lin-kv', `committed ${key}`, -1));
    const known = Object.entries(committed).filter(([, offset]) => offset >= 0);
    return { type: 'list_committed_offsets_ok', offsets: Object.fromEntries(known) };
  },
});
