/** Where nodes' requests to services are answered: takes a message, returns the one that goes back. */

import type { Service, ServiceCall } from '../../net/services/service.ts';
import type { Body } from '../../protocol/envelope.ts';
import { errorBody, RequestError } from '../../protocol/errors.ts';
import type { Passing } from '../../protocol/passing.ts';
import { memberText } from '../../protocol/value-text.ts';

/** @returns undefined: the service does not serve this */
export function replyOf(service: Service, name: string, call: ServiceCall): Passing | undefined {
  const members = served(service, call);
  if (members === undefined) return undefined;
  // As it was written: an id may be text, or null.
  const id = memberText(memberText(call.line, 'body'), 'msg_id') || 'null';
  const [src, dest] = [JSON.stringify(name), JSON.stringify(call.client)];
  const line = `{"src":${src},"dest":${dest},"body":{${members},"in_reply_to":${id}}}`;
  return { src: name, dest: call.client, body: JSON.parse(`{${members}}`) as Body, line };
}

function served(service: Service, call: ServiceCall): string | undefined {
  try {
    return service.serve(call);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return JSON.stringify(errorBody(error.error, error.message)).slice(1, -1);
  }
}
