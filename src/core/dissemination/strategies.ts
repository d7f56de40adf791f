/** The strategies by their names in the literature, and those that somebody else wrote. A new one of ours is a new file and a line here. */

import { assert } from '../../base/assert.ts';
import { GuardedStrategy, type CustomStrategy } from './custom/guarded-strategy.ts';
import type { Dissemination, StrategyHost } from './dissemination.ts';
import { DirectMail, type DirectMailSettings } from './direct-mail.ts';
import { Plumtree, type PlumtreeSettings } from './plumtree.ts';
import { Relay, type RelaySettings } from './relay.ts';
import { RumorMongering, type RumorMongeringSettings } from './rumor-mongering.ts';
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

interface SettingsOf {
  readonly 'direct-mail': DirectMailSettings;
  readonly 'rumor-mongering': RumorMongeringSettings;
  readonly plumtree: PlumtreeSettings;
  readonly relay: RelaySettings;
}

/** The settings that are for some strategies only: which ones each of them looks at. */
const SETTINGS_USED: { readonly [S in StrategyName]: readonly (keyof SettingsOf[S])[] } = {
  'direct-mail': ['flushIntervalMs'],
  'rumor-mongering': [
    'fanout',
    'roundIntervalMs',
    'rumorStopCount',
    'rumorExchange',
    'rumorStop',
    'graftAfterMs',
  ],
  plumtree: ['flushIntervalMs', 'fanout', 'lazyIntervalMs', 'graftAfterMs'],
  relay: ['flushIntervalMs', 'batchIntervalMs'],
};

/** Whether a setting does anything with a strategy; what no strategy has for itself does so with all. Those of others are handed each. */
export function usesSetting(strategy: string, setting: string): boolean {
  if (!isOurs(strategy)) return true;
  const isUsedBy = (one: StrategyName): boolean =>
    (SETTINGS_USED[one] as readonly string[]).includes(setting);
  return isUsedBy(strategy) || !STRATEGY_NAMES.some(isUsedBy);
}

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
