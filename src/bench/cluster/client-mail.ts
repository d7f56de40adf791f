/** What a node sent to a client: the answer to a request, or something that nobody asked for. */

import { exactText } from '../../protocol/exact-json.ts';
import type { Passing } from '../../protocol/passing.ts';
import type { Receiver } from '../clients/client-set.ts';
import type { Receipt } from '../clients/request-client.ts';
import type { Sighting } from './findings.ts';

type Received = Receipt & Receiver;

/** @returns what is wrong with it; nothing: it was the answer, from whom it says */
export function sightingsOf(receipt: Received, node: string, { src, dest, line }: Passing): Sighting[] {
  const mail = { node, dest, line };
  const sighting = sightingOf(receipt, mail);
  return [
    // Maelstrom's clients look at the number of a reply alone.
    ...(src === node ? [] : [{ ...mail, kind: 'other_name' as const, isOverlooked: true }]),
    ...(sighting === undefined ? [] : [sighting]),
  ];
}

function sightingOf(receipt: Received, mail: Pick<Sighting, 'node' | 'dest' | 'line'>): Sighting | undefined {
  const { type, goesOn = false } = receipt;
  if (type === 'answer') return undefined;
  const isOverlooked = goesOn && type !== 'no_number';
  if (type === 'unasked') return { ...mail, kind: type, isOverlooked };
  const { request } = receipt;
  if (type !== 'forestalled') return { ...mail, kind: type, request, isOverlooked };
  const line = exactText({ src: receipt.by, dest: mail.dest, body: receipt.answer });
  return { ...mail, kind: type, node: receipt.by, line, request, isOverlooked };
}
