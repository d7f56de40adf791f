/** A message as the bench reads it, so that whatever it tells of it can be shown. */

import { printableJson } from '../../base/printable.ts';
import { parsePassing, type Passing } from '../../protocol/passing.ts';

/** To nodes goes the very line that was sent. */
export function shown(message: Passing): Passing {
  const line = printableJson(message.line);
  if (line === message.line) return message;
  const parsed = parsePassing(line);
  return typeof parsed === 'string' ? message : parsed;
}
