/** `gossipscope agent`: works for who asks, over NATS, until it is stopped. */

import process from 'node:process';
import { Command } from 'commander';
import { AGENT, settingsOf } from './agent/flags.ts';
import { AGENT_HELP } from './agent/help.ts';
import { addFlags } from './flags/option.ts';

export function agentCommand(): Command {
  const command = new Command('agent')
    .description(
      'Takes work from a NATS server, and does it on this machine: simulations, and node processes of a bench. It ends with SIGTERM or Ctrl-C.',
    )
    .allowExcessArguments(false)
    .addHelpText('after', AGENT_HELP);
  return addFlags(command, AGENT).action(async () => {
    const settings = settingsOf(command);
    const { runAgent } = await import('./agent/run.ts');
    process.exitCode = await runAgent(settings);
  });
}
