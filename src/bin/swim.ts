/** `gossipscope swim`: how soon a failed member is found, and how often a live one is accused, with and without Lifeguard. */

import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { Command } from 'commander';
import { detectionTables, measureDetection, type DetectionPlan } from '../simulate/detection/tables.ts';
import type { CommandFlags } from './flags/flag.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import { SWIM_FLAGS } from './flags/swim.ts';
import { SWIM_HELP } from './swim/help.ts';

const SWIM: CommandFlags = {
  ...{ name: 'swim', flags: SWIM_FLAGS },
  defaults: { nodes: [10, 100, 1000], lossRatios: [0, 0.05, 0.1], seed: 1 },
  ...{ schemas: {}, variables: [] },
};

export function swimCommand(): Command {
  const command = new Command('swim')
    .description(
      'Measures failure detection in virtual time: SWIM with and without Lifeguard, beside what the papers expect.',
    )
    .addHelpText('after', SWIM_HELP);
  return addFlags(command, SWIM).action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const { json = false, ...given } = valuesOf(givenTo(command, SWIM), SWIM) as { readonly json?: boolean };
  const plan = { ...SWIM.defaults, ...given } as unknown as DetectionPlan;
  const report = await measureDetection(plan, async (done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} measured${done === of ? '\n' : ''}`);
    await setImmediate();
  });
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : detectionTables(report)}\n`);
}
