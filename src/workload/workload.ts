/** What a workload is: the requests a client can make, each answered from the replica's store. */

import type { Inbound, ReplyBody } from '../protocol/envelope.ts';
import type { Replica } from '../core/replica.ts';
import type { View } from '../core/store/view.ts';

/** Answers one request. @throws {RequestError} to answer with an error instead. */
export type Handler = (request: Inbound, replica: Replica, now: number) => ReplyBody;

/** A workload as one node serves it, with whatever it keeps for that. */
export interface Service {
  /** By request type. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Requests that may carry an idempotency key, so that a client can repeat them safely. */
  readonly retriable?: readonly string[];
  /** What is read as a whole; absent where clients name the keys that they read. */
  readonly view?: View;
}

/** One way to use the store. A new workload is a new file that exports one of these. */
export interface Workload {
  readonly name: string;
  /** Once for each life of a node. */
  open(): Service;
}
