/** What TCP in the clear and TLS do differently: making connections, and knowing who is at the other end. */

import type { Server, Socket } from 'node:net';
import type { HostPort } from '../address.ts';
import type { Refusal } from './hello.ts';

/** Who the other side is, as far as the connection itself proves it. */
export type Proof =
  | { readonly ok: true; /** Undefined: the hello is believed. */ readonly node: string | undefined }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Wire {
  readonly kind: 'tcp' | 'tls';
  /** Reads what it needs. @throws {TransportError} */
  open(): Promise<void>;
  /** @throws {TransportError} where it must not listen there */
  checkListen(host: string): void;
  /** @param accept hears of each connection that can be spoken on; `connection` of the server comes before */
  createServer(accept: (socket: Socket) => void): Server;
  /** @param ready hears when it can be spoken on. @throws {TransportError} where it must not connect there */
  connect(peer: string, at: HostPort, ready: () => void): Socket;
  /** Of a connection that can be spoken on. */
  prove(socket: Socket): Proof;
  /** Why a connection must not go on: its certificate has run out meanwhile, or nobody vouches for it any more. */
  objection(socket: Socket): Refusal | undefined;
  /** What an error of the system says to people. */
  explain(peer: string, at: HostPort, error: NodeJS.ErrnoException): string;
  /** Reads certificates again. @returns whether they changed @throws {TransportError} the ones before stay in use */
  reload(): Promise<boolean>;
}
