/** The connection on which one peer's messages come in: accepted, and read for as long as the peer is heard of. */

import type { Socket } from 'node:net';
import { LineReader } from '../../protocol/framing.ts';
import { incoming } from '../incoming.ts';
import type { TransportLimits } from '../limits.ts';
import type { PeerAccount } from '../peer-account.ts';
import type { Receive } from '../transport.ts';
import { HEARTBEAT, refusalLine, type Refusal } from './hello.ts';

/** Heartbeats that the peer has not read: beyond this it is not worth a connection. */
const UNREAD_LIMIT_BYTES = 64 * 1024;

export interface InflowOptions {
  readonly account: PeerAccount;
  readonly receive: Receive;
  readonly limits: TransportLimits;
  /** Of the process at the other end. */
  readonly instance: string;
}

export class Inflow {
  readonly socket: Socket;
  readonly instance: string;
  readonly #options: InflowOptions;
  #heardAtMs = performance.now();
  #isHeld = false;
  #isClosed = false;

  /** @param socket has said its hello, and proved who it is */
  constructor(socket: Socket, options: InflowOptions) {
    this.socket = socket;
    this.instance = options.instance;
    this.#options = options;
    const reader = new LineReader(options.limits.lineBytes);
    socket.on('data', (chunk: Buffer) => {
      this.#heardAtMs = performance.now();
      for (const line of reader.push(chunk)) {
        if (this.#isClosed) return;
        if (line !== HEARTBEAT) this.#take(line);
      }
    });
  }

  hold(held: boolean): void {
    if (held === this.#isHeld) return;
    this.#isHeld = held;
    if (held) this.socket.pause();
    else {
      this.#heardAtMs = performance.now();
      this.socket.resume();
    }
  }

  beat(nowMs: number, stoodStill: boolean): void {
    if (stoodStill) this.#heardAtMs = nowMs;
    const { silenceMs } = this.#options.limits;
    const isSilent = !this.#isHeld && nowMs - this.#heardAtMs > silenceMs;
    if (isSilent || this.socket.writableLength > UNREAD_LIMIT_BYTES) this.socket.destroy();
    else if (this.socket.writable) this.socket.write(`${HEARTBEAT}\n`);
  }

  /** Ends it. What has come in and was not read is lost. */
  close(why?: Refusal): void {
    this.#isClosed = true;
    if (why === undefined) this.socket.destroy();
    else this.socket.end(refusalLine(why), () => this.socket.destroy());
  }

  #take(line: Parameters<typeof incoming>[1]): void {
    const { account, receive } = this.#options;
    receive(account.peer, incoming(account, line));
  }
}
