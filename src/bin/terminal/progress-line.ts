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
  const timer = setInterval(() => update(fitting(text(), stderr.columns)), REFRESH_MS);
  return {
    end() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

const BETWEEN = ' · ';

/** Without the last parts where the terminal is too narrow for them. */
function fitting(text: string, columns: number): string {
  const parts = text.split(BETWEEN);
  while (parts.length > 1 && parts.join(BETWEEN).length >= columns) parts.pop();
  return parts.join(BETWEEN);
}
