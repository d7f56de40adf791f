/** What clients say when they cannot connect, in words for who typed the address. */

import { printable } from '../../base/printable.ts';

/** @param message of the client or of the system */
export function reasonOf(message: string): string {
  if (/wrong version number|packet length too long/i.test(message))
    return 'what answers there does not speak TLS';
  if (message.includes('Unknown RESP type')) return 'what answers there does not speak the protocol of Redis';
  return printable(message, 200);
}
