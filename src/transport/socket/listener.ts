/** Lets peers in: a connection says hello, proves who it is, and becomes the one on which that peer's messages come. */

import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { LineReader } from '../../protocol/framing.ts';
import { addressText, type HostPort } from '../address.ts';
import type { TransportLimits } from '../limits.ts';
import type { Refusals } from '../refusals.ts';
import { TransportError } from '../transport.ts';
import { explainSystemError } from './explain.ts';
import {
  HELLO_LIMIT_BYTES,
  helloIn,
  helloLine,
  objection,
  refusalLine,
  type Hello,
  type Refusal,
} from './hello.ts';
import { Strangers } from './strangers.ts';
import type { Wire } from './wire.ts';

export interface ListenerOptions {
  readonly wire: Wire;
  readonly limits: TransportLimits;
  readonly refusals: Refusals;
  readonly hello: Omit<Hello, 'to'>;
  /** Takes a connection in whose peer is proved. @returns why not, if it is not to be let in */
  readonly admit: (socket: Socket, hello: Hello) => Refusal | undefined;
}

export class Listener {
  readonly #options: ListenerOptions;
  readonly #strangers: Strangers;
  #server: Server | undefined;

  constructor(options: ListenerOptions) {
    const { limits, refusals } = options;
    this.#options = options;
    this.#strangers = new Strangers(limits.strangers, limits.helloMs, refusals);
  }

  /** `host:port`, once it listens. */
  get address(): string | undefined {
    const bound = this.#server?.address();
    return bound === null || typeof bound !== 'object'
      ? undefined
      : addressText({ host: bound.address, port: bound.port });
  }

  /** @throws {TransportError} */
  async open(at: HostPort): Promise<void> {
    const { wire } = this.#options;
    wire.checkListen(at.host);
    const server = wire.createServer((socket) => this.#accept(socket));
    // Whoever only knocks, as probes do, is none of these.
    server.on('tlsClientError', ({ code }: NodeJS.ErrnoException, socket: Socket) => {
      if (code?.startsWith('ERR_SSL_') === true)
        this.#refuse(socket, { reason: 'bad_hello', text: `it does not speak TLS as a node does (${code})` });
      socket.destroy();
    });
    server.prependListener('connection', (socket: Socket) => this.#strangers.add(socket));
    server.listen({ port: at.port, ...(at.host !== '' && { host: at.host }) });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new TransportError(
        `cannot listen: ${explainSystemError('this node', at, error as NodeJS.ErrnoException)}`,
      );
    }
    // Too many open files, for example: the connection is lost, the listener is not.
    server.on('error', (error) =>
      this.#options.refusals.add('flood', `a connection could not be accepted: ${error.message}`),
    );
    this.#server = server;
  }

  close(): void {
    this.#server?.close();
    this.#strangers.clear();
  }

  #accept(socket: Socket): void {
    const { wire } = this.#options;
    socket.on('error', () => undefined);
    const proof = wire.prove(socket);
    if (!proof.ok) {
      this.#refuse(socket, proof.refusal);
      return;
    }
    const reader = new LineReader(HELLO_LIMIT_BYTES);
    const listen = (chunk: Buffer): void => {
      const lines = reader.push(chunk);
      if (lines.length === 0) return;
      socket.off('data', listen);
      const hello = lines.length === 1 && reader.unfinished === undefined ? helloIn(lines[0]) : undefined;
      if (hello === undefined)
        this.#refuse(socket, { reason: 'bad_hello', text: 'that is no hello of a node' });
      else this.#greet(socket, hello, proof.node);
    };
    socket.on('data', listen);
  }

  #greet(socket: Socket, hello: Hello, proved: string | undefined): void {
    const { hello: own, admit } = this.#options;
    const forged: Refusal | undefined =
      proved === undefined || proved === hello.node
        ? undefined
        : {
            reason: 'bad_certificate',
            text: `the certificate is that of ${proved}, and the hello says ${hello.node}`,
          };
    const wrong = forged ?? objection(hello, own);
    if (wrong !== undefined) {
      this.#refuse(socket, wrong);
      return;
    }
    const refusal = admit(socket, hello);
    if (refusal !== undefined) {
      this.#refuse(socket, refusal);
      return;
    }
    this.#strangers.settle(socket);
    socket.write(helloLine({ ...own, to: hello.node }));
  }

  /** Tells it why, and is done with it. */
  #refuse(socket: Socket, refusal: Refusal): void {
    this.#options.refusals.add(
      refusal.reason,
      `${socket.remoteAddress ?? 'a connection'} was refused: ${refusal.text}`,
    );
    socket.end(refusalLine(refusal), () => socket.destroy());
  }
}
