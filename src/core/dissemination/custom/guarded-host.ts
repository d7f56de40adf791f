/** The host that a custom strategy sees: what it asks for is checked, so that a mistake is named where it is made. */

import type { NodeId } from '../../../protocol/names.ts';
import type { StrategyHost } from '../dissemination.ts';
import { nameOf, STRATEGY_KINDS } from './definition.ts';
import { Misuse } from './strategy-error.ts';

/** @throws {Misuse} from its methods */
export function guardedHost(host: StrategyHost): StrategyHost {
  const toPeer = (method: string, dest: unknown): void => {
    if (typeof dest === 'string' && host.isPeer(dest)) return;
    throw new Misuse(`host.${method} to ${String(dest)}, which is no peer of ${host.me}`);
  };
  const ofSending = (method: string, dest: unknown, kind: unknown, entries: unknown): void => {
    toPeer(method, dest);
    ofKind(method, kind);
    ofEntries(method, entries);
  };
  const sending =
    (method: 'send' | 'answer'): StrategyHost['send'] =>
    (...args) => {
      ofSending(method, args[0], args[1], args[2]);
      host[method](...args);
    };
  const checked = {
    send: sending('send'),
    answer: sending('answer'),
    tell(...args: Parameters<StrategyHost['tell']>): void {
      toPeer('tell', args[0]);
      ofKind('tell', args[1]);
      host.tell(...args);
    },
    sendWithSeen(...args: Parameters<StrategyHost['sendWithSeen']>): void {
      ofSending('sendWithSeen', args[0], args[1], args[2]);
      host.sendWithSeen(...args);
    },
    ask(peer: NodeId, now: number): void {
      toPeer('ask', peer);
      host.ask(peer, now);
    },
    expectAnswer(peer: NodeId, now: number): void {
      toPeer('expectAnswer', peer);
      host.expectAnswer(peer, now);
    },
  };
  // What is not checked is the host's own, bound to it: it keeps its state in private fields.
  return new Proxy(host, {
    get(target, name) {
      if (Object.hasOwn(checked, name)) return Reflect.get(checked, name) as unknown;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** As far as can be seen: a forged one shows as a write that nobody made, which fails the run. */
function isEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'origin' in value && 'arrival' in value;
}

function ofKind(method: string, kind: unknown): void {
  if (STRATEGY_KINDS.some((one) => one === kind)) return;
  throw new Misuse(`host.${method} of kind ${String(kind)}: choose from ${STRATEGY_KINDS.join(', ')}`);
}

function ofEntries(method: string, entries: unknown): void {
  if (!Array.isArray(entries))
    throw new Misuse(`host.${method} needs an array of entries, not ${nameOf(entries)}`);
  if (!entries.every(isEntry)) throw new Misuse(`host.${method} needs entries that this replica was given`);
}
