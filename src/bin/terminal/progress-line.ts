/** One line of progress on stderr, shown only on a terminal. */

import process from 'node:process';
import { createLogUpdate } from 'log-update';

const REFRESH_MS = 200;

export interface ProgressLine {
  end(): void;
}

/** Asks for the text now and then. Nothing of it is left in the end. */
export function progressLine(text: () => string): ProgressLine {
  const { stderr } = process;
  if (!stderr.isTTY) return { end: () => undefined };
  const update = createLogUpdate(stderr);
  const timer = setInterval(() => update(text()), REFRESH_MS);
  return {
    end() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}
