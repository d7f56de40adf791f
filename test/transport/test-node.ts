/** A transport under test, with all that it took in, and what a test waits for. */

import type { ParsedLine } from '../../src/protocol/envelope.ts';
import { createTransport, type KindSettings, type NodeOfCluster } from '../../src/transport/create.ts';
import type { TransportLimits } from '../../src/transport/limits.ts';
import type { DropReason, PeerState, RefusalReason, Transport } from '../../src/transport/transport.ts';
import { waitFor } from '../support/wait-for.ts';

export const CLUSTER = 'test';

/** Impatient, and small: what takes seconds or megabytes in a deployment is there in a moment. */
const LIMITS: Partial<TransportLimits> = {
  heartbeatMs: 50,
  silenceMs: 2000,
  helloMs: 5000,
  backoff: { firstMs: 5, longestMs: 50 },
};

export interface Received {
  readonly from: string;
  readonly parsed: ParsedLine;
}

export class TestNode {
  readonly name: string;
  readonly transport: Transport;
  readonly received: Received[] = [];
  readonly warnings: string[];
  /** Where it listens, or listened. */
  address = '';

  private constructor(name: string, transport: Transport, warnings: string[]) {
    this.name = name;
    this.transport = transport;
    this.warnings = warnings;
  }

  /** @throws {TransportError} as the transport does */
  static async open(settings: NodeOfCluster & KindSettings): Promise<TestNode> {
    const warnings: string[] = [];
    const all = {
      ...settings,
      limits: { ...LIMITS, ...settings.limits },
      warn: (text: string) => warnings.push(text),
    };
    const node = new TestNode(settings.node, await createTransport(all), warnings);
    await node.transport.open((from, parsed) => node.received.push({ from, parsed }));
    node.address = node.transport.address ?? '';
    return node;
  }

  knows(...others: readonly TestNode[]): void {
    const peers = others.map(({ name, address }) => ({ node: name, address }));
    this.transport.setPeers(peers);
  }

  /** Sends messages that hold a number each. */
  say(to: string, from: number, count: number, padding = ''): void {
    for (let n = from; n < from + count; n++) this.transport.send(to, line(this.name, to, n, padding));
  }

  /** The numbers that came from a node. */
  numbersOf(from: string): number[] {
    return this.received.flatMap(({ from: src, parsed }) =>
      src === from && parsed.ok ? [Number(parsed.message.body['n'])] : [],
    );
  }

  /** Why lines from a node were rejected. */
  rejectsOf(from: string): string[] {
    return this.received.flatMap(({ from: src, parsed }) =>
      src === from && !parsed.ok ? [parsed.reason] : [],
    );
  }

  state(peer: string): PeerState {
    const found = this.transport.states().find((one) => one.peer === peer);
    if (found === undefined) throw new Error(`${this.name} does not know ${peer}`);
    return found;
  }

  dropped(peer: string, reason: DropReason): number {
    return this.state(peer).dropped[reason];
  }

  /** Everything that was ever given to `send`. */
  accounted(peer: string): number {
    const { sent, queued, dropped } = this.state(peer);
    return sent + queued + dropped.queue_full + dropped.too_long + dropped.connection_lost + dropped.removed;
  }

  async connected(...peers: readonly string[]): Promise<void> {
    for (const peer of peers)
      await waitFor(`${this.name} to be connected with ${peer}`, () => this.state(peer).connected);
  }

  /** Waits until the last of them has come. */
  async heard(from: string, last: number): Promise<number[]> {
    await waitFor(`${last} of ${from} at ${this.name}`, () => this.numbersOf(from).includes(last), 25_000);
    return this.numbersOf(from);
  }

  async refused(reason: RefusalReason): Promise<void> {
    await waitFor(`${this.name} to refuse: ${reason}`, () => this.transport.refusals()[reason] > 0);
  }

  /** Why it is not connected. */
  async error(peer: string): Promise<string> {
    return waitFor(`an error of ${this.name} with ${peer}`, () => this.state(peer).lastError);
  }
}

export function line(src: string, dest: string, n: number, padding = ''): string {
  return JSON.stringify({ src, dest, body: { type: 'mail', n, padding } });
}

export function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

/**
 * For `assert.throws`: one line that says this. By its name, since tsx loads a module that is imported dynamically once more, and then
 * there are two classes.
 */
export function clear(says: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof Error &&
    error.name === 'TransportError' &&
    !error.message.includes('\n') &&
    says.test(error.message);
}
