#!/usr/bin/env node
// Wrong: each list is a value in `lin-kv` that is read and written with one element more, without a look at whether it is still as it was read. Of two
// nodes that do that at the same time, one undoes what the other has acknowledged: a lost update.
import { ask, readKey, serve } from '../javascript/maelstrom.mjs';

async function run([f, key, element]) {
  const list = await readKey('lin-kv', key, []);
  if (f === 'r') return [f, key, list];
  await ask('lin-kv', { type: 'write', key, value: [...list, element] });
  return [f, key, element];
}

serve({
  async txn({ txn }) {
    const done = [];
    for (const operation of txn) done.push(await run(operation));
    return { type: 'txn_ok', txn: done };
  },
});
