/** Whether a node's answer to a `cas` or a `delete` was right, given what the node held just before. */

import { ERROR_CODES } from '../../protocol/errors.ts';
import type { ReplyBody } from '../../protocol/envelope.ts';
import type { JsonText } from '../../protocol/names.ts';
import { sameValue } from '../../protocol/value-text.ts';

type Body = Readonly<Record<string, unknown>>;

/** @param held undefined: it held no such key. A node that takes its clock for wrong answers with neither. @returns what is wrong; undefined: nothing */
export function conditionProblem(
  body: Body,
  held: JsonText | undefined,
  answer: ReplyBody | undefined,
): string | undefined {
  const asked = body['type'] === 'delete' ? 'delete' : `cas from ${JSON.stringify(body['from'])}`;
  if (answer === undefined) return `did not answer a ${asked}`;
  const right = body['type'] === 'delete' ? deleteAnswer(held) : casAnswer(body, held);
  if (answer['code'] === ERROR_CODES.temporarily_unavailable) return undefined;
  const given = answer.type === 'error' ? answer['code'] : answer.type;
  if (given === right) return undefined;
  return `answered ${String(given)} to a ${asked} where it held ${held ?? 'nothing'}: ${right} is right`;
}

function deleteAnswer(held: JsonText | undefined): string | number {
  return held === undefined ? ERROR_CODES.key_does_not_exist : 'delete_ok';
}

function casAnswer(
  { from, create_if_not_exists: creates }: Body,
  held: JsonText | undefined,
): string | number {
  if (held === undefined) return creates === true ? 'cas_ok' : ERROR_CODES.key_does_not_exist;
  return sameValue(held, JSON.stringify(from) as JsonText) ? 'cas_ok' : ERROR_CODES.precondition_failed;
}
