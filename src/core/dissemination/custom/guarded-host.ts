/** The host that a custom strategy sees: what it asks for is checked, so that a mistake is named where it is made. */

import type { NodeId } from '../../../protocol/names.ts';
import type { GossipKind } from '../../../protocol/gossip.ts';
import type { Entry } from '../../store/entry.ts';
import type { StrategyHost } from '../dissemination.ts';
import { nameOf, STRATEGY_KINDS } from './definition.ts';
import { Misuse } from './strategy-error.ts';

/** @throws {Misuse} from its methods */
export function guardedHost(host: StrategyHost): StrategyHost {
  const toPeer = (method: string, dest: unknown): void => {
    if (typeof dest === 'string' && host.isPeer(dest)) return;
    throw new Misuse(`host.${method} to ${String(dest)}, which is no peer of ${host.me}`);
  };
  const ofKind = (method: string, kind: unknown): void => {
    if (STRATEGY_KINDS.some((one) => one === kind)) return;
    throw new Misuse(`host.${method} of kind ${String(kind)}: choose from ${STRATEGY_KINDS.join(', ')}`);
  };
  const ofEntries = (method: string, entries: unknown): void => {
    if (!Array.isArray(entries))
      throw new Misuse(`host.${method} needs an array of entries, not ${nameOf(entries)}`);
    if (!entries.every(isEntry)) throw new Misuse(`host.${method} needs entries that this replica was given`);
  };
  const checked = {
    send(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void {
      toPeer('send', dest);
      ofKind('send', kind);
      ofEntries('send', entries);
      host.send(dest, kind, entries, now);
    },
    tell(...args: Parameters<StrategyHost['tell']>): void {
      toPeer('tell', args[0]);
      ofKind('tell', args[1]);
      host.tell(...args);
    },
    sendWithSeen(...args: Parameters<StrategyHost['sendWithSeen']>): void {
      toPeer('sendWithSeen', args[0]);
      ofKind('sendWithSeen', args[1]);
      ofEntries('sendWithSeen', args[2]);
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
