/** The scenarios, as `--help` lists them. */

import { SCENARIOS } from '../../net/scenarios.ts';

export const SCENARIO_HELP = [
  'Scenarios:',
  ...SCENARIOS.map(({ name, description }) => `  ${name.padEnd(11)}${description}`),
  '',
  'Several at once: partition+kill.',
].join('\n');
