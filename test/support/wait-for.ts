/** Waits for a condition instead of a time. */

import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/** Polls until `probe` gives something other than undefined or false. @throws {Error} after the deadline, saying what was awaited */
export async function waitFor<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 10_000,
): Promise<T> {
  for (const deadline = performance.now() + limitMs; performance.now() < deadline;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await delay(POLL_MS);
  }
  throw new Error(`waited ${limitMs} ms for ${what}`);
}
