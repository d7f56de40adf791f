/** The process of a service: it starts, takes signals, and ends in order. */

import process from 'node:process';
import type { ServeSettings } from './settings.ts';
import { Service } from './service.ts';

/** Resolves when the service has ended; the process exits with 0. @throws {ServeError} where it cannot start */
export async function runServe(settings: ServeSettings, version: string): Promise<void> {
  // Before it says that it is ready: who has read that may send a signal at once.
  const asked = askedToEnd();
  const starting = Service.start(settings, version);
  const reload = (service: Service): Promise<void> => service.reload();
  process.on('SIGHUP', () => void starting.then(reload, () => undefined));
  const service = await starting;
  await service.drain(await asked);
  process.exit(0);
}

/** Who asks twice does not want to wait. */
function askedToEnd(): Promise<NodeJS.Signals> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return new Promise((resolve) => {
    const first = (signal: NodeJS.Signals): void => {
      for (const name of signals) process.off(name, first).once(name, () => process.exit(1));
      resolve(signal);
    };
    for (const name of signals) process.on(name, first);
  });
}
