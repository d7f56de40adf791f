#!/usr/bin/env node
// Wrong, exercise 4: a read of `seq-kv` may be of the past, and this node adds to what it reads as if nobody had written since. The adds that the
// read missed are gone.
import { ask, readKey, serve } from '../javascript/maelstrom.mjs';

serve({
  async add({ delta }) {
    const sum = await readKey('seq-kv', 'sum', 0);
    await ask('seq-kv', { type: 'write', key: 'sum', value: sum + delta });
    return { type: 'add_ok' };
  },
  read: async () => ({ type: 'read_ok', value: await readKey('seq-kv', 'sum', 0) }),
});
