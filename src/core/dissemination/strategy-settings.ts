/** The settings of all strategies together: the same word means the same in each, and in one that somebody else writes. */

import type { DirectMailSettings } from './direct-mail.ts';
import type { PlumtreeSettings } from './plumtree.ts';
import type { RelaySettings } from './relay.ts';
import type { RumorMongeringSettings } from './rumor-mongering.ts';

export type StrategySettings = DirectMailSettings & RumorMongeringSettings & PlumtreeSettings & RelaySettings;
