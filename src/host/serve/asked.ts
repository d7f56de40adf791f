/** A request of a client on its way into the node. */

import type { Body } from '../../protocol/envelope.ts';

/** As a body of the client protocol. */
export interface Asked {
  /** Its fields; values that JavaScript would change are in `texts`, too. */
  readonly body: Body;
  /** Fields as the text that the client sent: valid JSON each. */
  readonly texts?: Readonly<Record<string, string>>;
}

const NO_TEXTS = '{}';

/** A line from which the fields' texts can be cut: values are taken from there, never from what was parsed. */
export function lineOf({ texts }: Asked): string {
  if (texts === undefined) return NO_TEXTS;
  let members = '';
  for (const name in texts) members += `${members === '' ? '' : ','}"${name}":${texts[name] ?? 'null'}`;
  return `{"body":{${members}}}`;
}
