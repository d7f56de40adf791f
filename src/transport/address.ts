/** Addresses as people write them: `host:port`, `[::1]:port`, `:port`. */

import { BlockList, isIPv6 } from 'node:net';
import { TransportError } from './transport.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/@]*)):(\d{1,5})$/;
const PORT_LIMIT = 65_535;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** @param what whose address it is, for people @throws {TransportError} */
export function hostPortIn(what: string, text: string): HostPort {
  const [, v6, host, digits] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > PORT_LIMIT)
    throw new TransportError(
      `${what} ${JSON.stringify(text.slice(0, 100))} is no address: write host:port, as in 10.0.0.1:7400 or [::1]:7400`,
    );
  return { host: v6 ?? host ?? '', port };
}

export function addressText({ host, port }: HostPort): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** @param ip as a socket says it */
export function isLoopback(ip: string | undefined): boolean {
  return (
    ip !== undefined &&
    LOOPBACK.check(ip.replace(/^::ffff:/, ''), isIPv6(ip) && !ip.includes('.') ? 'ipv6' : 'ipv4')
  );
}
