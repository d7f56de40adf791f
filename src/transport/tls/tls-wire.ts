/** TLS 1.3 with certificates at both ends: each side knows which node of which cluster it speaks with before a word is said. */

import { constants, type X509Certificate } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import {
  connect,
  createServer,
  TLSSocket,
  type SecureContextOptions,
  type Server as TlsServer,
} from 'node:tls';
import type { HostPort } from '../address.ts';
import { explainSystemError } from '../socket/explain.ts';
import type { Refusal } from '../socket/hello.ts';
import type { Proof, Wire } from '../socket/wire.ts';
import {
  isIssuedBy,
  isSame,
  readCredentials,
  TLS_VERSION,
  type Credentials,
  type TlsFiles,
} from './credentials.ts';
import { certificateProblem } from './explain.ts';
import { identityOf } from './identity.ts';

export class TlsWire implements Wire {
  readonly kind = 'tls';
  readonly #files: TlsFiles;
  readonly #who: { readonly cluster: string; readonly node: string };
  readonly #helloMs: number;
  #credentials: Credentials | undefined;
  #server: TlsServer | undefined;
  /** What is known of each connection. */
  readonly #proved = new WeakMap<Socket, { certificate: X509Certificate; by: Credentials }>();

  constructor(files: TlsFiles, who: { readonly cluster: string; readonly node: string }, helloMs: number) {
    this.#files = files;
    this.#who = who;
    this.#helloMs = helloMs;
  }

  async open(): Promise<void> {
    this.#credentials = await readCredentials(this.#files, this.#who);
  }

  checkListen(): void {
    // Anywhere: nobody is let in without a certificate.
  }

  createServer(accept: (socket: Socket) => void): Server {
    const server = createServer(
      {
        ...this.#serverContext,
        requestCert: true,
        // Whoever fails is told why, and then sent away: see prove().
        rejectUnauthorized: false,
        handshakeTimeout: this.#helloMs,
        noDelay: true,
        keepAlive: true,
      },
      accept,
    );
    this.#server = server;
    return server;
  }

  connect(_: string, { host, port }: HostPort, ready: () => void): Socket {
    const socket = connect({
      ...{ host, port, secureContext: this.#current.clientContext, minVersion: TLS_VERSION },
      rejectUnauthorized: true,
      // The node's name counts, not the host's: see prove().
      checkServerIdentity: () => undefined,
    });
    socket.setNoDelay(true).setKeepAlive(true);
    return socket.once('secureConnect', ready);
  }

  prove(socket: Socket): Proof {
    if (!(socket instanceof TLSSocket)) throw new Error('only TLS proves who is there');
    const certificate = socket.getPeerX509Certificate();
    const whose = (certificate && identityOf(certificate)?.name) ?? 'the other side';
    const code = String(socket.authorizationError);
    if (certificate === undefined || !socket.authorized) {
      const refusal = certificateProblem(whose, code, certificate !== undefined);
      const text = `the certificate of ${whose} is not accepted (${code})`;
      return { ok: false, refusal: refusal ?? { reason: 'bad_certificate', text } };
    }
    const proof = this.#named(certificate);
    if (proof.ok) this.#proved.set(socket, { certificate, by: this.#current });
    return proof;
  }

  objection(socket: Socket): Refusal | undefined {
    const known = this.#proved.get(socket);
    if (known === undefined) return undefined;
    const { certificate, by } = known;
    const whose = identityOf(certificate)?.name ?? 'the other side';
    if (Date.parse(certificate.validTo) < Date.now()) return certificateProblem(whose, 'CERT_HAS_EXPIRED');
    if (by === this.#current) return undefined;
    known.by = this.#current;
    // One from further down a chain is not found here: it connects anew, and the whole chain is looked at.
    return isIssuedBy(certificate, this.#current.authorities)
      ? undefined
      : certificateProblem(whose, 'CERT_UNTRUSTED');
  }

  explain(peer: string, at: HostPort, error: NodeJS.ErrnoException): string {
    const problem = certificateProblem(peer, error.code ?? '');
    if (problem !== undefined) return problem.text;
    if (error.code?.startsWith('ERR_SSL_') === true)
      return `${peer} does not speak TLS as a node does: correct its address (${error.code})`;
    return explainSystemError(peer, at, error);
  }

  async reload(): Promise<boolean> {
    const read = await readCredentials(this.#files, this.#who);
    if (isSame(read, this.#current)) return false;
    this.#credentials = read;
    this.#server?.setSecureContext(this.#serverContext);
    return true;
  }

  get #current(): Credentials {
    if (this.#credentials === undefined) throw new Error('certificates are read before they are used');
    return this.#credentials;
  }

  get #serverContext(): SecureContextOptions {
    return {
      ...this.#current.pem,
      minVersion: TLS_VERSION,
      // Each connection shows its certificate anew: none lives on in a session.
      secureOptions: constants.SSL_OP_NO_TICKET,
    };
  }

  #named(certificate: X509Certificate): Proof {
    const identity = identityOf(certificate);
    const { cluster } = this.#who;
    if (identity?.role !== 'node')
      return refused(
        'bad_certificate',
        `a certificate that names no node was shown: make one with gossipscope certs --cluster ${cluster} NODE`,
      );
    if (identity.cluster !== cluster)
      return refused(
        'wrong_cluster',
        `${identity.name} is of cluster ${identity.cluster}, and this is ${cluster}`,
      );
    return { ok: true, node: identity.name };
  }
}

function refused(reason: Refusal['reason'], text: string): Proof {
  return { ok: false, refusal: { reason, text } };
}
