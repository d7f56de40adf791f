/** What a node sent to a client: the answer to a request, or something that nobody asked for. */

import { exactText } from '../../protocol/exact-json.ts';
import type { Purpose } from '../clients/addresses.ts';
import type { Receipt } from '../clients/request-client.ts';
import type { Sighting } from './findings.ts';

/** @returns what is wrong with it; undefined: it was the answer */
export function sightingOf(
  receipt: Receipt & { readonly purpose?: Purpose },
  { node, dest, line }: Pick<Sighting, 'node' | 'dest' | 'line'>,
): Sighting | undefined {
  const { type } = receipt;
  if (type === 'answer') return undefined;
  const isOverlooked = receipt.purpose === 'load' && type !== 'no_number';
  if (type === 'unasked') return { kind: type, node, dest, line, isOverlooked };
  const { request } = receipt;
  if (type !== 'forestalled') return { kind: type, node, dest, line, request, isOverlooked };
  const first = exactText({ src: receipt.by, dest, body: receipt.answer });
  return { kind: type, node: receipt.by, dest, line: first, request, isOverlooked };
}
