#!/usr/bin/env node
// Exercise 4, on `seq-kv`: each node keeps the sum of its own adds under a key of its own, so that no two ever write the same one. Reads of
// `seq-kv` may be of the past, but never of one before the reader's own last write: so a reader writes first.
import { ask, node, readKey, serve } from './maelstrom.mjs';

let sum = 0;
let written = Promise.resolve();
let reads = 0;

const write = (key, value) => ask('seq-kv', { type: 'write', key, value });

serve({
  async add({ delta }) {
    sum += delta;
    // One write after the other: an earlier sum must not overtake a later one.
    written = written.catch(() => undefined).then(() => write(node.id, sum));
    await written;
    return { type: 'add_ok' };
  },
  async read() {
    await write(`${node.id} reads`, ++reads);
    const sums = await Promise.all(node.ids.map((id) => readKey('seq-kv', id, 0)));
    return { type: 'read_ok', value: sums.reduce((total, one) => total + one, 0) };
  },
});
