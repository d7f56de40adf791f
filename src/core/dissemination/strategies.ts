/** The strategies by their names in the literature. A new one is a new file and a line here. */

import type { GossipSettings } from '../config.ts';
import type { Dissemination, Mailer } from './dissemination.ts';
import { DirectMail } from './direct-mail.ts';

const BY_NAME = {
  'direct-mail': (mailer: Mailer, settings: GossipSettings): Dissemination =>
    new DirectMail(mailer, settings),
};

export type StrategyName = keyof typeof BY_NAME;

export const STRATEGY_NAMES = Object.keys(BY_NAME) as StrategyName[];

export function makeDissemination(mailer: Mailer, settings: GossipSettings): Dissemination {
  return BY_NAME[settings.strategy](mailer, settings);
}
