#!/usr/bin/env node
// Wrong, exercise 5b: each node appends what it hears of in the order in which it comes. So the two logs differ, and an offset is one message
// here and another one there.
import { node, send, serve } from '../javascript/maelstrom.mjs';

const logs = new Map();
const committed = new Map();

function append(key, message) {
  if (!logs.has(key)) logs.set(key, []);
  return logs.get(key).push(message) - 1;
}

serve({
  send({ key, msg }) {
    for (const peer of node.peers) send(peer, { type: 'append', key, msg });
    return { type: 'send_ok', offset: append(key, msg) };
  },
  append({ key, msg }) {
    append(key, msg);
  },
  poll({ offsets }) {
    const from = ([key, first]) => [key, (logs.get(key) ?? []).map((msg, at) => [at, msg]).slice(first)];
    return { type: 'poll_ok', msgs: Object.fromEntries(Object.entries(offsets).map(from)) };
  },
  commit_offsets({ offsets }) {
    for (const [key, offset] of Object.entries(offsets)) committed.set(key, offset);
    return { type: 'commit_offsets_ok' };
  },
  list_committed_offsets({ keys }) {
    const known = keys.filter((key) => committed.has(key)).map((key) => [key, committed.get(key)]);
    return { type: 'list_committed_offsets_ok', offsets: Object.fromEntries(known) };
  },
});
