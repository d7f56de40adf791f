/** One line of progress on stderr, shown only on a terminal. */

import process from 'node:process';
import { createLogUpdate } from 'log-update';

const REFRESH_MS = 200;

export interface ProgressLine {
  end(): void;
}

/** Asks for the text now and then. Nothing of it is left in the end. @param signal at which something else is said */
export function progressLine(text: () => string, signal?: AbortSignal): ProgressLine {
  const { stderr } = process;
  if (!stderr.isTTY) return { end: () => undefined };
  const update = createLogUpdate(stderr);
  const makeWay = (): void => update.clear();
  signal?.addEventListener('abort', makeWay);
  const timer = setInterval(() => update(fitting(text(), stderr.columns)), REFRESH_MS);
  return {
    end() {
      clearInterval(timer);
      signal?.removeEventListener('abort', makeWay);
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
