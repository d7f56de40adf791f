/**
 * The life of a node process: lines from stdin, replies to stdout, telemetry beside them, and an orderly end.
 *
 * This folder runs the replica against the real world: clock, pipes, timers and telemetry are here, and every decision is in core/
 * and workload/. Begin here, then read node-host.ts (one step at a time, in order) and observers.ts (logs, metrics, traces).
 */

import { randomInt } from 'node:crypto';
import process from 'node:process';
import { LineReader } from '../protocol/framing.ts';
import { Server } from '../workload/server.ts';
import { NodeHost } from './node-host.ts';
import { Observers } from './observers.ts';
import type { NodeSettings } from './settings.ts';

/** How much output may wait for its reader. Beyond it, no input is taken. */
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

/** As many as `randomInt` can draw from. Among a million lives of one node, two are the same with a probability of 0.002. */
const MAX_INCARNATION = 2 ** 48 - 1;

/** Resolves when the node has ended; the process exits with 0. */
export async function runNode(settings: NodeSettings, version: string): Promise<void> {
  const observers = new Observers(settings, version);
  const { workload, seed, ...gossip } = settings;
  // Not a time: two starts can share a millisecond, and a clock can be set back. A life must never take up the dots of another.
  const incarnation = randomInt(MAX_INCARNATION);
  const server = new Server({ gossip, workload, incarnation, seed, traceIds: observers.traceIds });
  const { stdin, stdout } = process;
  const host = new NodeHost({
    server,
    telemetry: observers,
    write: (text) => {
      stdout.write(text);
      if (stdout.writableLength < OUTPUT_LIMIT_BYTES) return undefined;
      return new Promise((resolve) => stdout.once('drain', resolve));
    },
    hold: (held) => (held ? stdin.pause() : stdin.resume()),
  });
  // The reader of our replies is gone: there is nobody left to serve.
  stdout.on('error', () => process.exit(0));
  const reader = new LineReader();
  let answered = Promise.resolve();
  stdin.on('data', (chunk: Buffer) => {
    answered = host.receive(reader.push(chunk));
  });
  await new Promise<void>((resolve) => {
    stdin.once('end', resolve).once('error', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await answered;
  await host.receive(reader.end());
  host.stop();
  await observers.close();
  stdout.write('', () => process.exit(0));
}
