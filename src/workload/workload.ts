/** What a workload is: the requests a client can make, each answered from the replica's store. */

import type { Inbound, ReplyBody } from '../protocol/envelope.ts';
import type { Replica } from '../core/replica.ts';

/** Answers one request. @throws {RequestError} to answer with an error instead. */
export type Handler = (request: Inbound, replica: Replica, now: number) => ReplyBody;

/** One way to use the store. A new workload is a new file that exports one of these. */
export interface Workload {
  readonly name: string;
  /** By request type. */
  readonly handlers: Readonly<Record<string, Handler>>;
}
