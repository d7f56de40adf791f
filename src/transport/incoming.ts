/**
 * Makes of what an authenticated peer sent what a host takes in: its sender is who the connection proved it to be, or it is rejected.
 * Either way it is counted.
 */

import type { ParsedLine } from '../protocol/envelope.ts';
import type { Line } from '../protocol/framing.ts';
import { parseLine } from '../protocol/parse.ts';
import { printable } from '../base/printable.ts';
import type { PeerAccount } from './peer-account.ts';

const NAME_CHARS_LIMIT = 64;

/** @param account of the peer that the connection proved */
export function incoming(account: PeerAccount, line: Line): ParsedLine {
  const parsed = attributed(account.peer, line);
  account.received();
  if (!parsed.ok && parsed.reason === 'forged_src') account.dropped('forged_src');
  return parsed;
}

function attributed(from: string, line: Line): ParsedLine {
  if (typeof line !== 'string') return { ok: false, ...line, src: from };
  const parsed = parseLine(line);
  if (!parsed.ok) return { ...parsed, src: from };
  const { src } = parsed.message;
  if (src === from) return parsed;
  const claimed = JSON.stringify(printable(src, NAME_CHARS_LIMIT));
  return {
    ok: false,
    reason: 'forged_src',
    text: `"src" says ${claimed}, and the connection is that of ${from}`,
    src: from,
  };
}
