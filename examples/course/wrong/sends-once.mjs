#!/usr/bin/env node
// Wrong, exercise 3c: what is new goes to everybody once, and nobody looks whether it arrived. What a cut swallows is lost.
import { node, send, serve } from '../javascript/maelstrom.mjs';

const values = new Set();

serve({
  topology: () => ({ type: 'topology_ok' }),
  broadcast({ message }) {
    values.add(message);
    for (const peer of node.peers) send(peer, { type: 'gossip', value: message });
    return { type: 'broadcast_ok' };
  },
  read: () => ({ type: 'read_ok', messages: [...values] }),
  gossip({ value }) {
    values.add(value);
  },
});
