/** Whether a node's answer to a `cas` was right, given what the node held just before. */

import { ERROR_CODES } from '../../protocol/errors.ts';
import type { ReplyBody } from '../../protocol/envelope.ts';
import type { JsonText } from '../../protocol/names.ts';
import { sameValue } from '../../protocol/value-text.ts';

/** @param held undefined: it held no such key. A node that takes its clock for wrong answers with neither. @returns what is wrong; undefined: nothing */
export function casProblem(
  { from, create_if_not_exists: creates }: Readonly<Record<string, unknown>>,
  held: JsonText | undefined,
  answer: ReplyBody | undefined,
): string | undefined {
  if (answer === undefined) return 'did not answer a cas';
  const right = rightAnswer(JSON.stringify(from) as JsonText, creates === true, held);
  if (answer['code'] === ERROR_CODES.temporarily_unavailable) return undefined;
  const given = answer.type === 'error' ? answer['code'] : answer.type;
  if (given === right) return undefined;
  return `answered ${String(given)} to a cas from ${JSON.stringify(from)} where it held ${held ?? 'nothing'}: ${right} is right`;
}

function rightAnswer(from: JsonText, creates: boolean, held: JsonText | undefined): string | number {
  if (held === undefined) return creates ? 'cas_ok' : ERROR_CODES.key_does_not_exist;
  return sameValue(held, from) ? 'cas_ok' : ERROR_CODES.precondition_failed;
}
