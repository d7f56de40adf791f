/** Shows a file in the user's browser, if there is one. */

import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import open from 'open';

/** A program that cannot open a page exits at once; one that can may run as long as the browser. */
const VERDICT_MS = 1_000;

/** @returns why it could not be shown; undefined if nothing is seen to go wrong */
export async function openInBrowser(path: string): Promise<string | undefined> {
  try {
    const child = await open(resolve(path));
    const exited = once(child, 'exit').then(
      ([code]) => code as number | null,
      () => null,
    );
    const code = child.exitCode ?? (await Promise.race([exited, after(VERDICT_MS, null)]));
    return code === null || code === 0 ? undefined : `${child.spawnfile} exited with ${code}`;
  } catch (error) {
    return (error as Error).message;
  }
}
