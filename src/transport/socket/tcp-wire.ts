/** TCP in the clear: nobody proves anything, so it stays within the machine unless somebody insists. */

import { connect, createServer, type Server, type Socket } from 'node:net';
import { isLoopback, type HostPort } from '../address.ts';
import { TransportError } from '../transport.ts';
import { explainSystemError } from './explain.ts';
import type { Proof, Wire } from './wire.ts';

const ADVICE = 'use TLS, or --insecure in a network where everybody is trusted';

export class TcpWire implements Wire {
  readonly kind = 'tcp';
  readonly #insecure: boolean;

  constructor(insecure: boolean) {
    this.#insecure = insecure;
  }

  async open(): Promise<void> {
    // Nothing to read.
  }

  checkListen(host: string): void {
    if (this.#insecure || host === 'localhost' || isLoopback(host)) return;
    const where = host === '' ? 'every address' : host;
    throw new TransportError(
      `TCP in the clear listens on 127.0.0.1 only, and ${where} was asked for: ${ADVICE}`,
    );
  }

  createServer(accept: (socket: Socket) => void): Server {
    return createServer({ noDelay: true, keepAlive: true }, accept);
  }

  connect(_: string, { host, port }: HostPort, ready: () => void): Socket {
    return connect({ host, port, noDelay: true, keepAlive: true }, ready);
  }

  prove({ remoteAddress }: Socket): Proof {
    if (this.#insecure || isLoopback(remoteAddress)) return { ok: true, node: undefined };
    const text = `TCP in the clear stays within the machine, and ${remoteAddress ?? 'the address'} is not of it: ${ADVICE}`;
    return { ok: false, refusal: { reason: 'no_certificate', text } };
  }

  objection(): undefined {
    return undefined;
  }

  explain(peer: string, at: HostPort, error: NodeJS.ErrnoException): string {
    return explainSystemError(peer, at, error);
  }

  async reload(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
