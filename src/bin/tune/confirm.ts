/** The command that tries with real processes what was found in the simulator. */

import { DEFAULT_SETTINGS } from '../../bench/settings.ts';
import { DEFAULT_GOSSIP } from '../../core/config.ts';
import { isOurs } from '../../core/dissemination/strategies.ts';
import { completeSettings, DEFAULT_NODE } from '../../host/settings.ts';
import { LIMITS, SettingsSchema } from '../../report/schema/settings-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import { benchCommandLine } from '../bench/flags.ts';
import { TIMING_FLAGS, TOPOLOGY } from '../flags/gossip.ts';
import { textOf } from '../flags/value.ts';

/** Processes run in real time: a few seeds are what one waits for. */
const REPEAT = 3;

/** Null: it is more than one machine runs as processes, or a strategy that only the simulator takes. */
export function confirmingCommand({ gossip, ...settings }: SimulationSettings): string | null {
  const { strategy } = gossip;
  if (settings.nodes > LIMITS.nodes || !isOurs(strategy)) return null;
  const usual: Record<string, unknown> = {
    ...DEFAULT_GOSSIP,
    ...completeSettings({ strategy }, DEFAULT_NODE),
  };
  const values = new Map<string, unknown>(Object.entries(gossip));
  const nodeArgs = [TOPOLOGY, ...TIMING_FLAGS].flatMap((flag) => {
    const value = values.get(flag.setting);
    return value === usual[flag.setting] ? [] : [`--${flag.name}`, textOf(flag, value)];
  });
  const own = Object.entries(settings).filter(([name]) => name in SettingsSchema.shape);
  return benchCommandLine({
    ...DEFAULT_SETTINGS,
    ...Object.fromEntries(own),
    ...{ strategy, nodeArgs, repeat: REPEAT },
  });
}
