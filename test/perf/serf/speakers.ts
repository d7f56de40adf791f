/** Processes that say in their logs what they find: when which of them said what, by one clock. */

import { createInterface } from 'node:readline';
import { waitFor } from '../../support/wait-for.ts';

const LIMIT_MS = 180_000;

/** A line of a log, with the time at which it was read here. */
interface Said {
  readonly by: string;
  readonly atMs: number;
  readonly text: string;
}

export class Speakers {
  readonly said: Said[] = [];

  /** When each of these said something that matches, for the first time. @param from where in all that was said to begin */
  async heard(pattern: RegExp, by: readonly string[], from = 0): Promise<number[]> {
    const firsts = (): (number | undefined)[] =>
      by.map((name) => this.said.slice(from).find((one) => one.by === name && pattern.test(one.text))?.atMs);
    await waitFor(`${pattern.source} of ${by.join(', ')}`, () => !firsts().includes(undefined), LIMIT_MS);
    return firsts().map((atMs) => atMs ?? NaN);
  }

  protected listen(by: string, input: NodeJS.ReadableStream): void {
    createInterface({ input }).on('line', (text) => this.said.push({ by, atMs: performance.now(), text }));
  }
}
