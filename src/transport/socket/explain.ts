/** What the system's errors mean to somebody who runs a cluster: one line, what is wrong and what to do. */

import { addressText, type HostPort } from '../address.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: start it, or correct its address',
  ENOTFOUND: 'its name is not known: correct its address',
  EAI_AGAIN: 'its name cannot be looked up now: check the name server',
  EHOSTUNREACH: 'there is no way to it: check network and firewall',
  ENETUNREACH: 'there is no way to its network: check network and firewall',
  ETIMEDOUT: 'it does not answer: check network and firewall',
  ECONNRESET: 'it broke the connection: its log says why',
  EPIPE: 'it closed the connection: its log says why',
  EACCES: 'that is not allowed: take a port from 1024 up',
  EADDRINUSE: 'the address is in use: end the other process, or take another port',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/** @param who whose address it is */
export function explainSystemError(
  who: string,
  at: HostPort,
  { code, message }: NodeJS.ErrnoException,
): string {
  return `${who} at ${addressText(at)}: ${MEANINGS[code ?? ''] ?? message}${code === undefined ? '' : ` (${code})`}`;
}
