/** The strategies by their names in the literature, and those that somebody else wrote. A new one of ours is a new file and a line here. */

import { assert } from '../../base/assert.ts';
import { GuardedStrategy, type CustomStrategy } from './custom/guarded-strategy.ts';
import type { Dissemination, StrategyHost } from './dissemination.ts';
import { DirectMail } from './direct-mail.ts';
import { Plumtree } from './plumtree.ts';
import { Relay } from './relay.ts';
import { RumorMongering } from './rumor-mongering.ts';
import type { StrategySettings } from './strategy-settings.ts';

type Make = (host: StrategyHost, settings: StrategySettings) => Dissemination;

const BY_NAME = {
  'direct-mail': (host, settings) => new DirectMail(host, settings),
  'rumor-mongering': (host, settings) => new RumorMongering(host, settings),
  plumtree: (host, settings) => new Plumtree(host, settings),
  relay: (host, settings) => new Relay(host, settings),
} satisfies Record<string, Make>;

export type StrategyName = keyof typeof BY_NAME;

export const STRATEGY_NAMES = Object.keys(BY_NAME) as StrategyName[];

/** How long an entry may be under way with each strategy before it is taken for lost, unless a setting says otherwise. */
export const REPAIR_AFTER_MS: Readonly<Record<StrategyName, number>> = {
  // One hop.
  'direct-mail': 250,
  // Some twenty rounds.
  'rumor-mongering': 3000,
  // The depth of a tree, and the time that a graft takes.
  plumtree: 3000,
  // Two hops and a batch.
  relay: 500,
};

/** The least of it on a given topology: the ways along its links may be long. */
export const GIVEN_TOPOLOGY_REPAIR_MS = 3000;

/** Of a strategy of somebody else's that does not say: as long as the slowest of ours. */
const CUSTOM_REPAIR_AFTER_MS = 3000;

/** Those of others. They are settings of the whole program, as the names of ours are: replicas look them up by name. */
const custom = new Map<string, CustomStrategy>();

/** From now on replicas can have it. @returns false where the name stands for another strategy already */
export function addStrategy(strategy: CustomStrategy): boolean {
  const { name, definition } = strategy;
  if (isOurs(name) || (custom.get(name)?.definition ?? definition) !== definition) return false;
  custom.set(name, strategy);
  return true;
}

export function isKnownStrategy(name: string): boolean {
  return isOurs(name) || custom.has(name);
}

export function isOurs(name: string): name is StrategyName {
  return Object.hasOwn(BY_NAME, name);
}

/** How long an entry may be under way with it, unless a setting says otherwise. */
export function repairAfterMsOf(name: string): number {
  if (isOurs(name)) return REPAIR_AFTER_MS[name];
  return custom.get(name)?.definition.repairAfterMs ?? CUSTOM_REPAIR_AFTER_MS;
}

/** @throws {StrategyError} where it is somebody else's, and wrong */
export function makeDissemination(
  name: string,
  host: StrategyHost,
  settings: StrategySettings,
): Dissemination {
  if (isOurs(name)) return BY_NAME[name](host, settings);
  const strategy = custom.get(name);
  assert(strategy !== undefined, `the strategy ${name} was added before it is used`);
  return new GuardedStrategy(strategy, host, settings);
}
