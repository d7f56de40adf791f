/** The process of a service: it starts, takes signals, and ends in order. */

import process from 'node:process';
import type { ServeSettings } from './settings.ts';
import { Service } from './service.ts';

/** Resolves when the service has ended; the process exits with 0. @throws {ServeError} where it cannot start */
export async function runServe(settings: ServeSettings, version: string): Promise<void> {
  const service = await Service.start(settings, version);
  process.on('SIGHUP', () => void service.reload());
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, resolve);
  });
  // Who asks twice does not want to wait.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
  await service.drain(signal);
  process.exit(0);
}
