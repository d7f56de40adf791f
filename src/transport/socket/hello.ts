/**
 * What connections say beside messages: lines that begin with "!", as no JSON does. The dialling side says hello, with whom it takes
 * the other for; that side says hello, too, or why not. Then messages flow one way, and heartbeats both ways.
 */

import { isObject } from '../../protocol/parse.ts';
import { isName } from '../names.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../transport.ts';

/** Raised where nodes of both versions cannot understand each other. A hello names all that its node speaks. */
export const PROTOCOL = 1;

/** A hello is a line of at most so much. */
export const HELLO_LIMIT_BYTES = 2048;

export const HEARTBEAT = '!';

const HELLO = '!hello ';
const REFUSED = '!refused ';
const TEXT_CHARS_LIMIT = 300;
const ADDRESS_CHARS_LIMIT = 300;

export interface Hello {
  readonly protocols: readonly number[];
  readonly cluster: string;
  readonly node: string;
  /** Whom it takes the other side for. */
  readonly to: string;
  /** Tells two processes of one name apart. */
  readonly instance: string;
  /** Where it listens; absent: whoever has to know does. */
  readonly at?: string;
}

export interface Refusal {
  readonly reason: RefusalReason;
  readonly text: string;
}

export function helloLine(hello: Hello): string {
  return `${HELLO}${JSON.stringify(hello)}\n`;
}

/** Undefined if it is none. */
export function helloIn(line: unknown): Hello | undefined {
  const said = objectAfter(HELLO, line);
  if (said === undefined) return undefined;
  const { protocols, cluster, node, to, instance, at } = said;
  if (!isName(cluster) || !isName(node) || !isName(to) || !isName(instance)) return undefined;
  if (!Array.isArray(protocols) || !protocols.every((one) => Number.isSafeInteger(one))) return undefined;
  const hello = { protocols: protocols as number[], cluster, node, to, instance };
  return typeof at === 'string' && at.length <= ADDRESS_CHARS_LIMIT ? { ...hello, at } : hello;
}

export function refusalLine({ reason, text }: Refusal): string {
  return `${REFUSED}${JSON.stringify({ reason, text: text.slice(0, TEXT_CHARS_LIMIT) })}\n`;
}

/** Undefined if it is none. */
export function refusalIn(line: unknown): Refusal | undefined {
  const said = objectAfter(REFUSED, line);
  if (said === undefined || typeof said['text'] !== 'string') return undefined;
  const reason = REFUSAL_REASONS.find((one) => one === said['reason']) ?? 'bad_hello';
  return { reason, text: said['text'] };
}

/** What is wrong with a hello that this node got; undefined: it fits. */
export function objection(
  hello: Hello,
  own: { readonly cluster: string; readonly node: string },
): Refusal | undefined {
  const { cluster, node, to, protocols } = hello;
  if (cluster !== own.cluster)
    return { reason: 'wrong_cluster', text: `${node} is of cluster ${cluster}, and this is ${own.cluster}` };
  if (!protocols.includes(PROTOCOL))
    return {
      reason: 'wrong_version',
      text: `${node} speaks version ${protocols.join(', ')} of the protocol, and ${own.node} ${PROTOCOL}: run versions of gossipscope that follow each other`,
    };
  if (to !== own.node)
    return {
      reason: 'not_a_peer',
      text: `${node} takes this node for ${to}, and it is ${own.node}: correct the address of ${to} at ${node}`,
    };
  return undefined;
}

function objectAfter(prefix: string, line: unknown): Record<string, unknown> | undefined {
  if (typeof line !== 'string' || !line.startsWith(prefix)) return undefined;
  try {
    const said: unknown = JSON.parse(line.slice(prefix.length));
    return isObject(said) ? said : undefined;
  } catch {
    return undefined;
  }
}
