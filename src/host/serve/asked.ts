/** A request of a client on its way into the node. */

import type { Body, FieldTexts, Inbound } from '../../protocol/envelope.ts';

/** As a body of the client protocol. */
export interface Asked {
  /** Its fields; values that JavaScript would change are in `texts`, too. */
  readonly body: Body;
  /** Fields as the text that the client sent: values are taken from there, never from what was parsed. */
  readonly texts?: FieldTexts;
}

/** It never was a line. */
const NO_LINE = '{}';

export function messageOf(
  { body, texts }: Asked,
  { src, dest, msgId }: Pick<Inbound, 'src' | 'dest' | 'msgId'>,
): Inbound {
  return { src, dest, body, msgId, line: NO_LINE, texts };
}
