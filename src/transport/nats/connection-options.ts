/** What the client library is told: who this is, how patient it is to be, and never to give up. */

import {
  credsAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
  type ConnectionOptions,
} from '@nats-io/transport-node';
import type { TransportLimits } from '../limits.ts';
import type { NatsSecrets, NatsSettings } from './settings.ts';

interface Who {
  readonly node: string;
  readonly nats: NatsSettings;
  readonly limits: TransportLimits;
}

/** @param secrets asked for at each connection, so that what was reloaded counts */
export function connectionOptions(
  { nats, node, limits }: Who,
  secrets: () => NatsSecrets,
  nextDelayMs: () => number,
): ConnectionOptions {
  const { ca, cert, key } = nats.tls ?? {};
  return {
    servers: [...nats.servers],
    name: `gossipscope ${node}`,
    noEcho: true,
    authenticator: authenticators(nats, secrets),
    ...(nats.tls !== undefined && {
      tls: {
        ...(ca !== undefined && { caFile: ca }),
        ...(cert !== undefined && { certFile: cert }),
        ...(key !== undefined && { keyFile: key }),
      },
    }),
    timeout: limits.helloMs,
    pingInterval: limits.heartbeatMs,
    maxPingOut: Math.max(1, Math.floor(limits.silenceMs / limits.heartbeatMs) - 1),
    maxReconnectAttempts: -1,
    reconnectDelayHandler: nextDelayMs,
    // A password that is about to be changed is not a reason to give up.
    ignoreAuthErrorAbort: true,
  };
}

function authenticators({ user, credsFile }: NatsSettings, secrets: () => NatsSecrets): Authenticator[] {
  if (user !== undefined) return [usernamePasswordAuthenticator(user, () => secrets().password ?? '')];
  if (credsFile !== undefined) return [credsAuthenticator(() => secrets().creds ?? new Uint8Array())];
  return [];
}
