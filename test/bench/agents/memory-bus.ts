/** A bus within one process that drops what a test wants dropped: what NATS does now and then, at a moment of the test's choice. */

import type { Bus } from '../../../src/bench/agents/bus.ts';

interface Subscription {
  readonly pattern: readonly string[];
  readonly take: (subject: string, bytes: Uint8Array) => void;
}

export class MemoryBus implements Bus {
  readonly maxBytes = 4096;
  /** Asked of each message. */
  isDropped: (subject: string, text: string) => boolean = () => false;
  readonly #subscriptions = new Set<Subscription>();

  publish(subject: string, bytes: Uint8Array): void {
    if (this.isDropped(subject, Buffer.from(bytes).toString('latin1'))) return;
    const copy = Uint8Array.from(bytes);
    setImmediate(() => {
      for (const { pattern, take } of this.#subscriptions) if (matches(pattern, subject)) take(subject, copy);
    });
  }

  subscribe(pattern: string, take: (subject: string, bytes: Uint8Array) => void): () => void {
    const subscription = { pattern: pattern.split('.'), take };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

function matches(pattern: readonly string[], subject: string): boolean {
  const tokens = subject.split('.');
  return (
    tokens.length === pattern.length &&
    pattern.every((token, index) => token === '*' || token === tokens[index])
  );
}
