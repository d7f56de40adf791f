/**
 * The life of a node process: lines from stdin, replies to stdout, telemetry beside them, and an orderly end.
 *
 * This folder runs the replica against the real world: clock, pipes, timers and telemetry are here, and every decision is in core/
 * and workload/. Begin here, then read node-host.ts (one step at a time, in order) and observers.ts (logs, metrics, traces).
 */

import process from 'node:process';
import { incarnationAt } from '../core/store/dot.ts';
import { LineReader } from '../protocol/framing.ts';
import { Server } from '../workload/server.ts';
import { now } from './clock.ts';
import { keepIn } from './keep-in.ts';
import { NodeHost } from './node-host.ts';
import { Observers } from './observers.ts';
import type { NodeSettings } from './settings.ts';

/** How much output may wait for its reader. Beyond it, no input is taken. */
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

/** Resolves when the node has ended; the process exits with 0. @throws {FatalError} where it cannot run with its data */
export async function runNode(settings: NodeSettings, version: string): Promise<void> {
  const observers = new Observers(settings, version);
  // The bench knows by it which nodes are ours, before they have loaded what says more.
  observers.log.info('gossipscope node', { version });
  const { workload, seed, bounds, data, durability, ...gossip } = settings;
  // When it began: a life must never take up the dots of another, and two starts are milliseconds apart.
  const incarnation = incarnationAt(now());
  const keepingOptions = { durability, comesInGroups: true, gossip, bounds, observers };
  const keeping = data === undefined ? undefined : await keepIn(data, keepingOptions);
  const kept = keeping?.keeper;
  const { traceIds } = observers;
  const server = new Server({ gossip, workload, incarnation, seed, bounds, traceIds, kept });
  const { stdin, stdout } = process;
  let behind: Promise<void> | undefined;
  const write = (text: string): Promise<void> | undefined => {
    stdout.write(text);
    if (stdout.writableLength < OUTPUT_LIMIT_BYTES) return undefined;
    behind ??= new Promise((resolve) => {
      stdout.once('drain', () => {
        behind = undefined;
        resolve();
      });
    });
    return behind;
  };
  const host = new NodeHost({
    server,
    telemetry: observers,
    write: keeping?.gate(write) ?? write,
    keep: keeping?.keep,
    hold: (held) => (held ? stdin.pause() : stdin.resume()),
  });
  keeping?.serve(server);
  // The reader of our replies is gone: there is nobody left to serve.
  stdout.on('error', () => process.exit(0));
  const reader = new LineReader();
  let answered = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    stdin.on('data', (chunk: Buffer) => {
      answered = host.receive(reader.push(chunk));
      answered.catch(reject);
    });
    stdin.once('end', resolve).once('error', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await answered;
  await host.receive(reader.end());
  host.stop();
  kept?.close();
  await observers.close();
  stdout.write('', () => process.exit(0));
}
