/** What the node may hold: beyond it, writes are answered with 507, while reads, deletes and gossip go on. */

import process from 'node:process';
import type { ApiLimit } from '../../observe/metrics/service-metrics.ts';
import { Problem } from './api/problems.ts';
import type { ApiLimits } from './settings.ts';

/** Asking for the memory takes some microseconds: not for each write. */
const LOOK_EVERY_MS = 250;
const MIB = 2 ** 20;

export class Capacity {
  readonly #limits: ApiLimits;
  readonly #keys: () => number;
  readonly #refused: (limit: ApiLimit) => void;
  #usedMib = 0;
  #lookedAtMs = -Infinity;

  constructor(limits: ApiLimits, keys: () => number, refused: (limit: ApiLimit) => void) {
    this.#limits = limits;
    this.#keys = keys;
    this.#refused = refused;
  }

  /** @throws {Problem} insufficient_storage */
  check(isNewKey: boolean): void {
    const { keys, memoryMib } = this.#limits;
    if (isNewKey && this.#keys() >= keys) {
      this.#refused('keys');
      throw full(`it holds ${keys} keys, as many as it may (--max-keys): delete some`);
    }
    if (this.#memoryMib() < memoryMib) return;
    this.#refused('memory');
    throw full(
      `it uses ${memoryMib} MiB of memory, as much as it may (--max-memory): delete keys, or give it more`,
    );
  }

  #memoryMib(): number {
    const now = performance.now();
    if (now - this.#lookedAtMs >= LOOK_EVERY_MS) {
      this.#lookedAtMs = now;
      const { heapUsed, external } = process.memoryUsage();
      this.#usedMib = (heapUsed + external) / MIB;
    }
    return this.#usedMib;
  }
}

function full(detail: string): Problem {
  return new Problem('insufficient_storage', `the node is full: ${detail}`);
}
