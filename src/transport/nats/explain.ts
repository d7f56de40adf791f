/** What NATS's errors mean to somebody who runs a cluster: one line, what is wrong and what to do. */

import { errors } from '@nats-io/transport-node';

export function explainNatsError(error: unknown, servers: readonly string[], who: string): string {
  const at = servers.join(', ');
  const { code, message, cause } = error as NodeJS.ErrnoException;
  const why = `${code ?? ''} ${message} ${cause instanceof Error ? cause.message : ''}`;
  if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError)
    return `the NATS server ${at} does not let ${who} in: check its user and password, or its creds`;
  if (error instanceof errors.PermissionViolationError)
    return `the NATS server does not permit ${who} to ${error.operation === 'publish' ? 'publish to' : 'subscribe to'} ${error.subject}: check the user's permissions, the node's name and the cluster's`;
  if (/ECONNREFUSED|connection refused/i.test(why))
    return `no NATS server answers at ${at}: start one, or correct the address`;
  if (/ENOTFOUND|EAI_AGAIN/.test(why))
    return `the name of the NATS server ${at} is not known: correct the address`;
  if (/certificate|SELF_SIGNED|UNABLE_TO_VERIFY|CERT_|ssl|tls/i.test(why))
    return `the NATS server ${at} and TLS: ${message}; check --ca, and that the server's certificate names its host`;
  if (/timeout/i.test(why)) return `the NATS server ${at} does not answer: check the address and the network`;
  return `the NATS server ${at}: ${message}`;
}
