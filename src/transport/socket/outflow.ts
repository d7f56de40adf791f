/** The connection on which messages go to one peer: dialled, and dialled again, by the node that sends. */

import type { Socket } from 'node:net';
import { LineReader } from '../../protocol/framing.ts';
import type { HostPort } from '../address.ts';
import { Backoff } from '../backoff.ts';
import type { TransportLimits } from '../limits.ts';
import type { Batch, PeerAccount } from '../peer-account.ts';
import { TransportError } from '../transport.ts';
import {
  HEARTBEAT,
  HELLO_LIMIT_BYTES,
  helloIn,
  helloLine,
  objection,
  refusalIn,
  type Hello,
} from './hello.ts';
import type { Wire } from './wire.ts';

export interface OutflowOptions {
  readonly wire: Wire;
  readonly limits: TransportLimits;
  readonly account: PeerAccount;
  /** What this node says of itself. */
  readonly hello: Omit<Hello, 'to'>;
}

export class Outflow {
  readonly #options: OutflowOptions;
  readonly #backoff: Backoff;
  #at: HostPort;
  #socket: Socket | undefined;
  #phase: 'new' | 'connecting' | 'connected' | 'waiting' | 'stopped' = 'new';
  /** Why the connection is about to end. */
  #problem: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #inFlight: Batch[] = [];
  #inFlightBytes = 0;
  #isFlushPlanned = false;
  #connectedAtMs = 0;
  #heardAtMs = 0;
  /** Nothing new goes out on this connection: it ends when what was written has left. */
  #isRetiring = false;
  #drained: (() => void) | undefined;

  constructor(at: HostPort, options: OutflowOptions) {
    this.#at = at;
    this.#options = options;
    this.#backoff = new Backoff(options.limits.backoff);
  }

  start(): void {
    if (this.#phase === 'new') this.#dial();
  }

  moveTo(at: HostPort): void {
    if (at.host === this.#at.host && at.port === this.#at.port) return;
    this.#at = at;
    this.#backoff.reset();
    if (this.#phase === 'waiting') this.#dial();
    else this.#socket?.destroy();
  }

  /** Something waits for the peer. Whatever one turn of the event loop says leaves in one write. */
  nudge(): void {
    if (this.#phase !== 'connected' || this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  /** Tells the peer that this node is there, and gives up a connection on which nothing was heard for long. */
  beat(nowMs: number, stoodStill: boolean): void {
    if (this.#phase !== 'connected' || this.#socket === undefined) return;
    if (stoodStill) this.#heardAtMs = nowMs;
    const { wire, limits } = this.#options;
    const refusal = wire.objection(this.#socket);
    if (refusal !== undefined) this.#fail(refusal.text);
    else if (nowMs - this.#heardAtMs > limits.silenceMs)
      this.#fail(`${this.#peer} is not heard of: check network and process`);
    // Behind what the peer has not read yet a heartbeat says nothing, and behind the end nothing can be said.
    else if (this.#inFlight.length === 0 && this.#socket.writable) this.#socket.write(`${HEARTBEAT}\n`);
  }

  /** Lets what was written leave, and connects anew: with other certificates. */
  renew(): void {
    this.#backoff.reset();
    if (this.#phase === 'waiting') this.#dial();
    // It may have shown the old ones already.
    else if (this.#phase === 'connecting') this.#socket?.destroy();
    if (this.#phase !== 'connected') return;
    this.#isRetiring = true;
    this.#endWhenWritten();
  }

  /** Resolves when all that is queued has left, or nobody is there to take it. */
  drain(): Promise<void> {
    if (this.#phase !== 'connected' && this.#phase !== 'connecting') return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#endWhenWritten();
    });
  }

  stop(): void {
    this.#phase = 'stopped';
    clearTimeout(this.#timer);
    this.#options.account.disconnected();
    this.#socket?.destroy();
    this.#options.account.dropAll('removed');
    this.#drained?.();
  }

  get #peer(): string {
    return this.#options.account.peer;
  }

  #dial(): void {
    const { wire, limits } = this.#options;
    clearTimeout(this.#timer);
    this.#phase = 'connecting';
    this.#problem = undefined;
    this.#isRetiring = false;
    let socket: Socket;
    try {
      socket = wire.connect(this.#peer, this.#at, () => this.#greet());
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.#problem = error.message;
      this.#wait();
      return;
    }
    this.#socket = socket;
    const reader = new LineReader(HELLO_LIMIT_BYTES);
    socket.on('error', (error) => (this.#problem ??= wire.explain(this.#peer, this.#at, error)));
    socket.on('data', (chunk: Buffer) => {
      this.#heardAtMs = performance.now();
      for (const line of reader.push(chunk)) this.#heard(line);
    });
    socket.once('close', () => this.#closed(socket));
    this.#timer = setTimeout(
      () =>
        this.#fail(
          `${this.#peer} does not answer within ${limits.helloMs} ms: check its address, network and load`,
        ),
      limits.helloMs,
    );
  }

  #greet(): void {
    const { wire, hello } = this.#options;
    if (this.#socket === undefined) return;
    const proof = wire.prove(this.#socket);
    if (!proof.ok) this.#fail(proof.refusal.text);
    else if (proof.node !== undefined && proof.node !== this.#peer)
      this.#fail(`${proof.node} answers in place of ${this.#peer}: correct the address of ${this.#peer}`);
    else this.#socket.write(helloLine({ ...hello, to: this.#peer }));
  }

  #heard(line: unknown): void {
    const refusal = refusalIn(line);
    if (refusal !== undefined) this.#fail(`${this.#peer} refuses the connection: ${refusal.text}`);
    else if (this.#phase === 'connecting') this.#greeted(helloIn(line));
  }

  #greeted(answer: Hello | undefined): void {
    const { hello, account } = this.#options;
    if (answer === undefined) {
      this.#fail(`${this.#peer} does not speak as a node: correct its address`);
      return;
    }
    const wrong = objection(answer, hello);
    if (wrong !== undefined || answer.node !== this.#peer) {
      this.#fail(
        wrong?.text ??
          `${answer.node} answers in place of ${this.#peer}: correct the address of ${this.#peer}`,
      );
      return;
    }
    clearTimeout(this.#timer);
    this.#phase = 'connected';
    this.#connectedAtMs = performance.now();
    account.connected();
    this.#flush();
    this.#endWhenWritten();
  }

  #flush(): void {
    const { account, limits } = this.#options;
    const socket = this.#socket;
    if (this.#phase !== 'connected' || this.#isRetiring || socket === undefined) return;
    while (this.#inFlightBytes < limits.windowBytes) {
      const batch = account.take(limits.batchBytes);
      if (batch === undefined) return;
      this.#inFlight.push(batch);
      this.#inFlightBytes += batch.cost;
      socket.write(`${batch.lines.join('\n')}\n`, (error) => {
        // A connection that was broken calls back without an error, too: whatever it had then is lost.
        if (error === undefined || error === null) this.#written(socket, batch);
      });
    }
  }

  #written(socket: Socket, batch: Batch): void {
    if (socket.destroyed || this.#inFlight[0] !== batch) return;
    this.#inFlight.shift();
    this.#inFlightBytes -= batch.cost;
    this.#options.account.sent(batch);
    this.#flush();
    this.#endWhenWritten();
  }

  #endWhenWritten(): void {
    if (this.#inFlight.length > 0) return;
    if (this.#isRetiring) this.#socket?.end();
    else if (this.#drained === undefined || !this.#options.account.isIdle) return;
    else if (this.#phase === 'connected') this.#socket?.end();
    else this.#socket?.destroy();
  }

  #fail(problem: string): void {
    this.#problem ??= problem;
    this.#socket?.destroy();
  }

  #closed(socket: Socket): void {
    if (this.#socket !== socket) return;
    const { account, limits } = this.#options;
    clearTimeout(this.#timer);
    this.#socket = undefined;
    for (const batch of this.#inFlight) account.lost(batch, 'connection_lost');
    this.#inFlight = [];
    this.#inFlightBytes = 0;
    if (this.#phase === 'connected') {
      // One that is taken away at once, again and again, is not worth a hurry.
      if (performance.now() - this.#connectedAtMs > limits.heartbeatMs) this.#backoff.reset();
      this.#problem ??= `${this.#peer} closed the connection: its log says why`;
    }
    if (this.#phase === 'stopped') return;
    if (this.#drained === undefined && this.#isRetiring) this.#dial();
    else this.#wait();
  }

  #wait(): void {
    this.#phase = 'waiting';
    this.#options.account.disconnected(this.#problem);
    if (this.#drained !== undefined) this.#drained();
    else this.#timer = setTimeout(() => this.#dial(), this.#backoff.nextMs());
  }
}
