/** Makes the transport that was asked for, and loads only that one. */

import { DEFAULT_LIMITS, type TransportLimits } from './limits.ts';
import { nameProblem } from './names.ts';
import type { NatsSettings } from './nats/settings.ts';
import type { TlsFiles } from './tls/credentials.ts';
import { TransportError, type Transport } from './transport.ts';

export interface NodeOfCluster {
  /** Nodes of different clusters never speak to each other. */
  readonly cluster: string;
  readonly node: string;
  /** Members come and go: every node of the cluster is heard, and told where this one listens. Absent: peers alone are. */
  readonly openToCluster?: { /** Nobody needs it with NATS. */ readonly address: string } | undefined;
  /** Where they are not the defaults. */
  readonly limits?: Partial<TransportLimits>;
}

/** What each kind needs beside that. */
export type KindSettings =
  | { readonly kind: 'tcp'; readonly listen: string; readonly insecure: boolean }
  | { readonly kind: 'tls'; readonly listen: string; readonly files: TlsFiles }
  | { readonly kind: 'nats'; readonly nats: NatsSettings };

export type TransportSettings = NodeOfCluster &
  KindSettings & {
    /** Is told what somebody may have to put right, in one line each. */
    readonly warn: (text: string) => void;
  };

/** @throws {TransportError} */
export async function createTransport(settings: TransportSettings): Promise<Transport> {
  const { cluster, node, warn, openToCluster } = settings;
  const problem = nameProblem('the cluster', cluster) ?? nameProblem('the node', node);
  if (problem !== undefined) throw new TransportError(problem);
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const who = { cluster, node };
  if (settings.kind === 'nats') {
    const { NatsTransport } = await import('./nats/nats-transport.ts');
    return new NatsTransport({
      ...who,
      warn,
      limits,
      isOpen: openToCluster !== undefined,
      nats: settings.nats,
    });
  }
  const { SocketTransport } = await import('./socket/socket-transport.ts');
  const options = { ...who, warn, limits, listen: settings.listen, openToCluster };
  if (settings.kind === 'tcp') {
    const { TcpWire } = await import('./socket/tcp-wire.ts');
    return new SocketTransport({ ...options, wire: new TcpWire(settings.insecure) });
  }
  const { TlsWire } = await import('./tls/tls-wire.ts');
  return new SocketTransport({ ...options, wire: new TlsWire(settings.files, who, limits.helloMs) });
}
