#!/usr/bin/env node
// Exercises 3a to 3e. All nodes are two hops apart, through one in the middle; what is new is gathered for a moment and sent together; and
// what was not acknowledged is sent again, so that a cut delays it and loses nothing.
import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { node, send, serve } from './maelstrom.mjs';

const GATHER_MS = 50;
const RETRY_MS = 1000;

const values = new Set();
/** By neighbour: the values that it has not acknowledged, and when each was last sent. */
const unacknowledged = new Map();

function learn(news, from) {
  for (const value of news) {
    if (values.has(value)) continue;
    values.add(value);
    for (const [neighbour, pending] of unacknowledged) if (neighbour !== from) pending.set(value, -Infinity);
  }
}

function tellNeighbours() {
  const now = performance.now();
  for (const [neighbour, pending] of unacknowledged) {
    const due = [...pending].filter(([, sentAt]) => now - sentAt >= RETRY_MS).map(([value]) => value);
    for (const value of due) pending.set(value, now);
    if (due.length > 0) send(neighbour, { type: 'gossip', values: due });
  }
}

serve({
  topology() {
    const [middle] = node.ids;
    for (const neighbour of node.id === middle ? node.peers : [middle])
      unacknowledged.set(neighbour, new Map());
    setInterval(tellNeighbours, GATHER_MS).unref();
    return { type: 'topology_ok' };
  },
  broadcast({ message }) {
    learn([message]);
    return { type: 'broadcast_ok' };
  },
  read: () => ({ type: 'read_ok', messages: [...values] }),
  gossip({ values: news }, src) {
    learn(news, src);
    send(src, { type: 'gossip_seen', values: news });
  },
  gossip_seen({ values: seen }, src) {
    for (const value of seen) unacknowledged.get(src)?.delete(value);
  },
});
