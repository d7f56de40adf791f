/** What the router needs to know of the world around it. */

import type { Journal } from '../../net/journal/journal.ts';
import type { Network } from '../../net/network.ts';
import type { Service } from '../../net/services/service.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { Address } from '../../protocol/names.ts';
import type { Receiver } from '../clients/client-set.ts';
import type { Receipt } from '../clients/request-client.ts';

export interface RouterOptions {
  readonly network: Network;
  readonly nodes: readonly string[];
  /** Whom nodes may ask beside each other, by name. */
  readonly services: ReadonlyMap<string, Service>;
  readonly now: () => number;
  /** Undefined: nobody wants to see the messages one by one. */
  readonly journal?: Journal | undefined;
  readonly isClient: (address: Address) => boolean;
  /** A message for a client. @param from the node that printed it */
  readonly toClient: (address: Address, body: Body, atMs: number, from: string) => Receipt & Receiver;
  /** A node printed what is no message. @param text completes the sentence that begins with its name */
  readonly onNonsense: (node: string, text: string) => void;
}
