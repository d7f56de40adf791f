/** What Ctrl-C does to a run: the first ends it well, with a report; the second ends it at once. */

import process from 'node:process';
import { EXIT } from './exit-codes.ts';

/** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. The second ends the program at once, and with it every node. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      // What is shown of the progress makes way first: it would be drawn over this.
      controller.abort();
      process.stderr.write('\nstopping; a second Ctrl-C ends at once\n');
    });
  }
  return controller.signal;
}
