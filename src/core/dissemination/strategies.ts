/** The strategies by their names in the literature. A new one is a new file and a line here. */

import type { Dissemination, StrategyHost } from './dissemination.ts';
import { DirectMail, type DirectMailSettings } from './direct-mail.ts';
import { Plumtree, type PlumtreeSettings } from './plumtree.ts';
import { Relay, type RelaySettings } from './relay.ts';
import { RumorMongering, type RumorMongeringSettings } from './rumor-mongering.ts';

/** The settings of all strategies together: the same word means the same in each. */
export type StrategySettings = DirectMailSettings & RumorMongeringSettings & PlumtreeSettings & RelaySettings;

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
  'rumor-mongering': ['fanout', 'roundIntervalMs', 'rumorStopCount'],
  plumtree: ['flushIntervalMs', 'fanout', 'lazyIntervalMs', 'graftAfterMs'],
  relay: ['flushIntervalMs', 'batchIntervalMs'],
};

/** Whether a setting does anything with a strategy; what no strategy has for itself does so with all. */
export function usesSetting(strategy: StrategyName, setting: string): boolean {
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

export function makeDissemination(
  strategy: StrategyName,
  host: StrategyHost,
  settings: StrategySettings,
): Dissemination {
  return BY_NAME[strategy](host, settings);
}
