/** One line of progress on stderr, shown only on a terminal. */

import process from 'node:process';
import { createLogUpdate } from 'log-update';

const REFRESH_MS = 200;

export interface ProgressLine {
  end(): void;
}

/** Asks for its parts now and then. Nothing of it is left in the end. @param signal at which something else is said */
export function progressLine(parts: () => readonly string[], signal: AbortSignal): ProgressLine {
  const { stderr } = process;
  if (!stderr.isTTY) return { end: () => undefined };
  const update = createLogUpdate(stderr);
  const makeWay = (): void => update.clear();
  signal.addEventListener('abort', makeWay);
  const timer = setInterval(() => update(fitting(parts(), stderr.columns)), REFRESH_MS);
  return {
    end() {
      clearInterval(timer);
      signal.removeEventListener('abort', makeWay);
      update.clear();
      update.done();
    },
  };
}

const BETWEEN = ' · ';

/** Without the last parts where the terminal is too narrow for them. */
function fitting([first = '', ...others]: readonly string[], columns: number): string {
  let text = first;
  for (const part of others) {
    if (text.length + BETWEEN.length + part.length >= columns) break;
    text += BETWEEN + part;
  }
  return text;
}
