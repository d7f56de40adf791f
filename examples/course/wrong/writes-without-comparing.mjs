#!/usr/bin/env node
// Wrong, exercise 5b: a log is read, and written with one message more, without a look at whether it is still as it was read. Of two nodes that do
// that at the same time, one undoes what the other has acknowledged.
import { ask, readKey, serve } from '../javascript/maelstrom.mjs';

serve({
  async send({ key, msg }) {
    const log = await readKey('lin-kv', key, []);
    await ask('lin-kv', { type: 'write', key, value: [...log, msg] });
    return { type: 'send_ok', offset: log.length };
  },
  async poll({ offsets }) {
    const msgs = {};
    for (const [key, from] of Object.entries(offsets)) {
      const log = await readKey('lin-kv', key, []);
      msgs[key] = log.map((msg, offset) => [offset, msg]).slice(from);
    }
    return { type: 'poll_ok', msgs };
  },
  commit_offsets: () => ({ type: 'commit_offsets_ok' }),
  list_committed_offsets: () => ({ type: 'list_committed_offsets_ok', offsets: {} }),
});
