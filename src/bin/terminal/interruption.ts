/** What Ctrl-C does to a run that takes its time: the first ends it well, the second at once. */

import process from 'node:process';
import { EXIT } from './exit-codes.ts';

/** Aborted by the first Ctrl-C (or SIGTERM, or the terminal's end); the second ends the program, and so every node, at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      process.stderr.write('\nstopping; a second Ctrl-C ends at once\n');
      controller.abort();
    });
  }
  return controller.signal;
}
